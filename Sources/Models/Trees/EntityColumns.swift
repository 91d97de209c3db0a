import EntityGraphs
import Features
import Relational
import Sampling
import Tasks

/// An entity at a time as one row of numbers, as one would build it by hand: what its own row says, and for
/// each kind of rows that refer to it how many there are, how many are new, how long ago the last one came,
/// and the means of their numbers.
///
/// All of it is of rows that the rule of time admits. Times are counted back from where the history ends that
/// the seed sees, and how long ago that was is a column of its own: so much of what is learned on fresh rows
/// holds where history is stale.
struct EntityColumns: Sendable {
  /// `age`, `orders: rows`, `orders: mean amount` and so on.
  let names: [String]
  private let graph: EntityGraph
  private let rule: TemporalRule
  private let entity: Int
  private var own: [(name: String, column: OwnColumn)]
  private var children: [Children]

  fileprivate enum OwnColumn: Sendable {
    /// Per row of the entity table; NaN where there is none.
    case numbers([Float])
    /// Per row, in microseconds; `Table.noTime` where there is none.
    case times([Int64])
  }

  /// The rows that refer to the entity by one foreign key.
  private struct Children: Sendable {
    let relation: Int
    let table: Int
    /// Rows that came this long before the end of the history, or later, are new; nil without times.
    let recent: Int64?
    var numbers: [(name: String, values: [Float])]
  }

  /// Of the rows that refer to an entity so many of the newest are looked at.
  private static let mostRows = 1_000
  /// Of these the newest, which have a mean of their own.
  private static let newestRows = 5
  private static let day = 86_400_000_000

  init(_ context: ModelContext) {
    graph = context.graph
    rule = context.rule
    let database = context.graph.database
    let hidden = context.hiddenColumns
    func features(_ table: Int) -> [ColumnFeature] {
      (context.schema.features(of: database.tables[table].name)?.columns ?? [])
        .filter { !$0.name.isEmpty && !(hidden[table]?.contains($0.name) ?? false) }
    }
    var names = ["days without history"]
    entity = context.task.entityTable
    var own: [(name: String, column: OwnColumn)] = []
    for feature in features(entity) {
      guard let column = OwnColumn(feature, of: database.tables[entity]) else { continue }
      names.append(feature.name)
      own.append((feature.name, column))
    }
    let recent = context.task.window?.microseconds ?? 90 * Int64(Self.day)
    children = database.schema.relations(toParent: entity).map { relation in
      let table = database.schema.relations[relation].childTable
      let numerical = features(table).compactMap { feature -> (name: String, values: [Float])? in
        guard case .numbers(let values) = OwnColumn(feature, of: database.tables[table]),
          feature.statistics.type == .numerical
        else { return nil }
        return (feature.name, values)
      }
      let hasTimes = database.tables[table].times != nil
      let name = database.tables[table].name
      names.append("\(name): rows")
      if hasTimes { names += ["\(name): new rows", "\(name): days since the last"] }
      names += numerical.flatMap { ["\(name): mean \($0.name)", "\(name): newest \($0.name)"] }
      return Children(
        relation: relation, table: table, recent: hasTimes ? recent : nil,
        numbers: numerical)
    }
    self.own = own
    self.names = names
  }

  /// The same columns as if all cells of a column of the database were NULL; a row's own time stays its
  /// time.
  func hiding(_ column: ColumnPlace) -> EntityColumns {
    let name = graph.database.tables[column.table].columns[column.column].schema.name
    var other = self
    if column.table == entity {
      other.own = own.map { $0.name == name ? ($0.name, $0.column.emptied) : $0 }
    }
    for place in children.indices where children[place].table == column.table {
      other.children[place].numbers = children[place].numbers.map {
        $0.name == name ? ($0.name, $0.values.map { _ in .nan }) : $0
      }
    }
    return other
  }

  /// A number per column; NaN where there is none.
  ///
  /// - Parameter hidden: rows to leave out.
  func values(of seed: Seed, without hidden: HiddenRows? = nil) -> [Float] {
    let end = rule.horizon(at: seed.latest)
    var values = [Self.days(from: end, to: seed.time)]
    for (_, column) in own {
      switch column {
      case .numbers(let numbers): values.append(numbers[Int(seed.row)])
      case .times(let times): values.append(Self.days(from: times[Int(seed.row)], to: end))
      }
    }
    for children in children {
      let times = graph.childTimes(relation: children.relation)
      let all = graph.childRows(relation: children.relation)
      let places = graph.visibleChildren(
        of: seed.row, relation: children.relation, at: end, rule: rule
      ).filter { !(hidden?.contains(table: children.table, row: all[$0]) ?? false) }
      values.append(Float(places.count))
      if let recent = children.recent {
        let last = places.last.map { times[$0] } ?? Table.noTime
        values.append(Float(places.count { times[$0] > end - recent }))
        values.append(Self.days(from: last, to: end))
      }
      let newest = places.suffix(Self.mostRows).map { all[$0] }
      for (_, numbers) in children.numbers {
        values.append(Self.mean(of: numbers, at: newest[...]))
        values.append(Self.mean(of: numbers, at: newest.suffix(Self.newestRows)))
      }
    }
    return values
  }

  private static func days(from time: Int64, to end: Int64) -> Float {
    time == Table.noTime ? .nan : Float(Double(end) - Double(time)) / Float(day)
  }

  /// The mean of the numbers that are there; NaN where none is.
  private static func mean(of numbers: [Float], at rows: ArraySlice<Int32>) -> Float {
    var (sum, count) = (0.0, 0)
    for row in rows where !numbers[Int(row)].isNaN {
      sum += Double(numbers[Int(row)])
      count += 1
    }
    return count > 0 ? Float(sum / Double(count)) : .nan
  }
}

extension EntityColumns.OwnColumn {
  /// Without any value.
  var emptied: Self {
    switch self {
    case .numbers(let numbers): .numbers(numbers.map { _ in .nan })
    case .times(let times): .times(times.map { _ in Table.noTime })
    }
  }

  /// Nil for texts and lists, which are no numbers.
  init?(_ feature: ColumnFeature, of table: Table) {
    guard let column = table.columns.first(where: { $0.schema.name == feature.name }) else {
      return nil
    }
    let rows = 0..<table.rowCount
    switch feature.statistics {
    case .numerical: self = .numbers(rows.map { column.number(at: $0).map(Float.init) ?? .nan })
    case .categorical(let values):
      // By rank: the more frequent before the rarer.
      let ranks = Dictionary(
        values.enumerated().map { ($0.element, Float($0.offset)) }, uniquingKeysWith: min)
      self = .numbers(rows.map { column.category(at: $0).flatMap { ranks[$0] } ?? .nan })
    case .timestamp: self = .times(rows.map { column.microseconds(at: $0) ?? Table.noTime })
    case .multicategorical, .text: return nil
    }
  }
}
