import Inspection
import Relational

/// The labels of a question: for each seed time and each entity that is asked, what happened in the
/// window after it.
///
/// - Source: seed times as RelBench's `make_table`: validation and test from their cutoffs on, training
///   backward from the validation cutoff, one window apart; an aggregate over no row is 0 for counts and
///   sums, else there is no label.
public struct TaskLabels: Sendable {
  public let query: TaskQuery
  public let entityTable: Int
  /// In the order of time, then of entity.
  public let tables: [Split: TaskTable]
  /// Foreign keys from the target's table up to the entity, and the same of the filter.
  let path: [Int]
  let filterPath: [Int]
  /// Where validation and test begin.
  public let validationCutoff: Timestamp
  public let testCutoff: Timestamp
  /// Whether the cutoffs are the database's own; else they were chosen: the last two parts of its
  /// time.
  public let hasOwnCutoffs: Bool
  let database: Database

  /// How many seed times validation and test have at most, as in RelBench's larger tasks.
  static let evaluationTimes = 40
  /// More seed times than this are too many to look at: the window is too short.
  static let mostTimes = 5_000

  /// - Parameter watching: hears what share of the seed times has its labels, and says whether to go on.
  /// - Throws: `TaskError.badQuestion`: what is wrong with the question, what there is, what to do;
  ///   `TaskError.cancelled` when told not to go on.
  public init(
    _ query: TaskQuery, in database: Database, watching: (Double) -> Bool = { _ in true }
  ) throws(TaskError) {
    self.query = query
    self.database = database
    guard let entity = database.index(ofTable: query.entityTable) else {
      throw .badQuestion(
        "there is no table '\(query.entityTable)'; there are: "
          + database.tables.map(\.name).joined(separator: ", "))
    }
    entityTable = entity
    let schema = database.tables[entity].schema
    let key = schema.primaryKey.map { schema.columns[$0].name }.joined(separator: ", ")
    guard key == query.entityColumn, !key.isEmpty else {
      throw .badQuestion(
        key.isEmpty
          ? "\(schema.name) has no key: name it in the database's manifest.yaml"
          : "the key of \(schema.name) is \(key), not \(query.entityColumn)")
    }
    guard query.target.start >= 0 else {
      throw .badQuestion("the window of the target begins before the seed time; start it at 0")
    }
    let target = try AggregateRows(query.target, upTo: entity, in: database)
    let filter = try query.filter.map { filter throws(TaskError) in
      try AggregateRows(filter, upTo: entity, in: database)
    }
    path = target.path
    filterPath = filter?.path ?? []
    // The time of the database is that of the table asked about.
    guard let index = database.index(ofTable: query.target.table),
      let times = database.tables[index].times?.lazy.filter({ $0 != Table.noTime }),
      let first = times.min(), let last = times.max(), last > first
    else { throw .badQuestion("\(query.target.table) has no row with a time") }
    let own = (database.schema.validationCutoff, database.schema.testCutoff)
    hasOwnCutoffs = own.0 != nil && own.1 != nil
    let chosen = Self.cutoffs(first: first, last: last, window: target.window.end)
    validationCutoff = own.0 ?? Timestamp(microseconds: chosen.validation)
    testCutoff = own.1 ?? Timestamp(microseconds: chosen.test)
    let seeds = try Self.seedTimes(
      window: target.window.end, first: first, last: last,
      validation: validationCutoff.microseconds, test: testCutoff.microseconds)
    var tables: [Split: TaskTable] = [:]
    let all = seeds.values.reduce(0) { $0 + $1.count }
    var done = 0
    for split in Split.allCases {
      tables[split] = try Self.label(
        split, seeds[split] ?? [], query, target, filter,
        entities: database.tables[entity].rowCount, born: database.tables[entity].times
      ) { () throws(TaskError) in
        guard watching(Double(done) / Double(max(1, all))) else { throw .cancelled }
        done += 1
      }
    }
    self.tables = tables
  }

  /// The last 30 % of the time in two equal parts, or more where a part would hold no window; at the
  /// start of a day.
  private static func cutoffs(
    first: Int64, last: Int64, window: Int64
  ) -> (validation: Int64, test: Int64) {
    let share = Int64(Double(last - first) * 0.15)
    func day(_ time: Int64) -> Int64 {
      time - ((time % 86_400_000_000) + 86_400_000_000) % 86_400_000_000
    }
    let test = day(last - max(share, window))
    return (day(test - max(share, window)), test)
  }

  /// Training times go back from one window before validation, so that no label of training looks into it.
  private static func seedTimes(
    window: Int64, first: Int64, last: Int64, validation: Int64, test: Int64
  ) throws(TaskError) -> [Split: [Int64]] {
    guard (validation - first) / window <= mostTimes else {
      throw .badQuestion(
        "a window this short gives more than \(mostTimes) seed times; make it longer")
    }
    let train = Array(
      stride(from: validation - window, through: first, by: -Int(window)).reversed())
    func forward(_ from: Int64, _ end: Int64) -> [Int64] {
      Array(stride(from: from, through: end - window, by: Int(window)).prefix(evaluationTimes))
    }
    return [.train: train, .val: forward(validation, test), .test: forward(test, last)]
  }

  private static func label(
    _ split: Split, _ times: [Int64], _ query: TaskQuery, _ target: AggregateRows,
    _ filter: AggregateRows?, entities: Int, born: [Int64]?,
    beforeTime: () throws(TaskError) -> Void
  ) throws(TaskError) -> TaskTable {
    var seeds: [Seed] = []
    var targets: [Double] = []
    let hasZero = [.count, .countDistinct, .sum].contains(query.target.function)
    for time in times {
      try beforeTime()
      let values = target.values(at: time)
      let asked = filter.map { Set($0.values(at: time).keys) }
      let candidates: [Int32] =
        if let asked { asked.sorted() } else if hasZero { (0..<Int32(entities)).map { $0 } } else {
          values.keys.sorted()
        }
      for entity in candidates {
        // An entity that is born later is not there to be asked.
        if let born, born[Int(entity)] > time { continue }
        guard let value = values[entity] ?? (hasZero ? 0 : nil) else { continue }
        seeds.append(Seed(row: entity, time: time))
        targets.append(query.label(of: value))
      }
    }
    return TaskTable(split: split, seeds: seeds, targets: targets)
  }
}

extension TaskQuery {
  /// The label that an aggregate gives: itself, or whether the comparison holds.
  func label(of value: Double) -> Double {
    let holds: Bool? =
      switch comparison {
      case nil: nil
      case .atLeast: value >= threshold
      case .atMost: value <= threshold
      case .unequal: value != threshold
      case .more: value > threshold
      case .less: value < threshold
      case .equal: value == threshold
      }
    return holds.map { $0 ? 1 : 0 } ?? value
  }
}
