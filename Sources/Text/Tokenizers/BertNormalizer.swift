import Foundation

/// What BERT does to a text before it looks for words: control characters out, all white space to
/// spaces, Chinese characters apart, accents off, lower case.
///
/// - Source: Devlin et al. 2019, `BasicTokenizer`; checked against Hugging Face tokenizers on every
///   code point. These know categories as of Unicode 8, so younger marks and punctuation count as
///   letters do.
struct BertNormalizer: Sendable, Equatable {
  var cleansText = true
  var spacesChinese = true
  var stripsAccents = true
  var lowercases = true

  func callAsFunction(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return ascii(text) }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if cleansText {
        if Self.isControl(scalar) { continue }
        if scalar.properties.isWhitespace {
          scalars.append(" ")
          continue
        }
      }
      let isApart = spacesChinese && Self.isChinese(scalar)
      if isApart { scalars.append(" ") }
      scalars.append(scalar)
      if isApart { scalars.append(" ") }
    }
    if stripsAccents {
      let parts = String(scalars).decomposedStringWithCanonicalMapping
      scalars = String.UnicodeScalarView(parts.unicodeScalars.filter { !Self.isAccent($0) })
    }
    guard lowercases else { return String(scalars) }
    var lowered = String.UnicodeScalarView()
    for scalar in scalars {
      lowered.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
    }
    return String(lowered)
  }

  private func ascii(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case 0x09, 0x0A, 0x0D: bytes.append(cleansText ? 0x20 : byte)
      case ..<0x20, 0x7F: if !cleansText { bytes.append(byte) }
      case 65...90: bytes.append(lowercases ? byte | 0x20 : byte)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\n", "\r": return false
    case "\u{FFFD}": return true
    // Private use to the end of planes 15 and 16, but for the noncharacters.
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .privateUse: return true
    case .format: return scalar.isInUnicode((8, 0))
    default: return false
    }
  }

  private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1734, 0x1171E: true  // spacing since Unicode 14 and 9
    case 0x1885, 0x1886, 0xA9BD, 0x111C9: false  // not spacing since Unicode 9, 11 and 8
    default:
      scalar.properties.generalCategory == .nonspacingMark && scalar.isInUnicode((8, 0))
    }
  }

  /// Where BERT cuts a word off: `$`, `+`, `^` and the like count as punctuation too.
  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 33...47, 58...64, 91...96, 123...126: return true
    case ..<0x80: return false
    case 0x111C9, 0x166D: return true  // no longer punctuation
    default: break
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return scalar.isInUnicode((8, 0))
    default: return false
    }
  }

  private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B81F,
      0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
