import FixtureSupport
import Relational
import Testing

/// The counts of `shared/data/README.md`.
@Suite(
  "Real databases",
  .enabled(if: SharedFolder.isPresent, "the shared data is not beside the checkout"))
struct RealDatabaseTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    var database: String
    var rows: Int
    var toValidation: Int
    var toTest: Int
    var columns: Int
    var relations: [String]
    var testDescription: String { database }
  }

  static let expected = [
    Expected(
      database: "rel-f1", rows: 97_606, toValidation: 66_381, toTest: 74_063, columns: 67,
      relations: [
        "races.circuitId → circuits.circuitId", "results.raceId → races.raceId",
        "results.driverId → drivers.driverId",
        "results.constructorId → constructors.constructorId",
        "qualifying.raceId → races.raceId", "qualifying.driverId → drivers.driverId",
        "qualifying.constructorId → constructors.constructorId",
        "standings.raceId → races.raceId", "standings.driverId → drivers.driverId",
        "constructor_results.raceId → races.raceId",
        "constructor_results.constructorId → constructors.constructorId",
        "constructor_standings.raceId → races.raceId",
        "constructor_standings.constructorId → constructors.constructorId",
      ]),
    Expected(
      database: "online-retail", rows: 576_251, toValidation: 357_887, toTest: 414_737,
      columns: 15,
      relations: [
        "invoices.customer_id → customers.customer_id",
        "invoice_lines.invoice_no → invoices.invoice_no",
        "invoice_lines.stock_code → products.stock_code",
      ]),
  ]

  @Test("have the rows, the rows to each cutoff and the keys of their README", arguments: expected)
  func counts(expected: Expected) throws {
    let database = try Database.open(at: SharedFolder.database(expected.database))
    #expect(database.name == expected.database)
    #expect(database.rowCount == expected.rows)
    #expect(database.tables.reduce(0) { $0 + $1.columns.count } == expected.columns)
    #expect(rows(of: database, upTo: database.schema.validationCutoff) == expected.toValidation)
    #expect(rows(of: database, upTo: database.schema.testCutoff) == expected.toTest)
    #expect(database.schema.relations.map(database.schema.label) == expected.relations)
    #expect(database.schema.warnings.isEmpty)
    for relation in database.schema.relations.indices
    where database.schema.label(of: database.schema.relations[relation])
      != "invoices.customer_id → customers.customer_id"
    {
      #expect(database.parentRows(of: relation).allSatisfy { $0 >= 0 })
    }
  }

  private func rows(of database: Database, upTo cutoff: Timestamp?) -> Int {
    let cutoff = cutoff?.microseconds ?? .max
    return database.tables.reduce(0) { sum, table in
      sum + (table.times.map { $0.count { $0 <= cutoff } } ?? table.rowCount)
    }
  }
}
