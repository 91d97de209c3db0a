import FixtureSupport
import EntityGraphs
import Inspection
import Relational
import Testing

private let races = """
  CREATE TABLE drivers (id INTEGER PRIMARY KEY, forename TEXT, surname TEXT, nation TEXT);
  INSERT INTO drivers VALUES (1, 'Fernando', 'Alonso', 'Spanish'), (2, 'Sergio', 'Pérez', 'Mexican'),
    (3, 'Nico', NULL, ''), (4, 'Ayrton', 'Senna', NULL);
  CREATE TABLE tracks (code TEXT PRIMARY KEY, name TEXT, built DATE);
  INSERT INTO tracks VALUES ('MON', 'Monza', '1922-09-03'), ('NEW', 'Vegas', '2023-01-01');
  CREATE TABLE laps (id INTEGER PRIMARY KEY, driver_id INTEGER REFERENCES drivers,
    track TEXT REFERENCES tracks, "lap time" REAL, clean BOOLEAN, at DATETIME);
  INSERT INTO laps VALUES
    (10, 1, 'MON', 80.5, 1, '2010-05-01 12:00:00'), (11, 2, 'MON', 81.25, 0, '2010-05-02'),
    (12, 1, 'NEW', NULL, 1, '2010-06-01'), (13, NULL, 'MON', 79.0, NULL, '2011-01-01'),
    (14, 1, 'MON', -80.5, 1, '2009-01-01'), (15, 99, NULL, 80.5, 0, NULL);
  """

@Suite("Rows and entities")
struct RowTests {
  private let graph: EntityGraph

  init() throws {
    graph = EntityGraph(try Database.open(at: try TemporaryFolder().database(races)))
  }

  private func rows(
    _ table: String, _ filter: String = "", sort: [RowSort] = [], asOf: String? = nil
  ) throws -> [Int] {
    try graph.page(
      table: table, offset: 0, limit: 100, filter: filter, sort: sort,
      asOf: asOf.flatMap { Timestamp(parsing: $0) }
    ).rows.map(\.row)
  }

  @Test(
    "filters by text, in any case, over all cells, negated, fuzzy, joined",
    arguments: [
      ("", [0, 1, 2, 3]), ("alonso", [0]), ("AN", [0, 1]), ("!an", [2, 3]),
      ("fernando alonso", [0]), ("PÉREZ", [1]), ("pérez !mex", []), ("~frnlns", []),
      ("~frnd", [0]), ("~aso", [0]), ("\"o a\"", []), ("3", [2]), ("!", [0, 1, 2, 3]),
      ("\"", [0, 1, 2, 3]), ("zzz", []),
    ] as [(String, [Int])])
  func text(filter: String, expected: [Int]) throws {
    #expect(try rows("drivers", filter) == expected)
  }

  @Test(
    "filters by a regular expression in any case, negated, joined with words",
    arguments: [
      ("/^al.*o$/", [0]), ("/AN$/", [1]), ("!/a/", [2]), ("/^$/", [2]), ("/[14]/", [0, 3]),
      ("/n/ mexican", [1]), ("/", []), ("//", []),
    ] as [(String, [Int])])
  func patterns(filter: String, expected: [Int]) throws {
    #expect(try rows("drivers", filter) == expected)
  }

  @Test("says which pattern is no regular expression")
  func badPattern() {
    #expect(throws: EntityGraphError.badPattern("(")) { try rows("drivers", "/(/") }
  }

  @Test("a filter with a budget goes through the table a stretch at a time")
  func budget() throws {
    var found: [[Int]] = []
    var scanned: [Int?] = []
    for _ in 0..<4 {
      let page = try graph.page(
        table: "laps", offset: 0, limit: 9, filter: "track=mon", budget: .rows(2))
      found.append(page.rows.map(\.row))
      scanned.append(page.scannedRows)
    }
    #expect(found == [[0, 1], [0, 1, 3], [0, 1, 3, 4], [0, 1, 3, 4]])
    #expect(scanned == [2, 4, nil, nil])
    #expect(try rows("laps", "track=mon") == [0, 1, 3, 4])
  }

  @Test("a budget of time goes at least one stretch, and through a small table at once")
  func timeBudget() throws {
    let page = try graph.page(
      table: "laps", offset: 0, limit: 9, filter: "/mon/", budget: .time(.zero))
    #expect(page.scannedRows == nil)
    #expect(page.rows.map(\.row) == [0, 1, 3, 4])
  }

  @Test("rows in the order of time are cut at the same place as others")
  func inTime() throws {
    let sorted = EntityGraph(
      try Database.open(
        at: try TemporaryFolder().database(
          """
          CREATE TABLE e (id INTEGER PRIMARY KEY, at DATETIME);
          INSERT INTO e VALUES (0, NULL), (1, '2020-01-01'), (2, '2020-01-02'), (3, '2020-01-02'),
            (4, '2020-01-03');
          """)))
    for (time, count) in [("2019-12-31", 1), ("2020-01-01", 2), ("2020-01-02", 4), ("2021", 5)] {
      let at = Timestamp(parsing: time.count == 4 ? time + "-01-01" : time)
      let page = try sorted.page(table: "e", offset: 0, limit: 9, asOf: at)
      #expect(page.visibleRows == count, "\(time)")
    }
  }

  @Test("finds the place of a row, and the next row that a filter lets through")
  func places() throws {
    #expect(try graph.place(ofRow: 3, table: "laps") == 3)
    #expect(try graph.place(ofRow: 9, table: "laps") == nil)
    #expect(try graph.place(ofRow: 3, table: "laps", filter: "track=mon") == 2)
    #expect(try graph.place(ofRow: 2, table: "laps", filter: "track=mon") == nil)
    #expect(
      try graph.place(ofRow: 4, table: "laps", sort: [RowSort(column: "lap time")]) == 0)
    func next(_ row: Int, _ isForward: Bool, _ filter: String = "track=mon") throws -> Int? {
      try graph.row(after: row, isForward: isForward, table: "laps", filter: filter)
    }
    #expect(try next(-1, true) == 0)
    #expect(try next(1, true) == 3)
    #expect(try next(2, false) == 1)
    #expect(try next(4, true) == nil)
    #expect(try next(0, false) == nil)
    #expect(try next(4, true, "") == 5)
    #expect(try next(5, true, "") == nil)
  }

  @Test("the strip of an entity holds later rows too, in spans of all its time")
  func strip() throws {
    let time = try #require(Timestamp(parsing: "2010-05-31"))
    let entity = try graph.entity(table: "drivers", row: 0, asOf: time)
    let laps = try #require(entity.related.first { $0.childTable == "laps" })
    #expect(entity.span == ["2009-01-01", "2010-06-01"])
    #expect(laps.visible == 2)
    #expect(laps.strip.reduce(0, +) == 3)
    #expect(laps.strip.first == 1)
    #expect(laps.strip.last == 1)
  }

  @Test(
    "filters by comparing a column",
    arguments: [
      ("\"lap time\">=80.5", [0, 1, 5]), ("\"lap time\"<80.5", [3, 4]), ("\"LAP TIME\"=79", [3]),
      ("\"lap time\"=", [2]),
      ("\"lap time\"=NULL", [2]), ("track=NULL", [5]), ("\"lap time\"!=", [0, 1, 3, 4, 5]),
      ("id>12", [3, 4, 5]),
      ("id>=12 id<=13", [2, 3]), ("!id>12", [0, 1, 2]), ("id!=12", [0, 1, 3, 4, 5]),
      ("id>11.5", [2, 3, 4, 5]), ("track=mon", [0, 1, 3, 4]), ("track>mon", [2]),
      ("track!=MON", [2, 5]), ("clean=true", [0, 2, 4]), ("clean=no", [1, 5]), ("clean=", [3]),
      ("clean!=NULL", [0, 1, 2, 4, 5]), ("track=\"NULL\"", []),
      ("at=2010", [0, 1, 2]), ("at>=2010-05", [0, 1, 2, 3]), ("at<2010-05", [4]),
      ("at=2010-05-01", [0]), ("at>2010-05-01", [1, 2, 3]), ("at<=2010-05-01", [0, 4]),
      ("\"at=2010\"", []), ("at>=", [0, 1, 2, 3, 4, 5]), ("driver_id=99", [5]),
    ] as [(String, [Int])])
  func comparison(filter: String, expected: [Int]) throws {
    #expect(try rows("laps", filter) == expected)
  }

  @Test("a number or a time is found by its digits as they are shown")
  func digits() throws {
    #expect(try rows("laps", "1.25") == [1])
    #expect(try rows("laps", "-80") == [4])
    #expect(try rows("laps", "12:00") == [0])
    #expect(try rows("laps", "2010-06") == [2])
    #expect(try rows("laps", "tru") == [0, 2, 4])
  }

  @Test("sorts both ways, NULL last, by several columns, equal rows in the table's order")
  func sorts() throws {
    let time = RowSort(column: "lap time")
    #expect(try rows("laps", sort: [time]) == [4, 3, 0, 5, 1, 2])
    #expect(
      try rows("laps", sort: [RowSort(column: "lap time", descending: true)])
        == [1, 0, 5, 3, 4, 2])
    #expect(
      try rows("laps", sort: [RowSort(column: "clean"), RowSort(column: "at", descending: true)])
        == [1, 5, 2, 0, 4, 3])
    #expect(try rows("drivers", sort: [RowSort(column: "surname")]) == [0, 1, 3, 2])
    #expect(try rows("laps", "track=MON", sort: [time], asOf: "2010-12-31") == [4, 0, 1])
  }

  @Test("hides rows later than the as-of time, counts them, keeps those without time")
  func asOf() throws {
    let page = try graph.page(
      table: "laps", offset: 0, limit: 100, asOf: Timestamp(parsing: "2010-05-01 12:00:00"))
    #expect(page.rows.map(\.row) == [0, 4, 5])
    #expect(page.visibleRows == 3 && page.hiddenRows == 3)
    #expect(page.asOf == "2010-05-01 12:00:00")
    let all = try graph.page(table: "laps", offset: 0, limit: 100)
    #expect(all.visibleRows == 6 && all.hiddenRows == 0 && all.asOf == nil)
  }

  @Test("pages: offset, limit, beyond the end, roles of the columns, the place of a row")
  func pages() throws {
    let page = try graph.page(table: "laps", offset: 4, limit: 10)
    #expect(page.rows.map(\.row) == [4, 5] && page.offset == 4 && page.visibleRows == 6)
    #expect(page.rows[1].cells[1] == .integer(99))
    #expect(
      page.columns.map(\.role) == [
        .key, .foreignKey(table: "drivers"), .foreignKey(table: "tracks"), .feature, .feature,
        .time,
      ])
    #expect(try graph.page(table: "laps", offset: 99, limit: 5).rows.isEmpty)
    #expect(try graph.page(table: "laps", offset: -5, limit: 1).rows.map(\.row) == [0])
    #expect(try graph.page(table: "laps", offset: 0, limit: -1).rows.isEmpty)
    let sort = [RowSort(column: "lap time")]
    #expect(try graph.place(ofRow: 3, table: "laps", sort: sort) == 1)
    #expect(try graph.place(ofRow: 3, table: "laps", filter: "id=10") == nil)
  }

  @Test("an unknown table or column and a value of the wrong kind are said")
  func errors() throws {
    #expect(
      throws: EntityGraphError.unknownTable("lap", tables: ["drivers", "tracks", "laps"])
    ) { try graph.page(table: "lap", offset: 0, limit: 1) }
    #expect(
      throws: EntityGraphError.unknownColumn(
        "speed", table: "laps",
        columns: ["id", "driver_id", "track", "lap time", "clean", "at"])
    ) { try rows("laps", "speed>3") }
    #expect(
      throws: EntityGraphError.notComparable(value: "soon", column: "at", storage: "time")
    ) { try rows("laps", "at>soon") }
    #expect(throws: EntityGraphError.self) { try rows("laps", "id=x") }
    #expect(
      throws: EntityGraphError.unknownSortColumn(
        "speed", table: "tracks", columns: ["code", "name", "built"])
    ) { try rows("tracks", sort: [RowSort(column: "name"), RowSort(column: "speed")]) }
    #expect(throws: EntityGraphError.unknownRow(table: "laps", row: 6, rows: 6)) {
      try graph.entity(table: "laps", row: 6)
    }
    #expect(throws: EntityGraphError.unknownKey(table: "laps", key: "9")) {
      try graph.row(forKey: "9", table: "laps")
    }
    #expect(try graph.row(forKey: "15", table: "laps") == 5)
  }

  @Test("an entity has its fields, its parents that exist by then, its related rows up to then")
  func entity() throws {
    let alonso = try graph.entity(
      table: "drivers", row: 0, asOf: Timestamp(parsing: "2010-05-15"), recent: 1)
    #expect(alonso.reference.label == "drivers 1 Fernando Alonso")
    #expect(alonso.fields.map(\.value.display) == ["1", "Fernando", "Alonso", "Spanish"])
    let laps = try #require(alonso.related.first)
    #expect(laps.childTable == "laps" && laps.columns == ["driver_id"])
    #expect(laps.visible == 2 && laps.total == 3)
    #expect(laps.firstTime == "2009-01-01" && laps.lastTime == "2010-05-01 12:00:00")
    #expect(laps.timeline.count == 24 && laps.timeline.first == 1 && laps.timeline.last == 1)
    #expect(laps.timeline.reduce(0, +) == 2)
    #expect(laps.recent.map(\.row) == [0])
    #expect(laps.recent[0].detail == "Fernando Alonso, Monza")
    #expect(laps.recent[0].time == "2010-05-01 12:00:00")

    let lap = try graph.entity(table: "laps", row: 2, asOf: Timestamp(parsing: "2010-12-31"))
    #expect(lap.fields[1].parent?.label == "drivers 1 Fernando Alonso")
    // The track is built only in 2023.
    #expect(lap.fields[2].parent == nil)
    #expect(try graph.entity(table: "laps", row: 2).fields[2].parent?.key == "NEW")
    #expect(try graph.entity(table: "laps", row: 5).fields[1].parent == nil)
  }

  @Test("a row with half a name is called by that half")
  func labels() {
    #expect(graph.reference(table: 0, row: 2).label == "drivers 3 Nico")
    #expect(graph.reference(table: 1, row: 0).label == "tracks MON Monza")
    #expect(graph.reference(table: 2, row: 5).label == "laps 15")
  }
}
