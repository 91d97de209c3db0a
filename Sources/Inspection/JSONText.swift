import Foundation

/// JSON as text: in a cell, laid out for reading, and values to be written.
public enum JSONText {
  /// A text as a JSON string.
  public static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// The lines of a JSON object or array, one value on each, indented by depth, in the order in which it
  /// was written; nil for text that is no JSON.
  public static func indented(_ text: String) -> [String]? {
    let inner = text.drop { $0.isWhitespace }
    guard inner.first == "{" || inner.first == "[",
      (try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil
    else { return nil }
    var lines: [String] = []
    var line = ""
    var depth = 0
    var isString = false
    var isEscaped = false
    func end() {
      if !line.allSatisfy({ $0 == " " }) { lines.append(line) }
      line = String(repeating: "  ", count: depth)
    }
    for character in inner {
      if isString {
        line.append(character)
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isString = false
        }
        continue
      }
      switch character {
      case "\"":
        isString = true
        line.append(character)
      case "{", "[":
        line.append(character)
        depth += 1
        end()
      case "}", "]":
        depth = max(0, depth - 1)
        end()
        line.append(character)
      case ",":
        line.append(character)
        end()
      case ":": line += ": "
      case _ where character.isWhitespace: continue
      default: line.append(character)
      }
    }
    depth = 0
    end()
    return lines
  }
}
