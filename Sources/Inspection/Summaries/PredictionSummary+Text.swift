// An answer in words, for a person at a shell; all digits and all rows are in the JSON.
extension PredictionSummary {
  /// Rows, and columns, told one by one at most.
  static let mostTold = 10

  public var text: String {
    var lines = ["\(task) of \(entity.label) at \(time)"]
    lines += Self.table(
      [(Self.figure(value), "\(model) \(run), history \(history)")]
        + baselines.map { (Self.figure($0.value), $0.name) })
    if let plain {
      let changes = changes.joined(separator: ", ")
      lines.append("  what if \(changes): \(Self.figure(plain)) → \(Self.figure(value))")
    }
    if let past = prompt?.past {
      lines.append("  past answers: \(past.words(figure: Self.figure))")
    }
    if let calibration { lines.append("  \(words(of: calibration))") }
    if let truth {
      let label = truth.value.map { "its label is \(Self.figure($0))" } ?? "its label is sealed"
      lines.append("  a row of \(truth.split): \(label)")
    }
    lines += told(evidence, as: "row") { $0.reference?.label ?? Escaping.visible($0.table) }
    lines += told(byTable, as: "table") { "\(Escaping.visible($0.table)) ×\($0.rows)" }
    lines += told(byColumn, as: "column") {
      "\(Escaping.visible("\($0.table).\($0.column ?? "")")) ×\($0.rows)"
    }
    lines += steps(byHop, "by hops") { "\(Int($0.level))" }
    lines += steps(bySparsity, "by share of the text left out") { Self.figure($0.level) }
    let newest = newestTime.map { ", the newest of \($0)" } ?? ""
    let tokens = prompt.map { ", \($0.tokens) tokens of prompt" } ?? ""
    lines.append(
      "  \(rowsSeen) rows seen\(newest), \(rowsAfterTime) after the time asked for\(tokens)")
    if let cutoff {
      lines.append(
        "  ! history \(history): nothing after \(cutoff) was seen; --history as-of sees all up to \(time)"
      )
    }
    return lines.joined(separator: "\n")
  }

  /// Such answers and what came of them.
  private func words(of bin: Calibration) -> String {
    let range = "\(Self.figure(bin.low))–\(Self.figure(bin.high))"
    let mean = Self.figure(bin.mean)
    return isProbability
      ? "\(bin.rows) validation rows were answered \(range); a share of \(mean) came true"
      : "\(bin.rows) validation rows were answered \(range); on average \(mean) came"
  }

  /// The strongest of what moved the answer, signed; nothing where there is none.
  private func told(
    _ items: [Evidence], as kind: String, named name: (Evidence) -> String
  ) -> [String] {
    guard !items.isEmpty else { return [] }
    let told = items.prefix(Self.mostTold)
    var lines = ["  moved by leaving out one \(kind):"]
    lines += Self.table(told.map { (Self.signed($0.effect), name($0)) }).map { "  " + $0 }
    let rest = items.dropFirst(told.count)
    if let greatest = rest.first {
      let most = Self.figure(abs(greatest.effect))
      lines.append("    \(rest.count) more \(kind)s, each by \(most) at most (--json has them)")
    }
    return lines
  }

  private func steps(_ steps: [Step], _ title: String, _ level: (Step) -> String) -> [String] {
    guard !steps.isEmpty else { return [] }
    let told = steps.map { step in
      "\(level(step)): \(Self.figure(step.value))" + (step.rows.map { " (\($0) rows)" } ?? "")
    }
    return ["  \(title)  " + told.joined(separator: "  ")]
  }

  /// Figures to the right of their column, what they are of after them.
  private static func table(_ rows: [(figure: String, words: String)]) -> [String] {
    let width = rows.map(\.figure.count).max() ?? 0
    return rows.map { row in
      "  " + String(repeating: " ", count: width - row.figure.count) + row.figure + "  " + row.words
    }
  }

  private static func signed(_ value: Double) -> String {
    let figure = figure(value)
    return value > 0 && figure != "0" ? "+" + figure : figure
  }

  /// Four digits that say something, at most six behind the point; what is larger whole.
  static func figure(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    var (places, scale) = (0, 1.0)
    while abs(value) * scale < 1_000, places < 6 {
      scale *= 10
      places += 1
    }
    let whole = String(Int((abs(value) * scale).rounded()))
    let digits = String(repeating: "0", count: max(0, places + 1 - whole.count)) + whole
    let fraction = digits.suffix(places)
    let kept = fraction.dropLast(fraction.reversed().prefix { $0 == "0" }.count)
    let text = digits.dropLast(places) + (kept.isEmpty ? "" : "." + kept)
    return value < 0 && text != "0" ? "-" + text : String(text)
  }
}
