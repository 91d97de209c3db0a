import Foundation

/// Which module may import which: the table of `Sources/README.md`.
struct Arrows: Equatable {
  var allowed: [String: Set<String>]

  /// Modules of the platform, open to all.
  static let platform: Set<String> = [
    "Swift", "Foundation", "FoundationEssentials", "Dispatch", "Synchronization", "Glibc", "Musl",
    "Darwin", "RegexBuilder",
  ]
  /// Modules that come with a package under another name than the product's.
  static let alias = ["GRDBSQLite": "GRDB"]

  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  init(allowed: [String: Set<String>]) {
    self.allowed = allowed
  }

  /// Reads the rows of the table headed `| target | holds | may import |`.
  init(readme: String) throws {
    allowed = [:]
    let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.firstIndex(of: "| target | holds | may import |") else {
      throw Malformed(description: "no table headed '| target | holds | may import |'")
    }
    for line in lines[(head + 2)...].prefix(while: { $0.hasPrefix("|") }) {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, let target = Self.names(in: cells[0]).first else {
        throw Malformed(description: "not a row of three cells: \(line)")
      }
      guard allowed[target] == nil else {
        throw Malformed(description: "two rows for \(target)")
      }
      let names = Self.names(in: cells[2])
      guard !names.isEmpty || cells[2] == "–" else {
        throw Malformed(description: "\(target): neither names nor – in '\(cells[2])'")
      }
      allowed[target] = Set(names)
    }
  }

  /// What the imports of the files do that the table does not allow, one sentence each.
  func violations(in files: [SourceFile]) -> [String] {
    files.flatMap { file -> [String] in
      guard let module = file.module else { return [] }
      guard let allowed = allowed[module] else {
        return ["\(file.path): module \(module) has no row in Sources/README.md"]
      }
      return file.imports.compactMap { name in
        let name = Self.alias[name] ?? name
        guard !Self.platform.contains(name), !allowed.contains(name) else { return nil }
        return "\(file.path): \(module) may not import \(name)"
      }
    }
  }

  /// A path of arrows that ends where it began, if there is one.
  var cycle: [String]? {
    var finished: Set<String> = []
    func walk(_ module: String, _ path: [String]) -> [String]? {
      if let start = path.firstIndex(of: module) { return Array(path[start...]) + [module] }
      guard !finished.contains(module) else { return nil }
      for next in (allowed[module] ?? []).sorted() {
        if let found = walk(next, path + [module]) { return found }
      }
      finished.insert(module)
      return nil
    }
    for module in allowed.keys.sorted() {
      if let found = walk(module, []) { return found }
    }
    return nil
  }

  private static func names(in cell: String) -> [String] {
    cell.matches(of: /`(\w+)`/).map { String($0.1) }
  }
}
