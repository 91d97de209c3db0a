import Prompts
import Randomness

/// A question of yes or no whose answer stands in a row's clauses.
struct VisibleQuestion {
  let text: String
  let isTrue: Bool

  private init(text: String, isTrue: Bool) {
    (self.text, self.isTrue) = (text, isTrue)
  }

  /// A question about a cell that is shown; the answer is drawn first, so that as many are true as
  /// false, whatever the data.
  ///
  /// The words are those of the clause, `city is Oslo?`, so that a reader who looks up what followed
  /// them before needs only compare.
  ///
  /// - Parameter others: cells of the column in other rows.
  init?(
    _ column: SampleColumn, _ cell: SampleCell, others: [SampleCell],
    _ random: inout RandomStream
  ) {
    if case .number(let value) = cell, random.below(3) == 0 {
      self.init(boundOf: column, value, &random)
      return
    }
    let wanted = random.below(2) == 0
    guard let own = SampleText.value(cell) else { return nil }
    var asked = own
    if !wanted {
      guard let other = Self.other(than: own, cell, others, &random) else { return nil }
      asked = other
    }
    self.init(text: "\(column.name) is \(asked)?", isTrue: wanted)
  }

  /// What the cell does not say: mostly what the column says elsewhere.
  private static func other(
    than own: String, _ cell: SampleCell, _ others: [SampleCell], _ random: inout RandomStream
  ) -> String? {
    if case .flag(let value) = cell { return "\(!value)" }
    let different = others.compactMap { SampleText.value($0) }.filter { $0 != own }
    if !different.isEmpty { return WordPools.pick(different, &random) }
    guard case .text = cell else { return nil }
    let word = WordPools.pick(WordPools.nouns, &random)
    return word == own ? nil : word
  }

  /// `age is at least 30?`, `age is at most 40?`
  init?(boundOf column: SampleColumn, _ value: Double, _ random: inout RandomStream) {
    let wanted = random.below(2) == 0
    let isLeast = random.below(2) == 0
    // Near or far: a step of the last place, a share of the value, a share of the range.
    let (unit, width): (Double, Double) =
      switch column.content {
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
    let isEqual = wanted && random.below(6) == 0
    let distance = isEqual ? 0 : max(1, steps) * unit
    let isBelow = isLeast == wanted
    let bound = ((isBelow ? value - distance : value + distance) / unit).rounded() * unit
    // What is written, not what was meant, is what counts.
    guard let own = ValueText.number(value), let shown = Double(own),
      let text = ValueText.number(bound), let written = Double(text),
      (isLeast ? shown >= written : shown <= written) == wanted
    else { return nil }
    self.init(
      text: "\(column.name) is \(isLeast ? "at least" : "at most") \(text)?", isTrue: wanted)
  }
}
