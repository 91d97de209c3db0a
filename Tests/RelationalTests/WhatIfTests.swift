import FixtureSupport
import Foundation
import Inspection
import Relational
import Testing

@Suite("What if a cell held another value")
struct WhatIfTests {
  private static let sql = """
    CREATE TABLE shops (id INTEGER PRIMARY KEY, name TEXT);
    INSERT INTO shops VALUES (1, 'a'), (2, 'b');
    CREATE TABLE sales (id INTEGER PRIMARY KEY, shop_id INTEGER REFERENCES shops, amount INTEGER,
      price REAL, paid BOOLEAN, sold_at DATETIME);
    INSERT INTO sales VALUES (1, 1, 5, 1.5, 1, '2020-01-02'), (2, 1, NULL, 2.5, 0, '2020-01-03');
    """
  private let folder = try! TemporaryFolder()

  private func database() throws -> Database {
    try Database.open(at: try folder.database(Self.sql))
  }

  private func edit(_ row: Int, _ column: String, _ value: String?) -> CellEdit {
    CellEdit(table: "sales", row: row, key: "\(row + 1)", column: column, value: value)
  }

  @Test("each type takes its own values and NULL; other cells, the file and its fingerprint stay")
  func values() throws {
    let database = try database()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: database.path))
    let edited = try database.replacing([
      edit(0, "amount", "-3"), edit(1, "amount", "7"), edit(0, "price", nil),
      edit(1, "paid", "true"),
      CellEdit(table: "shops", row: 1, key: "2", column: "name", value: "new"),
    ])
    let sales = try #require(edited.table(named: "sales"))
    #expect(sales.cell(row: 0, column: 2) == .integer(-3))
    #expect(sales.cell(row: 1, column: 2) == .integer(7))
    #expect(sales.cell(row: 0, column: 3) == .null && sales.cell(row: 1, column: 3) == .real(2.5))
    #expect(sales.cell(row: 1, column: 4) == .boolean(true))
    #expect(edited.table(named: "shops")?.cell(row: 1, column: 1) == .text("new"))
    #expect(database.table(named: "sales")?.cell(row: 0, column: 2) == .integer(5))
    #expect(edited.fingerprint == database.fingerprint)
    #expect(try Data(contentsOf: URL(fileURLWithPath: database.path)) == bytes)
  }

  @Test("an edited key leads to another parent, an edited time moves the row")
  func keysAndTimes() throws {
    let database = try database()
    let edited = try database.replacing([
      edit(0, "shop_id", "2"), edit(1, "shop_id", "9"), edit(1, "sold_at", "2021-05-06"),
    ])
    #expect(database.parentRows(of: 0) == [0, 0])
    #expect(edited.parentRows(of: 0) == [1, -1])
    let time = try #require(Timestamp(parsing: "2021-05-06"))
    #expect(edited.table(named: "sales")?.time(ofRow: 1) == time.microseconds)
  }

  @Test("what a column cannot hold, keys, and what is not there are refused in words")
  func refusals() throws {
    let database = try database()
    #expect(
      throws: DatabaseError.editNotOfType(
        table: "sales", column: "amount", value: "many", storage: "integer")
    ) { try database.replacing([edit(0, "amount", "many")]) }
    #expect(throws: DatabaseError.editsKey(table: "sales", column: "id")) {
      try database.replacing([edit(0, "id", "3")])
    }
    #expect(throws: DatabaseError.self) { try database.replacing([edit(0, "tip", "3")]) }
    #expect(throws: DatabaseError.self) { try database.replacing([edit(0, "sold_at", "soon")]) }
    #expect(throws: DatabaseError.self) {
      try database.replacing([CellEdit(table: "x", row: 0, key: "0", column: "y", value: nil)])
    }
  }

  @Test(
    "an edit is typed as column=value",
    arguments: [
      ("grid=15", "grid", "15"), ("grid = 15", "grid", "15"), ("note=", "note", ""),
      ("note=\"NULL\"", "note", "NULL"), ("a=b=c", "a", "b=c"),
    ])
  func parse(_ typed: String, _ column: String, _ value: String) throws {
    let found = try #require(CellEdit.parse(typed))
    #expect(found.column == column && found.value == value)
  }

  @Test("NULL is no text, and what has no = is no edit")
  func null() throws {
    let found = try #require(CellEdit.parse("grid=NULL"))
    #expect(found.column == "grid" && found.value == nil)
    #expect(CellEdit.parse("grid") == nil && CellEdit.parse("=3") == nil)
  }
}
