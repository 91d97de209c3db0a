import Prompts
import Randomness

/// A question of yes or no whose answer stands in a row's clauses.
struct VisibleQuestion {
  let text: String
  let isTrue: Bool

  /// A question about a cell that is shown; the answer is drawn first, so that as many are true as
  /// false, whatever the data.
  ///
  /// - Parameter others: cells of the column in other rows.
  init?(
    _ column: SampleColumn, _ cell: SampleCell, others: [SampleCell],
    _ random: inout RandomStream
  ) {
    let wanted = random.below(2) == 0
    switch cell {
    case .number(let value):
      guard let bound = Self.bound(value, column.content, others, isTrue: wanted, &random) else {
        return nil
      }
      text = "is \(column.name) \(bound)?"
    case .flag(let value):
      // Said in either direction: true or false, with or without "not".
      let isNegated = random.below(4) == 0
      let asked = (wanted != isNegated) == value
      text = "is \(column.name) \(isNegated ? "not " : "")\(asked)?"
    case .text, .hoursAgo:
      let isNegated = random.below(4) == 0
      guard let own = SampleText.value(cell) else { return nil }
      var asked = own
      if wanted == isNegated {
        let different = others.compactMap { SampleText.value($0) }.filter { $0 != own }
        if !different.isEmpty {
          asked = WordPools.pick(different, &random)
        } else if case .text = cell {
          asked = WordPools.pick(WordPools.nouns, &random)
          guard asked != own else { return nil }
        } else {
          return nil
        }
      }
      text = "is \(column.name) \(isNegated ? "not " : "")\(asked)?"
    }
    isTrue = wanted
  }

  /// `31`, `not 12`, `at least 30`, `at most 40`.
  private static func bound(
    _ value: Double, _ content: SampleColumn.Content, _ others: [SampleCell], isTrue: Bool,
    _ random: inout RandomStream
  ) -> String? {
    guard let own = ValueText.number(value) else { return nil }
    if random.below(3) == 0 {
      let isNegated = random.below(4) == 0
      guard isTrue == isNegated else { return (isNegated ? "not " : "") + own }
      let different = others.compactMap { SampleText.value($0) }.filter { $0 != own }
      guard !different.isEmpty else { return nil }
      return (isNegated ? "not " : "") + WordPools.pick(different, &random)
    }
    let isLeast = random.below(2) == 0
    // Near or far: a step of the last place, a share of the value, a share of the range.
    let (unit, width): (Double, Double) =
      switch content {
      case .whole(let range): (1, Double(range.upperBound - range.lowerBound))
      case .decimal(let range, let places):
        ([1, 0.1, 0.01, 0.001][places], range.upperBound - range.lowerBound)
      default: (1, 10)
      }
    let reach =
      switch random.below(4) {
      case 0: 3 * unit
      case 1: max(unit, abs(value) * 0.3)
      default: width * 0.6
      }
    let steps = (random.uniform() * reach / unit).rounded(.up)
    let isEqual = isTrue && random.below(6) == 0
    let distance = isEqual ? 0 : max(1, steps) * unit
    let isBelow = isLeast == isTrue
    let bound = ((isBelow ? value - distance : value + distance) / unit).rounded() * unit
    // What is written, not what was meant, is what counts.
    guard let text = ValueText.number(bound), let written = Double(text), let shown = Double(own),
      (isLeast ? shown >= written : shown <= written) == isTrue
    else { return nil }
    return (isLeast ? "at least " : "at most ") + text
  }
}
