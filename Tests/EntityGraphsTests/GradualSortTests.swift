import FixtureSupport
import Relational
import Testing

@testable import EntityGraphs

@Suite("Sorting a little at a time")
struct GradualSortTests {
  @Test(
    "gives the order that sorting at once gives, for any number of items",
    arguments: [0, 1, 2, 8_191, 8_192, 8_193, 20_000])
  func order(_ count: Int) {
    var state: UInt64 = 7
    let items = (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % 1_000
    }
    let pairs = items.enumerated().map { (value: $1, place: $0) }
    var sort = GradualSort(pairs) { ($0.value, $0.place) < ($1.value, $1.place) }
    var last = sort.share
    var steps = 0
    while !sort.isDone {
      sort.step()
      #expect(sort.share >= last)
      last = sort.share
      steps += 1
    }
    #expect(last == 1)
    #expect(steps <= 4 * count / GradualSort<Int>.stretch + 4)
    let expected = pairs.sorted { ($0.value, $0.place) < ($1.value, $1.place) }
    #expect(sort.sorted.map(\.place) == expected.map(\.place))
  }

  @Test("rows that lie in the order, forward or backward, are taken as they lie")
  func asTheyLie() throws {
    let count = 20_000
    let values = (0..<count).map { row in
      "(\(row), \((count - row) / 3), \(row * 37 % 1_009))"
    }
    let table = try Database.open(
      at: try TemporaryFolder().database(
        """
        CREATE TABLE t (id INTEGER PRIMARY KEY, falling INTEGER, mixed INTEGER);
        INSERT INTO t VALUES \(values.joined(separator: ", "));
        """)
    ).tables[0]
    func sorted(_ column: String, descending: Bool) throws -> (order: [Int], steps: Int) {
      var sorting = try RowSorting(
        (0..<count).map { Int32($0) }, of: table,
        by: [RowSort(column: column, descending: descending)])
      var steps = 0
      while sorting.sorted == nil {
        sorting.step()
        steps += 1
      }
      return (sorting.sorted?.map { Int($0) } ?? [], steps)
    }
    let whole = Array(0..<count)
    let falling = whole.sorted { ((count - $0) / 3, $0) < ((count - $1) / 3, $1) }
    for (column, descending, order) in [
      ("id", false, whole), ("id", true, whole.reversed()), ("falling", true, whole),
      ("falling", false, falling),
    ] {
      let found = try sorted(column, descending: descending)
      // One step gives the rows their keys; none sorts.
      #expect(found.order == order && found.steps == 1, "\(column) \(descending)")
    }
    #expect(try sorted("mixed", descending: false).steps > 3)
  }

  @Test("a page says how far its sort is, and has no row before it is through")
  func pages() throws {
    let values = (0..<400).map { row in
      "(\(row), 'name \(row * 37 % 11)', \(row % 7 == 0 ? "NULL" : "\(row * 13 % 29)"))"
    }
    let graph = EntityGraph(
      try Database.open(
        at: try TemporaryFolder().database(
          """
          CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, size INTEGER);
          INSERT INTO t VALUES \(values.joined(separator: ", "));
          """)))
    let sort = [RowSort(column: "name"), RowSort(column: "size", descending: true)]
    func page() throws -> (rows: [Int], share: Double?) {
      let page = try graph.page(table: "t", offset: 0, limit: 1_000, sort: sort, budget: .rows(1))
      return (page.rows.map(\.row), page.sortedShare)
    }
    var found = try page()
    var shares: [Double] = []
    // One row of the filter at a time would be slow to watch: the first call is followed until the end.
    while let share = found.share {
      #expect(found.rows.isEmpty)
      shares.append(share)
      found = try page()
    }
    #expect(shares == shares.sorted() && shares.count > 2)
    let whole = try EntityGraph(graph.database).page(
      table: "t", offset: 0, limit: 1_000, sort: sort
    ).rows.map(\.row)
    #expect(found.rows == whole)
    // By name as text, then by size from the greatest, NULL last, equal ones as in the table.
    let expected = (0..<400).sorted { a, b in
      func key(_ row: Int) -> (String, Int, Int) {
        ("name \(row * 37 % 11)", row % 7 == 0 ? 1 : -(row * 13 % 29), row)
      }
      return key(a) < key(b)
    }
    #expect(whole == expected)
  }
}
