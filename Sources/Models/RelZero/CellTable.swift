import Features
import Prompts
import Randomness
import Relational

/// Rows of one table with cells that can be asked for.
struct CellTable: Sendable {
  let table: Int
  let text: RowText
  /// Attributes that can be asked for, with their places among the table's features.
  let learnable: [(attribute: Int, feature: Int)]
  let rows: [Int32]
  let times: [Int64]?
  /// How many features the table has: all of them are masked with a row.
  let featureCount: Int
  /// Per attribute of ``learnable`` whether it is easy (``isEasy(_:)``); empty where nobody asks.
  var easy: [Bool] = []

  /// The attributes of a row, as places in ``learnable``, that have a value at the time.
  func present(row: Int32, at time: Int64) -> [Int] {
    learnable.indices.filter {
      text.value(of: learnable[$0].attribute, row: row, at: time) != nil
    }
  }

  /// One of the attributes that a row has.
  ///
  /// - Parameter easyShare: how likely it is an easy one, where the row has easy ones and others; nil: all
  ///   are alike.
  func choose(
    of present: [Int], easyShare: Double?, from stream: inout RandomStream
  ) -> Int {
    guard let easyShare else { return present[stream.below(present.count)] }
    let wanted = stream.uniform() < easyShare
    let fitting = present.filter { easy[$0] == wanted }
    let chosen = fitting.isEmpty ? present : fitting
    return chosen[stream.below(chosen.count)]
  }

  /// Whether an attribute has few and short values: at most 30 % of the rows lack it, and it has at most 10
  /// different ones, texts of at most 12 characters in the mean.
  ///
  /// The published rule also asks for at most 50 different values, which 10 implies, and has a list of names
  /// that are never easy, which would be of no use in other databases. Times, which say something else at
  /// every time, are not easy.
  ///
  /// - Source: `spec/relzero.md` §3.4.
  func isEasy(_ attribute: Int, stored storage: ColumnStorage) -> Bool {
    guard storage != .timestamp else { return false }
    var values: Set<String> = []
    var missing = 0
    for row in rows {
      guard let value = text.value(of: attribute, row: row, at: 0) else {
        missing += 1
        continue
      }
      if values.insert(value).inserted, values.count > 10 { return false }
    }
    guard !values.isEmpty, missing * 10 <= rows.count * 3 else { return false }
    let length = values.reduce(0) { $0 + $1.count }
    return storage == .integer || storage == .real || length <= 12 * values.count
  }
}
