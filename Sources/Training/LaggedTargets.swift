import EntityGraphs
import Features
import Relational
import Tasks

/// The answers of past windows as one more table of the database, so that a model sees them as it sees
/// any other row of an entity's history.
///
/// An answer is known when its window has closed: a label of time t has the time t + Δ, and the one rule
/// of time that holds for every row holds for it. Labels of train and validation are in the table;
/// those of test never are.
///
/// - Source: RelBench's option to add earlier labels as a table (snap-stanford/relbench#272, #327);
///   "lagged targets" of KumoRFM (`spec/other-models.md` §1, §5.1).
struct LaggedTargets {
  let graph: EntityGraph
  let features: TableFeatures

  private static let answer = "answer"

  /// - Parameters:
  ///   - tables: the labels of train and validation.
  ///   - cutoff: answers known later do not count towards the mean and deviation that scale them.
  /// - Returns: nil for a task without a window, whose answers are columns of the database already.
  init?(
    of task: PredictionTask, tables: [TaskTable], in database: Database, cutoff: Timestamp?
  ) {
    guard let window = task.window else { return nil }
    let seeds = tables.flatMap(\.seeds)
    let targets = tables.flatMap(\.targets)
    let times = seeds.map { $0.time + window.microseconds }
    let entity = database.schema.tables[task.entityTable]
    let keys = entity.primaryKey.map { key in
      Column(
        schema: ColumnSchema(name: entity.columns[key].name, storage: .integer),
        values: .integers(seeds.map { Int64($0.row) }), validity: Validity(allValid: seeds.count))
    }
    let table = Table(
      schema: TableSchema(
        name: Self.freeName(for: task.name, in: database),
        columns: keys.map(\.schema) + [
          ColumnSchema(name: "known_at", storage: .timestamp),
          ColumnSchema(name: Self.answer, storage: .real),
        ], timeColumn: keys.count),
      rowCount: seeds.count,
      columns: keys + [
        Column(
          schema: ColumnSchema(name: "known_at", storage: .timestamp), values: .timestamps(times),
          validity: Validity(allValid: seeds.count)),
        Column(
          schema: ColumnSchema(name: Self.answer, storage: .real), values: .reals(targets),
          validity: Validity(allValid: seeds.count)),
      ])
    graph = EntityGraph(
      Database(
        database, adding: table, belongingTo: task.entityTable, parentRows: seeds.map(\.row)))
    let latest = cutoff?.microseconds ?? .max
    features = TableFeatures(
      table: table.name,
      numerical: [Self.answer: zip(targets, times).filter { $0.1 <= latest }.map(\.0)])
  }

  /// `driver-top3 answers`, or with a number where the database has a table of that name.
  private static func freeName(for task: String, in database: Database) -> String {
    let name = "\(task) answers"
    guard database.table(named: name) != nil else { return name }
    var number = 2
    while database.table(named: "\(name) \(number)") != nil { number += 1 }
    return "\(name) \(number)"
  }
}
