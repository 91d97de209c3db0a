import Foundation
import Inspection
import RunLogs
import Workbench

/// A small racing database and a few runs, as values: what the services would answer.
struct FakeServices: WorkbenchServices {
  /// Set to make every call fail with these words.
  var failure: String?
  /// Added to every name and text, to see that nothing of it disturbs the screen.
  var poison = ""

  /// A path that cannot be opened, and words that are no filter.
  static let missing = "missing.sqlite"
  static let noFilter = "nothing>"

  /// Set to have a sampler that looks ahead.
  var rowsAfterSeed = 0
  /// Set to have a schema of so many tables, each with keys to some before it.
  var manyTables = 0

  /// Set to have a question take as long as it likes.
  var asking: (@Sendable (_ watching: (Double) -> Bool) -> Void)?

  /// Set to have a run that learned without labels, with what it found at each level.
  var hasLabelFreeRun = false

  func openDatabase(
    at path: String, watching: (OpeningSummary) -> Bool
  ) throws -> SchemaSummary {
    try check()
    if path == Self.missing { throw Failure("There is no file \(path).") }
    guard watching(OpeningSummary(phase: .reading, tables: [])) else {
      throw Failure("cut short")
    }
    return manyTables > 0 ? Self.large(tables: manyTables) : schema
  }

  func schedule(of run: RunSummary) throws -> ScheduleSummary? {
    try check()
    guard run.model == "relzero" else { return nil }
    // As a linear schedule after half of the training without text.
    let silent = [Double?](repeating: nil, count: 10)
    let rising = (0..<10).map { place -> Double? in 0.085 + 0.68 * Double(place) / 9 }
    return ScheduleSummary(shape: "linear", levels: silent + [1] + rising)
  }

  func discardTask(_ name: String) throws { try check() }
  func restoreTask(_ name: String) throws { try check() }

  func rehearse(_ request: RunRequest) throws -> String {
    try check()
    return "all is right: it would train \(request.model) with seed \(request.seed)"
  }

  static func large(tables count: Int) -> SchemaSummary {
    func parents(_ place: Int) -> [Int] {
      Set([place / 2, place / 3, place - 7].filter { $0 >= 0 && $0 < place }).sorted()
    }
    let names = (0..<count).map { "table_\($0)" }
    let tables = (0..<count).map { place in
      TableSummary(
        name: names[place], rows: 1000 * place,
        columns: ([("id", ColumnSummary.Role.key)]
          + parents(place).map { ("t\($0)_id", .foreignKey(table: names[$0])) }
          + [("value", .feature)]).map { name, role in
            ColumnSummary(
              name: name, declaredType: "INTEGER", storage: "integer", role: role,
              semanticType: nil, nulls: 0, distinct: 10, minimum: .integer(0),
              maximum: .integer(9), histogram: [1, 2, 3, 4, 4, 3, 2, 1])
          }, primaryKey: ["id"], timeColumn: nil, firstTime: nil, lastTime: nil, isView: false,
        primaryKeyEvidence: "declared", timeColumnEvidence: "none")
    }
    let relations = (0..<count).flatMap { place in
      parents(place).map { parent in
        RelationSummary(
          childTable: names[place], columns: ["t\(parent)_id"], parentTable: names[parent],
          parentColumns: ["id"], matched: 100, dangling: 0, nulls: 0, firstDangling: nil,
          minimumChildren: 1, medianChildren: 2, maximumChildren: 9,
          histogram: [8, 5, 3, 2, 1, 1, 0, 1], parentLater: 0, evidence: "declared")
      }
    }
    return SchemaSummary(
      name: "large", path: "large.sqlite", fingerprint: "0", tables: tables,
      relations: relations, warnings: [], validationCutoff: nil, testCutoff: nil)
  }

  func check() throws {
    if let failure { throw Failure(failure) }
  }

  func history(
    _ request: HistoryRequest, watching: (Double) -> Bool
  ) throws -> ColumnHistorySummary? {
    try check()
    guard request.table == "results" else { return nil }
    return ColumnHistorySummary(
      table: request.table, column: request.column + poison, timeColumn: "date", unit: "10 years",
      bins: (0..<8).map { "\($0 * 5)" }, isByValue: false,
      periods: (0..<8).map { place in
        .init(
          label: "\(1950 + place * 10)", rows: 1_000 + 400 * place, nulls: 420 - 60 * place,
          histogram: (0..<8).map { max(0, 8 - abs($0 - place)) }, mean: 9.5 + Double(place))
      }, untimed: 3, later: request.asOf == nil ? 0 : 5_000)
  }

  // MARK: Schema

  var schema: SchemaSummary {
    func column(
      _ name: String, _ storage: String, _ role: ColumnSummary.Role, nulls: Int = 0,
      distinct: Int, _ least: CellValue, _ greatest: CellValue, means: String? = nil,
      _ histogram: [Int] = [1, 2, 5, 9, 7, 4, 2, 1]
    ) -> ColumnSummary {
      ColumnSummary(
        name: name + poison, declaredType: storage.uppercased(), storage: storage, role: role,
        semanticType: means, nulls: nulls, distinct: distinct, minimum: least, maximum: greatest,
        histogram: histogram)
    }
    func table(
      _ name: String, _ rows: Int, _ columns: [ColumnSummary], key: [String], time: String? = nil
    ) -> TableSummary {
      TableSummary(
        name: name, rows: rows, columns: columns, primaryKey: key, timeColumn: time,
        firstTime: time == nil ? nil : "1950-05-13", lastTime: time == nil ? nil : "2023-07-30",
        isView: false, primaryKeyEvidence: "declared",
        timeColumnEvidence: time == nil ? "no column holds times" : "declared as DATETIME")
    }
    let results = table(
      "results", 26_080,
      [
        column("resultId", "integer", .key, distinct: 26_080, .integer(0), .integer(26_079)),
        column(
          "raceId", "integer", .foreignKey(table: "races"), distinct: 1_101, .integer(0),
          .integer(1_100)),
        column(
          "driverId", "integer", .foreignKey(table: "drivers"), distinct: 857, .integer(0),
          .integer(856)),
        column(
          "constructorId", "integer", .foreignKey(table: "constructors"), distinct: 211,
          .integer(0), .integer(210)),
        column(
          "grid", "integer", .feature, distinct: 35, .integer(0), .integer(34),
          means: "numerical"),
        column(
          "position", "real", .feature, nulls: 10_928, distinct: 33, .real(1), .real(33),
          means: "numerical"),
        column(
          "statusId", "integer", .feature, distinct: 137, .integer(1), .integer(141),
          means: "categorical", [9, 3, 1, 1, 1, 0, 0, 0]),
        column(
          "date", "time", .time, distinct: 1_101, .time("1950-05-13"), .time("2023-07-30"),
          means: "timestamp", [1, 1, 2, 3, 4, 5, 7, 8]),
      ], key: ["resultId"], time: "date")
    return SchemaSummary(
      name: "rel-f1", path: "rel-f1.sqlite", fingerprint: "9c41d0aa72b3e6f1",
      tables: [
        table(
          "circuits", 77,
          [column("circuitId", "integer", .key, distinct: 77, .integer(0), .integer(76))],
          key: ["circuitId"]),
        table(
          "constructors", 211,
          [column("constructorId", "integer", .key, distinct: 211, .integer(0), .integer(210))],
          key: ["constructorId"]),
        table(
          "drivers", 857,
          [
            column("driverId", "integer", .key, distinct: 857, .integer(0), .integer(856)),
            column(
              "surname", "text", .feature, distinct: 798, .text("Abate"), .text("Zunino"),
              means: "text", [9, 8, 8, 7, 6, 6, 5, 5]),
            column(
              "nationality", "text", .feature, distinct: 43, .text("American"),
              .text("Venezuelan"), means: "categorical", [166, 157, 99, 73, 50, 32, 23, 22]),
            column(
              "dob", "time", .feature, distinct: 839, .time("1896-12-28"), .time("2001-11-11"),
              means: "timestamp"),
          ], key: ["driverId"]),
        table(
          "races", 1_101,
          [column("raceId", "integer", .key, distinct: 1_101, .integer(0), .integer(1_100))],
          key: ["raceId"], time: "date"),
        results,
      ],
      relations: [
        relation("results", "raceId", "races", 26_080, each: (10, 24, 55)),
        relation("results", "driverId", "drivers", 26_080, each: (1, 7, 358)),
        relation(
          "results", "constructorId", "constructors", 26_068, each: (1, 27, 2_391), dangling: 12),
      ],
      warnings: [
        WarningSummary(table: "results", column: "position", message: "position: 42 % NULL"),
        WarningSummary(
          table: "results", column: "statusId",
          message: "statusId looks categorical: 137 values in 26,080 rows"),
      ], validationCutoff: "2005-01-01", testCutoff: "2010-01-01")
  }

  private func relation(
    _ child: String, _ column: String, _ parent: String, _ matched: Int, each: (Int, Int, Int),
    dangling: Int = 0
  ) -> RelationSummary {
    RelationSummary(
      childTable: child, columns: [column], parentTable: parent, parentColumns: [column],
      matched: matched, dangling: dangling, nulls: 0, firstDangling: dangling > 0 ? "999" : nil,
      minimumChildren: each.0, medianChildren: each.1, maximumChildren: each.2,
      histogram: [8, 5, 3, 2, 1, 1, 0, 1], parentLater: 0, evidence: "declared")
  }

  func profile(table: String, asOf: String?) throws -> TableSummary {
    try check()
    guard var found = schema.tables.first(where: { $0.name == table }) else {
      throw Failure("there is no table \(table)")
    }
    for place in found.columns.indices { found.columns[place].isSampled = false }
    if asOf != nil, found.timeColumn != nil { found.rows = found.rows * 3 / 4 }
    return found
  }

  func setMeaning(table: String, column: String, type: String?) throws -> SchemaSummary {
    try check()
    var summary = schema
    for place in summary.tables.indices where summary.tables[place].name == table {
      for at in summary.tables[place].columns.indices
      where summary.tables[place].columns[at].name == column {
        summary.tables[place].columns[at].semanticType = type
      }
    }
    return summary
  }

  /// A quarter of the rows of tables in time is later; of the columns one was never NULL before.
  func schema(asOf: String) throws -> SchemaSummary {
    try check()
    var then = schema
    for place in then.tables.indices where then.tables[place].timeColumn != nil {
      then.tables[place].rows = then.tables[place].rows * 3 / 4
      for column in then.tables[place].columns.indices {
        then.tables[place].columns[column].nulls = 0
      }
    }
    for place in then.relations.indices {
      then.relations[place].matched = then.relations[place].matched * 3 / 4
    }
    return then
  }

  func preview(_ query: TaskQuery, watching: (Double) -> Bool) throws -> TaskPreviewSummary {
    try check()
    if query.target.table == "races" { throw Failure("no key leads from races to drivers") }
    let isEven = query.target.end % 2 == 0
    return TaskPreviewSummary(
      query: query.text, type: query.isBinary ? "binary_classification" : "regression",
      isBinary: query.isBinary,
      sql: "SELECT t.timestamp, e.driverId, COUNT(r.rowid) AS label\nFROM timestamps t",
      splits: [
        .init(
          name: "train", firstTime: "1950-05-18", lastTime: "2004-12-02", times: 664,
          rows: 11_411, entities: 700, mean: 0.884),
        .init(
          name: "val", firstTime: "2005-01-01", lastTime: "2008-03-17", times: 40, rows: 566,
          entities: 60, mean: 0.78),
        .init(
          name: "test", firstTime: "2010-01-01", lastTime: "2013-03-17", times: 40, rows: 702,
          entities: 55, mean: 0.7),
      ],
      moments: (0..<60).map {
        .init(time: "19\(50 + $0)-01-01", rows: 20 + $0 % 9, mean: 0.9 - Double($0) / 200)
      },
      examples: (0..<10).map {
        .init(
          time: "19\(60 + $0)-05-01", entity: reference("drivers", $0),
          label: $0 < 5 ? 0 : 1)
      },
      checks: [
        .init(name: "every split has labels", isPassed: true, finding: "11411, 566, 702"),
        .init(
          name: "who is asked is known then", isPassed: isEven,
          finding: isEven ? "by rows up to the seed time" : "the filter looks 30 days ahead"),
      ], least: 0, greatest: 1)
  }

  func saveTask(_ query: TaskQuery, named name: String) throws -> String {
    try check()
    return "/tmp/tasks/rel-f1/\(name)"
  }

  func seek(_ request: PageRequest, from row: Int, isForward: Bool) throws -> Int? {
    try check()
    let found = isForward ? row + 7 : row - 7
    let count = schema.tables.first { $0.name == request.table }?.rows ?? 0
    return (0..<count).contains(found) ? found : nil
  }

  // MARK: Rows

  static let names = [
    "Hamilton", "Heidfeld", "Rosberg", "Alonso", "Kovalainen", "Nakajima", "Bourdais", "Räikkönen",
    "Kubica", "Glock", "佐藤琢磨", "Piquet Jr.", "Massa", "Coulthard", "Trulli",
  ]
  static let nations = ["British", "German", "German", "Spanish", "Finnish", "Japanese", "French"]

  func name(_ row: Int) -> String { Self.names[row % Self.names.count] + poison }

  func page(_ request: PageRequest) throws -> RowPageSummary {
    try check()
    if request.filter == Self.noFilter { throw Failure("the filter ends too early") }
    let isDrivers = request.table == "drivers"
    let total = schema.tables.first { $0.name == request.table }?.rows ?? 0
    let hidden = request.asOf == nil || isDrivers ? 0 : total / 4
    let visible = request.filter.isEmpty ? total - hidden : min(40, total)
    let start = request.around.map { max(0, min($0, visible - 1) - 100) } ?? request.offset
    let range = min(start, visible)..<min(visible, start + request.limit)
    let columns =
      isDrivers
      ? [
        ("driverId", ColumnSummary.Role.key), ("surname", .feature), ("nationality", .feature),
        ("dob", .feature),
      ]
      : [
        ("resultId", .key), ("raceId", .foreignKey(table: "races")),
        ("driverId", .foreignKey(table: "drivers")), ("grid", .feature), ("position", .feature),
        ("date", .time),
      ]
    return RowPageSummary(
      table: request.table,
      columns: columns.map { RowPageSummary.Column(name: $0.0 + poison, role: $0.1) },
      rows: range.map { row in
        RowPageSummary.Row(
          row: row,
          cells: isDrivers
            ? [
              .integer(Int64(row)), .text(name(row)),
              .text(Self.nations[row % Self.nations.count] + poison),
              .time("19\(60 + row % 40)-07-29"),
            ]
            : [
              .integer(Int64(row)), .integer(Int64(row / 24)), .integer(Int64(row % 20)),
              .integer(Int64(row % 24)), row % 3 == 0 ? .null : .real(Double(row % 20)),
              .time("2009-11-01"),
            ])
      }, offset: range.lowerBound, visibleRows: visible, hiddenRows: hidden, asOf: request.asOf,
      filter: request.filter)
  }

  /// How far the database is read, where that takes longer than the test.
  var opening: OpeningSummary?

  /// The racing database with its last two tables still to be read.
  static var halfRead: OpeningSummary {
    let tables = FakeServices().schema.tables
    return OpeningSummary(
      phase: .reading,
      tables: tables.enumerated().map { place, table in
        .init(
          name: table.name, columns: table.columns.map(\.name),
          read: place < 3 ? table.rows : place == 3 ? 500 : 0, rows: table.rows + table.rows / 10)
      }, current: 3)
  }

  func storedPage(_ request: StoredPageRequest) throws -> RowPageSummary {
    try check()
    let count = schema.tables.first { $0.name == request.table }?.rows ?? 0
    guard count > 0 else { throw Failure("there is no table \"\(request.table)\"") }
    // A tenth of the row numbers was deleted, which the file does not tell at once.
    let most = count + count / 10
    var from = StoredStretch.End.start
    var isCounted = false
    var shift = 0
    var offset = 0
    switch request.place {
    case _ where count <= request.limit: break
    case .first: break
    case .last:
      from = .end
      offset = most - request.limit
    case .at(let place, let near):
      from = near.countedFrom
      isCounted = near.certainty == .exact
      offset = place
      let hidden = from == .start ? 0 : most - count
      if from == .end, place <= hidden {
        from = .start
        shift = -hidden
        offset = 0
      }
    }
    let lead = from == .start ? 0 : most - count
    let first = max(0, min(offset - lead, count - request.limit))
    isCounted = isCounted || shift != 0 || from == .start && first + request.limit >= count
    let total = isCounted ? count : most
    var page = try page(PageRequest(table: request.table, offset: first, limit: request.limit))
    for place in page.rows.indices { page.rows[place].row += lead }
    page.offset = first + lead
    page.visibleRows = total
    func key(_ row: RowPageSummary.Row?) -> StoredKey {
      StoredKey([.integer(Int64((row?.row ?? 0) - lead))])
    }
    page.stretch = StoredStretch(
      places: page.offset..<(page.offset + page.rows.count), first: key(page.rows.first),
      last: key(page.rows.last), countedFrom: from, total: total,
      certainty: total == count ? .exact : .atMost, shift: shift)
    return page
  }

  func reference(_ table: String, _ row: Int, _ time: String? = nil) -> RowReference {
    RowReference(
      table: table, row: row, key: "\(row)",
      detail: (table == "drivers" ? name(row) : table == "races" ? "Abu Dhabi" : "grid 15, 14th")
        + poison, time: time)
  }

  func entity(_ request: EntityRequest) throws -> EntitySummary {
    try check()
    let row: Int
    switch request.address {
    case .row(let number): row = number
    case .key(let key):
      guard let number = Int(key) else { throw Failure("drivers: no row has the key '\(key)'") }
      row = number
    }
    let isDrivers = request.table == "drivers"
    let isCut = request.asOf != nil
    // Of the results the last quarter is later than 2010.
    let isLater = request.table == "results" && row >= 19_560
    return EntitySummary(
      reference: reference(request.table, row, isLater ? "2015-06-01" : nil),
      fields: isDrivers
        ? [
          .init(name: "driverId", role: .key, value: .integer(Int64(row))),
          .init(name: "forename", role: .feature, value: .text("Fernando" + poison)),
          .init(name: "surname" + poison, role: .feature, value: .text(name(row))),
          .init(name: "code", role: .feature, value: .null),
          .init(name: "dob", role: .feature, value: .time("1981-07-29")),
          .init(name: "nationality", role: .feature, value: .text("Spanish")),
        ]
        : [
          .init(name: "resultId", role: .key, value: .integer(Int64(row))),
          .init(
            name: "raceId", role: .foreignKey(table: "races"), value: .integer(337),
            parent: reference("races", 337)),
          .init(
            name: "driverId", role: .foreignKey(table: "drivers"), value: .integer(3),
            parent: reference("drivers", 3)),
          .init(name: "date", role: .time, value: .time("2009-11-01")),
        ],
      related: isDrivers
        ? [
          .init(
            childTable: "results", columns: ["driverId"], visible: isCut ? 120 : 358, total: 358,
            timeline: [2, 2, 2, 1, 0, 0, 0, 3, 3, 4, 4, 5, 5, 6, 7, 8, 8, 7, 7, 6, 5, 4, 3, 3],
            firstTime: "2001-03-04", lastTime: "2009-11-01",
            recent: [
              reference("results", 20_281, "2009-11-01"),
              reference("results", 20_261, "2009-10-18"),
            ], strip: (0..<96).map { $0 < 8 || $0 > 20 ? 4 + $0 % 7 : 0 }),
          .init(
            childTable: "qualifying", columns: ["driverId"], visible: isCut ? 90 : 279,
            total: 279, timeline: Array(repeating: 3, count: 24), firstTime: "2003-03-08",
            lastTime: "2009-10-31", recent: [reference("qualifying", 4012, "2009-10-31")],
            strip: (0..<96).map { $0 < 20 ? 0 : 2 }),
        ] : [], asOf: request.asOf, span: isDrivers ? ["2001-03-04", "2023-07-30"] : [])
  }
}
