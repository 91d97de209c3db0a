import FixtureSupport
import Foundation
import Randomness
import Relational
import Testing

@testable import Features

@Suite("Noise on numbers")
struct NumberNoiseTests {
  /// 2,000 sales of two shops, with an amount of deviation 20 and a price of deviation 4.
  private static let sql = """
    CREATE TABLE shops (id INTEGER PRIMARY KEY, name TEXT);
    INSERT INTO shops VALUES (1, 'a'), (2, 'b');
    CREATE TABLE sales (id INTEGER PRIMARY KEY, shop_id INTEGER REFERENCES shops, amount INTEGER,
      price REAL, kind INTEGER, sold_at DATETIME);
    WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
    INSERT INTO sales SELECT i, 1 + i % 2, CASE WHEN i % 10 = 0 THEN NULL ELSE i * 37 % 70 END,
      i * 53 % 1399 / 100.0, i % 3, '2020-01-01' FROM n;
    """
  private let folder = try! TemporaryFolder()
  private let database: Relational.Database
  private let schema = FeatureSchema(
    database: "shop", fingerprint: "", cutoff: nil, textEncoder: "",
    tables: [
      TableFeatures(
        table: "sales",
        columns: [
          ColumnFeature(name: "amount", statistics: .numerical(mean: 35, deviation: 20)),
          ColumnFeature(name: "price", statistics: .numerical(mean: 7, deviation: 4)),
          ColumnFeature(name: "kind", statistics: .categorical(values: ["0", "1", "2"])),
          // A key that somebody took for a quantity.
          ColumnFeature(name: "shop_id", statistics: .numerical(mean: 1.5, deviation: 0.5)),
        ])
    ])

  init() throws { database = try Database.open(at: try folder.database(Self.sql)) }

  private func noisy(_ strength: Double, seed: UInt64 = 1) -> Relational.Database {
    NumberNoise(strength, random: RandomSource(seed: seed)).applied(to: database, readBy: schema)
  }

  private func moves(_ column: Int, _ strength: Double) -> [Double] {
    let (before, after) = (
      database.tables[1].columns[column], noisy(strength).tables[1].columns[column]
    )
    return (0..<before.rowCount).compactMap { row in
      before.quantity(at: row).flatMap { old in after.quantity(at: row).map { $0 - old } }
    }
  }

  private func place(_ name: String) throws -> Int {
    try #require(database.tables[1].columns.firstIndex { $0.schema.name == name })
  }

  @Test("has the columns' deviations, times the strength, and no mean", arguments: [0.5, 2])
  func deviations(strength: Double) throws {
    for (name, deviation) in [("amount", 20.0), ("price", 4)] {
      let moves = try moves(place(name), strength)
      let mean = moves.reduce(0, +) / Double(moves.count)
      let spread = (moves.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(moves.count))
        .squareRoot()
      let expected = strength * deviation
      // Five standard errors of a normal sample.
      #expect(abs(mean) < 5 * expected / Double(moves.count).squareRoot())
      #expect(abs(spread - expected) < 5 * expected / Double(2 * moves.count).squareRoot())
    }
  }

  @Test("leaves whole numbers whole, missing ones missing, and keys, times and categories alone")
  func wholeNumbers() throws {
    let after = noisy(1)
    let (old, new) = (database.tables[1], after.tables[1])
    for (place, column) in new.columns.enumerated() {
      let name = column.schema.name
      let isMoved = ["amount", "price"].contains(name)
      for row in 0..<old.rowCount {
        let cells = (old.cell(row: row, column: place), new.cell(row: row, column: place))
        if !isMoved { #expect(cells.0 == cells.1, "\(name)") }
        if cells.0 == .null { #expect(cells.1 == .null) }
        if name == "amount", case .integer = cells.0 {
          guard case .integer = cells.1 else {
            Issue.record("\(cells.1) in place of a whole number")
            return
          }
        }
      }
    }
    #expect(after.parentRows(of: 0) == database.parentRows(of: 0))
    #expect(after.fingerprint == database.fingerprint)
  }

  @Test("is the same for the same seed, other for another, and none at no strength")
  func repeatable() throws {
    let price = try place("price")
    func values(_ database: Relational.Database) -> [Double?] {
      (0..<2000).map { database.tables[1].columns[price].quantity(at: $0) }
    }
    #expect(values(noisy(1)) == values(noisy(1)))
    #expect(values(noisy(1)) != values(noisy(1, seed: 2)))
    #expect(values(noisy(0)) == values(database))
  }
}
