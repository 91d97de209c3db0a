import Inspection
import Testing

@Suite("A question on one line")
struct TaskQueryTests {
  @Test(
    "is read and written back",
    arguments: [
      "PREDICT COUNT(results.* WHERE statusId != 1, 0, 30, days) > 0 FOR EACH drivers.driverId",
      "PREDICT AVG(results.positionOrder, 0, 60, days) FOR EACH drivers.driverId",
      "PREDICT COUNT_DISTINCT(lines.invoice_no WHERE quantity > 0 AND kind = 'a b', 0, 2, weeks) "
        + "FOR EACH products.code WHERE COUNT(lines.*, -60, 0, days) > 0",
      "PREDICT MIN(a.b WHERE c = \"it's\", 0, 1, days) < 1e-05 FOR EACH d.e",
      "PREDICT SUM(\"order lines\".price, 1, 5, hours VIA \"bill to\") <= 2.5 FOR EACH people.id",
      "PREDICT COUNT(\"it's \"\"quoted\"\"\".* WHERE a = \"it's \"\"b\"\"\", 0, 1, days) FOR EACH d.e",
      "PREDICT COUNT(\"\"\"\".* WHERE a = '\"', 0, 1, days) FOR EACH d.e",
    ])
  func roundTrip(_ text: String) throws {
    #expect(try TaskQuery(parsing: text).text == text)
  }

  @Test("is read in other spellings")
  func spellings() throws {
    let query = try TaskQuery(
      parsing: "predict count(r.* where s <> 1, 0, 30, day)>0 for drivers.id")
    #expect(
      query.text
        == "PREDICT COUNT(r.* WHERE s != 1, 0, 30, days) > 0 FOR EACH drivers.id")
    #expect(query.isBinary)
  }

  @Test(
    "says what is wrong and where",
    arguments: [
      ("", 0, "expected PREDICT, found the end"),
      ("PREDICT MEDIAN(a.b, 0, 1)", 8, "expected one of COUNT, COUNT_DISTINCT, SUM, AVG, MIN, MAX"),
      ("PREDICT SUM(a.*, 0, 1) FOR EACH b.c", 8, "SUM needs a column; only COUNT takes *"),
      ("PREDICT COUNT(a.*, 5, 1) FOR EACH b.c", 22, "the window ends before it starts"),
      ("PREDICT COUNT(a.*, 0, 1, moons)", 25, "expected hours, days or weeks"),
      ("PREDICT COUNT(a.*, 0, 1) FOR EACH b", 35, "expected '.', found the end"),
      (
        "PREDICT COUNT(a.*, 0, 1) FOR EACH b.c WHERE SUM(a.x, -1, 0) > 0", 44,
        "a filter of entities reads COUNT(…) > 0"
      ),
      ("PREDICT COUNT(a.* WHERE x = 'y, 0, 1) FOR EACH b.c", 50, "a quote is open"),
    ] as [(String, Int, String)])
  func errors(_ text: String, _ place: Int, _ message: String) {
    do {
      _ = try TaskQuery(parsing: text)
      Issue.record("nothing was wrong")
    } catch {
      #expect(error.description == message)
      if message != "a quote is open" { #expect(error.place == place) }
    }
  }

  @Test("any conditions come back")
  func conditions() throws {
    #expect(try TaskQuery.conditions(parsing: "") == [])
    let found = try TaskQuery.conditions(parsing: "a>=1 AND \"b c\" != 'x y' and d = true")
    #expect(found.map(\.column) == ["a", "b c", "d"])
    #expect(found.map(\.value) == ["1", "x y", "true"])
    #expect(throws: TaskQueryError.self) { try TaskQuery.conditions(parsing: "a >") }
  }
}
