/// The tables that a text of ``DomainTexts`` describes.
struct DomainParser {
  struct Table {
    var name: String
    var parent: String?
    var columns: [SampleColumn]
  }

  static func tables(of text: String) -> [Table] {
    text.split(separator: "\n").map { line in
      let halves = line.split(separator: ":", maxSplits: 1).map { trimmed($0) }
      let names = halves[0].split(separator: "*").map { trimmed($0) }
      return Table(
        name: names[0], parent: names.count > 1 ? names[1] : nil,
        columns: halves[1].split(separator: ",").map { column(trimmed($0)) })
    }
  }

  private static func column(_ text: String) -> SampleColumn {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return SampleColumn(name: "is " + text, content: .flag) }
    return SampleColumn(name: parts[0], content: content(parts[1]))
  }

  private static func content(_ text: String) -> SampleColumn.Content {
    if text == "bool" { return .flag }
    if text.contains("|") { return .category(text.split(separator: "|").map(String.init)) }
    if text.hasPrefix("time "), let years = Int(text.dropFirst(5)) { return .time(years: years) }
    if let pool = NamePool(rawValue: text) { return .pool(pool) }
    let bounds = text.replacing("..", with: " ").split(separator: " ").map(String.init)
    if bounds.count == 2, let low = Int(bounds[0]), let high = Int(bounds[1]), low < high {
      return .whole(low...high)
    }
    if bounds.count == 2, let low = Double(bounds[0]), let high = Double(bounds[1]), low < high {
      return .decimal(low...high, places: high < 2 ? 3 : high < 20 ? 2 : 1)
    }
    preconditionFailure("DomainTexts: \(text) is no kind of column")
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let kept = text.drop { $0 == " " }
    return String(kept.reversed().drop { $0 == " " }.reversed())
  }
}
