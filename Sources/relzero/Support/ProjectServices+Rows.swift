import EntityGraphs
import Inspection
import Relational
import Sampling
import Training
import Workbench

// What the screens show of the database: rows, columns, and the rows around a row.
extension ProjectServices {
  func page(_ request: PageRequest) throws -> RowPageSummary {
    let graph = try opened().graph
    let sort = request.sort.map { RowSort(column: $0.column, descending: $0.isDescending) }
    let asOf = try request.asOf.map(Self.time)
    func page(from offset: Int, limit: Int) throws -> RowPageSummary {
      try graph.page(
        table: request.table, offset: offset, limit: limit, filter: request.filter,
        sort: sort, asOf: asOf, budget: .time(Self.scanTime))
    }
    guard let row = request.around else {
      return try page(from: request.offset, limit: request.limit)
    }
    // Where a row stands is known when filter and sort are through: until then, how far they are.
    let progress = try page(from: 0, limit: 0)
    guard progress.scannedRows == nil, progress.sortedShare == nil else { return progress }
    let place = try graph.place(
      ofRow: row, table: request.table, filter: request.filter, sort: sort, asOf: asOf)
    let offset = place.map { max(0, $0 - $0 % max(1, request.limit)) } ?? request.offset
    return try page(from: offset, limit: request.limit)
  }

  func storedPage(_ request: StoredPageRequest) throws -> RowPageSummary {
    try StoredRows(path: Opening.path(request.database, home: home)).page(
      of: request.table, limit: request.limit, at: request.place)
  }

  /// How long a filter or a sort goes on before it is shown how far it came, and can be cut short.
  private static let scanTime = Duration.milliseconds(40)

  func seek(_ request: PageRequest, from row: Int, isForward: Bool) throws -> Int? {
    try opened().graph.row(
      after: row, isForward: isForward, table: request.table, filter: request.filter,
      asOf: try request.asOf.map(Self.time))
  }

  func profile(table: String, asOf: String?) throws -> TableSummary {
    let project = try opened()
    let database = try asOf.map { project.database.asOf(try Self.time($0)) } ?? project.database
    return database.profile(ofTable: try project.graph.index(ofTable: table))
  }

  func history(
    _ request: HistoryRequest, watching: (Double) -> Bool
  ) throws -> ColumnHistorySummary? {
    let project = try opened()
    return try project.columnHistory(
      table: request.table, column: request.column, asOf: try request.asOf.map(Self.time),
      watching: watching)
  }

  func schema(asOf: String) throws -> SchemaSummary {
    let project = try opened()
    return project.database.asOf(try Self.time(asOf)).summary
      .takingMeanings(of: project.schemaSummary())
  }

  func setMeaning(table: String, column: String, type: String?) throws -> SchemaSummary {
    let project = try opened()
    try project.setMeaning(table: table, column: column, type: type)
    return project.schemaSummary()
  }

  func entity(_ request: EntityRequest) throws -> EntitySummary {
    let graph = try opened().graph
    let row =
      switch request.address {
      case .row(let row): row
      case .key(let key): try graph.row(forKey: key, table: request.table)
      }
    return try graph.entity(
      table: request.table, row: row, asOf: try request.asOf.map(Self.time))
  }

  func subgraph(
    _ request: SubgraphRequest, watching: (Double) -> Bool
  ) throws -> SubgraphSummary {
    let project = try opened()
    _ = try project.graph.entity(table: request.table, row: request.row)
    return try project.subgraph(
      table: try project.graph.index(ofTable: request.table), row: request.row,
      time: try request.time.map(Self.time) ?? project.presentTime, fanout: request.fanout,
      strategy: SamplingStrategy(rawValue: request.strategy) ?? .uniform, history: .asOf,
      seed: request.randomSeed, watching: watching)
  }
}
