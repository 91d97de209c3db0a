import Randomness
import Relational

/// Infers a column's semantic type from a sample of its values.
///
/// - Source: pytorch-frame 0.3 `infer_df_stype` on the sample of at most 1,000 rows that RelBench's
///   `get_stype_proposal` takes; `spec/relzero.md` §2.1. The sample here is drawn with a fixed seed, so
///   that the same data give the same types.
struct SemanticTypeInference {
  /// A value must occur more often than this, however rare, for its column to count as categorical.
  static let rarestCount = 4
  static let sampleSize = 1_000
  static let separators: [Character] = ["|", ","]

  struct Proposal: Equatable {
    var type: SemanticType
    var separator: Character?
  }

  /// The type of a column judged by `rows`, or nil when none of them holds a value.
  static func propose(_ column: Column, rows: [Int]) -> Proposal? {
    let present = rows.filter { column.validity[$0] }
    guard !present.isEmpty else { return nil }
    let hasMissing = present.count < rows.count
    switch column.values {
    case .timestamps:
      return Proposal(type: .timestamp)
    case .booleans:
      return Proposal(type: .categorical)
    case .integers(let values):
      return number(present.map { values[$0] })
    case .reals(let values):
      let sample = present.map { values[$0] }
      let isIntegral = sample.allSatisfy { $0 == $0.rounded() }
      return hasMissing && isIntegral ? number(sample) : Proposal(type: .numerical)
    case .texts(let texts):
      return text(present.map { texts.pool[Int(texts.codes[$0])] })
    case .blobs:
      return nil
    }
  }

  private static func number<Value: Hashable>(_ sample: [Value]) -> Proposal {
    Proposal(type: rarest(sample) > rarestCount ? .categorical : .numerical)
  }

  private static func text(_ sample: [String]) -> Proposal {
    if rarest(sample) > rarestCount { return Proposal(type: .categorical) }
    for separator in separators {
      let parts = sample.flatMap { MulticategoricalText.parts(of: $0, separator: separator) }
      if !parts.isEmpty, rarest(parts) > rarestCount {
        return Proposal(type: .multicategorical, separator: separator)
      }
    }
    return Proposal(type: .text)
  }

  /// How often the rarest value occurs.
  private static func rarest<Value: Hashable>(_ sample: [Value]) -> Int {
    var counts: [Value: Int] = [:]
    for value in sample { counts[value, default: 0] += 1 }
    return counts.values.min() ?? 0
  }

  /// At most ``sampleSize`` of the given rows, in order.
  static func sample(of rows: [Int], table: String) -> [Int] {
    guard rows.count > sampleSize else { return rows }
    var draws = RandomSource(seed: 0).stream(.init("semantic types of " + table))
    var order = rows
    for place in 0..<sampleSize {
      order.swapAt(place, place + draws.below(order.count - place))
    }
    return order[..<sampleSize].sorted()
  }
}

/// Splits a text that lists several categories.
enum MulticategoricalText {
  static func parts(of text: String, separator: Character) -> [String] {
    text.split(separator: separator).map { part in
      String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }.filter { !$0.isEmpty }
  }
}
