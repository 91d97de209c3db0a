import FixtureSupport
import Foundation
import Testing

@testable import Relational

@Suite("Files that cannot be opened")
struct BadFileTests {
  private func failure(_ path: String, manifest: Manifest? = nil) -> DatabaseError? {
    do throws(DatabaseError) {
      _ = try Database.open(at: path, manifest: manifest)
      return nil
    } catch {
      return error
    }
  }

  @Test("a missing file, with what to do")
  func missing() {
    #expect(failure("/nowhere/x.sqlite") == .missing(path: "/nowhere/x.sqlite"))
    #expect(failure("/nowhere/x.sqlite")?.description.contains("relzero demo") == true)
    #expect(failure("") != nil)
  }

  @Test("an empty file")
  func empty() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "x.sqlite")
    #expect(failure(folder.file("x.sqlite")) == .empty(path: folder.file("x.sqlite")))
  }

  @Test("a file cut off in the middle, with both sizes")
  func truncated() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database(
      """
      CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000)
      INSERT INTO t SELECT 'some text of some length ' || i FROM n;
      """)
    let bytes = try #require(FileManager.default.contents(atPath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
    #expect(
      failure(path) == .truncated(path: path, bytes: bytes.count / 2, expected: bytes.count))
    try bytes.prefix(60).write(to: URL(fileURLWithPath: path))
    #expect(failure(path) == .truncated(path: path, bytes: 60, expected: 100))
  }

  @Test("a file whose pages are overwritten")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database(
      """
      CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000)
      INSERT INTO t SELECT 'some text of some length ' || i FROM n;
      """)
    var bytes = try #require(FileManager.default.contents(atPath: path))
    for place in 4096..<bytes.count { bytes[place] = 0xAB }
    try bytes.write(to: URL(fileURLWithPath: path))
    guard case .damaged(path, "t", _) = failure(path) else {
      Issue.record("\(String(describing: failure(path)))")
      return
    }
    // The catalog's own page.
    for place in 100..<4096 { bytes[place] = 0xCD }
    try bytes.write(to: URL(fileURLWithPath: path))
    guard case .damaged(path, nil, _) = failure(path) else {
      Issue.record("\(String(describing: failure(path)))")
      return
    }
  }

  @Test("a text file, and an encrypted one")
  func notSQLite() throws {
    let folder = try TemporaryFolder()
    try folder.write("id,name\n1,one\n", to: "x.csv")
    #expect(
      failure(folder.file("x.csv"))
        == .notSQLite(
          path: folder.file("x.csv"), firstBytes: "the bytes 69 64 2c 6e 61 6d 65 0a",
          looksEncrypted: false))
    // What a cipher leaves: bytes without a pattern, in whole pages.
    var state: UInt64 = 1
    let noise = Data(
      (0..<8192).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
      })
    try noise.write(to: URL(fileURLWithPath: folder.file("x.db")))
    guard case .notSQLite(_, _, looksEncrypted: true) = failure(folder.file("x.db")) else {
      Issue.record("\(String(describing: failure(folder.file("x.db"))))")
      return
    }
  }

  @Test("a folder without or with several databases; one is opened")
  func folders() throws {
    let folder = try TemporaryFolder()
    #expect(failure(folder.path) == .folder(path: folder.path, databases: []))
    _ = try folder.database("a.sqlite", "CREATE TABLE t(id INTEGER PRIMARY KEY)")
    #expect(try Database.open(at: folder.path).name == "a")
    _ = try folder.database("b.db", "CREATE TABLE t(id INTEGER PRIMARY KEY)")
    #expect(failure(folder.path) == .folder(path: folder.path, databases: ["a.sqlite", "b.db"]))
  }

  @Test("a pipe, which would be waited on for ever")
  func pipe() throws {
    let folder = try TemporaryFolder()
    try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
    #expect(failure(folder.file("pipe")) == .notAFile(path: folder.file("pipe")))
  }

  @Test("no permission", .enabled(if: geteuid() != 0, "root may read everything"))
  func permission() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database("CREATE TABLE t(id INTEGER PRIMARY KEY)")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    #expect(failure(path) == .noPermission(path: path))
  }

  @Test("a view without end is left out, with its reason")
  func endlessView() throws {
    let path = try TemporaryFolder().database(
      """
      CREATE TABLE t(id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1);
      CREATE VIEW endless AS
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
      """)
    var warnings: [SchemaWarning] = []
    let tables = try SQLiteReader(path: path, viewRowLimit: 100).read(manifest: nil, &warnings)
    #expect(tables.map(\.name) == ["t"])
    #expect(
      warnings.map(\.message) == [
        "view endless cannot be read and is left out: endless has more than 100 rows, the most that "
          + "fit. Open a copy with fewer rows."
      ])
  }

  @Test("a database without tables")
  func noTables() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database("CREATE TABLE t(a); DROP TABLE t")
    #expect(failure(path) == .noTables(path: path))
  }

  @Test("a file that another program holds locked")
  func locked() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database("CREATE TABLE t(id INTEGER PRIMARY KEY)")
    let other = try OtherProgram(path)
    try other.execute("BEGIN EXCLUSIVE")
    guard case .locked(path, _) = failure(path) else {
      Issue.record("\(String(describing: failure(path)))")
      return
    }
    try other.execute("COMMIT")
    #expect(failure(path) == nil)
    try other.close()
  }

  @Test("a manifest that names what is not there")
  func manifest() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database(
      "CREATE TABLE a(id INTEGER PRIMARY KEY, t TEXT); INSERT INTO a VALUES (1, 'soon')")
    func failure(_ name: String, _ table: TableManifest) -> DatabaseError? {
      self.failure(path, manifest: Manifest(tables: [name: table]))
    }
    #expect(
      failure("b", TableManifest())
        == .manifestUnknownTable(table: "b", role: "under tables", tables: ["a"]))
    #expect(
      failure("a", TableManifest(primaryKey: ["key"]))
        == .manifestUnknownColumn(table: "a", column: "key", role: "pkey", columns: ["id", "t"]))
    #expect(
      failure("a", TableManifest(primaryKey: ["id"], timeColumn: "when"))
        == .manifestUnknownColumn(
          table: "a", column: "when", role: "time_col", columns: ["id", "t"]))
    #expect(
      failure("a", TableManifest(primaryKey: ["id"], timeColumn: "t"))
        == .notATime(table: "a", column: "t", failures: 1, values: 1, first: "soon"))
    let unknownParent = ForeignKeyManifest(columns: ["t"], parentTable: "c")
    #expect(
      failure("a", TableManifest(foreignKeys: [unknownParent]))
        == .manifestUnknownTable(table: "c", role: "parent of a.t", tables: ["a"]))
    let unfit = ForeignKeyManifest(columns: ["id", "t"], parentTable: "a")
    guard
      case .manifestWrongKey = failure("a", TableManifest(primaryKey: ["id"], foreignKeys: [unfit]))
    else {
      Issue.record("a key of two columns was taken for one of one")
      return
    }
  }
}
