import FixtureSupport
import Foundation
import Relational
import Testing

@Suite("Reading without a trace")
struct ReadOnlyTests {
  private static let wal = """
    PRAGMA journal_mode = WAL; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);
    INSERT INTO t VALUES (1, 'one');
    """

  private func makeWAL(_ folder: TemporaryFolder) throws -> String {
    let path = folder.file("w.sqlite")
    let writer = try OtherProgram(path)
    try writer.execute(Self.wal)
    try writer.close()
    return path
  }

  @Test("leaves no file beside a database in WAL mode")
  func noTrace() throws {
    let folder = try TemporaryFolder()
    let path = try makeWAL(folder)
    try #require(try folder.contents == ["w.sqlite"])
    let before = FileManager.default.contents(atPath: path)
    #expect(try Database.open(at: path).rowCount == 1)
    #expect(try folder.contents == ["w.sqlite"])
    #expect(FileManager.default.contents(atPath: path) == before)
  }

  @Test("sees what a writer has committed to the WAL, and not what it has not")
  func whileWriting() throws {
    let folder = try TemporaryFolder()
    let path = try makeWAL(folder)
    let writer = try OtherProgram(path)
    try writer.execute("INSERT INTO t VALUES (2, 'two')")
    try writer.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (3, 'three')")
    #expect(try Database.open(at: path).rowCount == 2)
    try writer.execute("COMMIT")
    #expect(try Database.open(at: path).rowCount == 3)
    try writer.close()
  }

  @Test("sees an older state while a writer holds a rollback journal")
  func rollbackJournal() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database(
      "CREATE TABLE t(id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)")
    let writer = try OtherProgram(path)
    try writer.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)")
    #expect(try Database.open(at: path).rowCount == 1)
    try writer.execute("COMMIT")
    try writer.close()
    #expect(try Database.open(at: path).rowCount == 2)
  }

  @Test("reads a WAL that a crashed writer left behind, from a copy where needed")
  func crashedWriter() throws {
    let folder = try TemporaryFolder()
    let path = try makeWAL(folder)
    let writer = try OtherProgram(path)
    try writer.execute("INSERT INTO t VALUES (2, 'two')")
    // As a crash leaves it: the database and its WAL, without the index.
    let left = folder.file("left.sqlite")
    try FileManager.default.copyItem(atPath: path, toPath: left)
    try FileManager.default.copyItem(atPath: path + "-wal", toPath: left + "-wal")
    try writer.close()
    #expect(try Database.open(at: left).rowCount == 2)
  }

  @Test("rolls a crashed writer's journal back in a copy, not in the file")
  func hotJournal() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database(
      """
      CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000)
      INSERT INTO t SELECT i, 'a text that fills the pages of the file' FROM n;
      """)
    let writer = try OtherProgram(path)
    // A cache of one page forces the changed pages into the file before the commit.
    try writer.execute("PRAGMA cache_size = 1; PRAGMA synchronous = FULL")
    try writer.execute("BEGIN IMMEDIATE; UPDATE t SET v = 'changed, never committed'")
    let left = folder.file("left.sqlite")
    try FileManager.default.copyItem(atPath: path, toPath: left)
    try FileManager.default.copyItem(atPath: path + "-journal", toPath: left + "-journal")
    try writer.execute("ROLLBACK")
    try writer.close()
    let before = FileManager.default.contents(atPath: left)
    let table = try Database.open(at: left).tables[0]
    #expect(table.rowCount == 3000)
    #expect(
      (0..<3000).allSatisfy { table.cell(row: $0, column: 1) != .text("changed, never committed") })
    #expect(FileManager.default.contents(atPath: left) == before)
  }

  @Test(
    "names with signs that mean something in a URI", arguments: ["a?b", "a#b", "50%25 é", "file:x"])
  func oddNames(name: String) throws {
    let folder = try TemporaryFolder()
    let plain = try makeWAL(folder)
    let odd = folder.file(name + ".sqlite")
    try FileManager.default.moveItem(atPath: plain, toPath: odd)
    #expect(try Database.open(at: odd).rowCount == 1)
    #expect(try folder.contents == [name + ".sqlite"])
  }

  @Test(
    "WAL in a folder that may not be written",
    .enabled(if: geteuid() != 0, "root may write everywhere"))
  func readOnlyFolder() throws {
    let folder = try TemporaryFolder()
    let path = try makeWAL(folder)
    let writer = try OtherProgram(path)
    try writer.execute("INSERT INTO t VALUES (2, 'two')")
    let left = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: path, toPath: left.file("w.sqlite"))
    try FileManager.default.copyItem(atPath: path + "-wal", toPath: left.file("w.sqlite-wal"))
    try writer.close()
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: left.path)
    #expect(try Database.open(at: path).rowCount == 2)
    #expect(try Database.open(at: left.file("w.sqlite")).rowCount == 2)
  }
}
