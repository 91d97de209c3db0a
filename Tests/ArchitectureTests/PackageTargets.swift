import Foundation

/// The targets of Package.swift with what each depends on, read from its text.
///
/// Test targets and what they share (a target whose path is in `Tests/`) are left out: a test may use
/// whatever it needs as a witness.
struct PackageTargets: Equatable {
  var dependencies: [String: Set<String>] = [:]

  init(manifest: String) {
    // `let grdb: Target.Dependency = .product(name: "GRDB", …)` gives a product a short name.
    var products: [String: String] = [:]
    for match in manifest.matches(of: /let (\w+): Target\.Dependency = \.product\(\s*name: "(\w+)"/)
    {
      products[String(match.1)] = String(match.2)
    }
    let start = manifest.range(of: "\n  targets: [")?.upperBound ?? manifest.startIndex
    let targets = manifest[start...]
    let heads = targets.matches(
      of:
        /(?:\bmodule\(\s*|\.(?:target|executableTarget|systemLibrary|testTarget|plugin|macro)\(\s*name: |\btests\(\s*of: )"(\w+)"/
    )
    for (place, head) in heads.enumerated() {
      let kind = targets[head.range]
      guard !kind.contains("tests("), !kind.contains("testTarget") else { continue }
      let end = place + 1 < heads.count ? heads[place + 1].range.lowerBound : targets.endIndex
      let body = targets[head.range.upperBound..<end]
      guard !body.contains("path: \"Tests/") else { continue }
      dependencies[String(head.1)] = Self.list(body, products)
    }
  }

  /// The names in the first bracketed list of dependencies of a target's text.
  private static func list(_ text: Substring, _ products: [String: String]) -> Set<String> {
    let isModule = text.prefix { $0 != "[" }.allSatisfy { $0.isWhitespace || $0 == "," }
    let marker = isModule ? "[" : "dependencies: ["
    guard let open = text.range(of: marker)?.upperBound,
      let close = text[open...].firstIndex(of: "]")
    else { return [] }
    let items = text[open..<close].split(separator: ",")
    return Set(
      items.compactMap { item in
        if let quoted = item.firstMatch(of: /"(\w+)"/) { return String(quoted.1) }
        let name = item.trimmingCharacters(in: .whitespacesAndNewlines)
        return name.isEmpty ? nil : products[name] ?? name
      })
  }
}
