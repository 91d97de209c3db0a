import FixtureSupport
import Relational
import Testing

@testable import EntityGraphs

@Suite("Kept views of rows")
struct RowViewCacheTests {
  @Test("a view that another thread took further is not replaced by one that is behind")
  func further() throws {
    let database = try Database.open(
      at: try TemporaryFolder().database(
        """
        CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'a'), (4, 'c');
        """))
    let key = RowView.Key(table: 0, filter: "name=a", sort: [], asOf: nil)
    func view(scanning rows: Int) throws -> RowView {
      var view = try RowView(key, database.tables[0], liesInTime: false)
      try view.extend(database.tables[0], .rows(rows))
      return view
    }
    var cache = RowViewCache()
    cache.keep(try view(scanning: 3), for: key)
    cache.keep(try view(scanning: 1), for: key)
    #expect(cache.take(key)?.scanned == 3)
    cache.keep(try view(scanning: 1), for: key)
    cache.keep(try view(scanning: 4), for: key)
    #expect(cache.take(key)?.scanned == 4)
    #expect(cache.take(key) == nil)
  }
}
