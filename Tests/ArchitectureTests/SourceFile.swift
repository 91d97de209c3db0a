import Foundation

/// One text file of the tree, by its path from the root of the package.
struct SourceFile {
  let path: String
  let text: String

  /// The module a file of `Sources/MODULE/…` belongs to.
  var module: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  var lineCount: Int {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.count
  }

  /// The modules that the file imports, in order of appearance.
  ///
  /// Knows attributes and access levels before `import`, a declaration kind after it and submodules;
  /// what stands in comments and in multi-line strings is not an import.
  var imports: [String] {
    var found: [String] = []
    var inComment = false
    var inString = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let startsInside = inComment || inString
      if !inComment, line.occurrences(of: "\"\"\"") % 2 == 1 { inString.toggle() }
      if !inString, line.has("/*") { inComment = true }
      if inComment, line.has("*/") { inComment = false }
      guard !startsInside, line.has("import") else { continue }
      for statement in line.split(separator: ";") {
        if let match = statement.firstMatch(of: Self.importLine) { found.append(String(match.1)) }
      }
    }
    return found
  }

  private static var importLine: Regex<(Substring, Substring)> {
    /^\s*(?:@\w+(?:\([^)]*\))?\s+|(?:public|package|internal|fileprivate|private)\s+)*import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var|actor)\s+)?(\w+)/
  }
}

extension StringProtocol {
  /// Whether the text holds the part, byte for byte: fast enough for every line of the tree.
  func has(_ part: String) -> Bool {
    occurrences(of: part) > 0
  }

  func occurrences(of part: String) -> Int {
    let part = Array(part.utf8)
    let found = utf8.withContiguousStorageIfAvailable { bytes -> Int in
      var found = 0
      var place = 0
      while place + part.count <= bytes.count {
        if bytes[place] == part[0], bytes[place..<(place + part.count)].elementsEqual(part) {
          found += 1
          place += part.count
        } else {
          place += 1
        }
      }
      return found
    }
    return found ?? String(self).occurrences(of: String(decoding: part, as: UTF8.self))
  }
}
