import EntityGraphs
import Features
import Prompts
import Relational

/// What of a database a label-free model may learn from, and what is kept to judge it by.
///
/// Learned from is what happened up to the validation cutoff, windows that had closed by then; judged by
/// is what happened from there to the test cutoff. Rows of tables without time are split by their
/// number: every tenth is kept. A database without cutoffs is cut at nine tenths of its time.
public struct SelfSupervision: Sendable {
  let graph: EntityGraph
  /// Microseconds of the first row, of the end of what is learned from, of the end of what is judged by.
  let first: Int64
  let learnedUntil: Int64
  let judgedUntil: Int64

  public enum Part: Sendable {
    case learned
    case judged
  }

  public init(_ graph: EntityGraph) {
    self.graph = graph
    let schema = graph.database.schema
    let times = graph.database.tables.lazy.compactMap(\.times).joined()
    var (first, last) = (Int64.max, Int64.min)
    for time in times where time != Table.noTime {
      first = min(first, time)
      last = max(last, time)
    }
    if first > last { (first, last) = (0, 0) }
    self.first = first
    let cut = schema.validationCutoff?.microseconds
    let learned = cut ?? first + (last - first) / 10 * 9
    learnedUntil = learned
    judgedUntil = max(learned, schema.testCutoff?.microseconds ?? last)
  }

  /// The latest time that may be looked at.
  func end(_ part: Part) -> Int64 { part == .learned ? learnedUntil : judgedUntil }

  /// Where the part begins.
  func start(_ part: Part) -> Int64 { part == .learned ? first - 1 : learnedUntil }

  /// How much staler than its own time the history of a test row can be under the policy `cut`, if the
  /// test lasts as long as the validation does; 0 where there are not both cutoffs.
  var longestLag: Int64 {
    guard let validation = graph.database.schema.validationCutoff,
      let test = graph.database.schema.testCutoff
    else { return 0 }
    return max(0, test.microseconds - validation.microseconds)
  }

  /// The rows of a table that belong to a part.
  func rows(of table: Int, _ part: Part) -> [Int32] {
    let table = graph.database.tables[table]
    let (start, end) = (start(part), end(part))
    return (0..<Int32(table.rowCount)).filter { row in
      let time = table.time(ofRow: Int(row))
      if time == Table.noTime { return (row % 10 == 9) == (part == .judged) }
      return time > start && time <= end
    }
  }
}
