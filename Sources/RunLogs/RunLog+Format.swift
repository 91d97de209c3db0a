import Foundation
import GRDB

/// The tables, and how the file is opened.
extension RunLog {
  /// `PRAGMA user_version` of the files this program writes.
  static let version = 1
  /// `PRAGMA application_id`: "RZLG".
  static let application = 0x525A_4C47

  /// Times are seconds since 1970. A seed is the 64 bits as a signed number. A NULL value of a
  /// metric is NaN, for which SQLite has no other word. Rows of `metrics` are numbered without
  /// reuse, so that a follower can ask for those after the last it saw.
  static let tables = """
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      model TEXT NOT NULL, task TEXT NOT NULL,
      database TEXT NOT NULL, database_path TEXT NOT NULL, fingerprint TEXT NOT NULL,
      seed INTEGER NOT NULL, history TEXT NOT NULL, code_version TEXT NOT NULL,
      threads INTEGER NOT NULL,
      metric TEXT NOT NULL, metric_split TEXT NOT NULL, higher_is_better INTEGER NOT NULL,
      planned_steps INTEGER, planned_epochs INTEGER,
      status TEXT NOT NULL, message TEXT NOT NULL DEFAULT '',
      created REAL NOT NULL, started REAL, ended REAL,
      active_seconds REAL NOT NULL DEFAULT 0, active_since REAL,
      step INTEGER NOT NULL DEFAULT 0, epoch INTEGER NOT NULL DEFAULT 0,
      last REAL, best REAL, best_step INTEGER, best_epoch INTEGER,
      curve TEXT NOT NULL DEFAULT '',
      note TEXT NOT NULL DEFAULT '', trashed REAL, revision INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE configuration (
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, key TEXT NOT NULL,
      value TEXT NOT NULL, PRIMARY KEY (run, key)
    ) WITHOUT ROWID;
    CREATE TABLE baselines (
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, name TEXT NOT NULL,
      value REAL, PRIMARY KEY (run, name)
    ) WITHOUT ROWID;
    CREATE TABLE metrics (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      step INTEGER NOT NULL, epoch INTEGER NOT NULL, split TEXT NOT NULL, name TEXT NOT NULL,
      value REAL, wall_time REAL NOT NULL
    );
    CREATE INDEX metrics_of_run ON metrics (run);
    CREATE INDEX metrics_of_curve ON metrics (run, split, name, step);
    CREATE TABLE results (
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, split TEXT NOT NULL,
      name TEXT NOT NULL, value REAL, PRIMARY KEY (run, split, name)
    ) WITHOUT ROWID;
    CREATE TABLE events (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, time REAL NOT NULL,
      kind TEXT NOT NULL, message TEXT NOT NULL
    );
    CREATE INDEX events_of_run ON events (run);
    CREATE TABLE checkpoints (
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, step INTEGER NOT NULL,
      epoch INTEGER NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL,
      time REAL NOT NULL, PRIMARY KEY (run, kind, step)
    ) WITHOUT ROWID;
    CREATE TABLE artifacts (
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, name TEXT NOT NULL,
      kind TEXT NOT NULL, path TEXT NOT NULL, time REAL NOT NULL, PRIMARY KEY (run, name)
    ) WITHOUT ROWID;
    CREATE TABLE tags (
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, tag TEXT NOT NULL,
      PRIMARY KEY (run, tag)
    ) WITHOUT ROWID;
    CREATE TABLE control (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, verb TEXT NOT NULL,
      asked REAL NOT NULL, acknowledged REAL
    );
    CREATE INDEX control_of_run ON control (run);
    CREATE TABLE heartbeat (
      run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE, pid INTEGER NOT NULL,
      started TEXT NOT NULL, host TEXT NOT NULL, seen REAL NOT NULL
    );
    """

  /// What came after version 1 and disturbs no program that knows only that. A file that is open for
  /// reading alone may be without it.
  static let additions = """
    CREATE TABLE IF NOT EXISTS names (
      run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE, name TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS changes (run INTEGER PRIMARY KEY, number INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS changes_by_number ON changes (number);
    """ + triggers

  /// Number what changes a run's summary, whoever writes it: who has read the list reads again only those
  /// with a higher number. No number is used twice, and nothing conflicts: an `OR IGNORE` of the statement
  /// outside would hold inside.
  private static var triggers: String {
    let columns =
      [("runs", "id")]
      + [
        "configuration", "baselines", "results", "tags", "names", "heartbeat",
      ].map { ($0, "run") }
    return columns.flatMap { table, column in
      [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")].map { act, row in
        """

        CREATE TRIGGER IF NOT EXISTS \(table)_\(act.lowercased())_changes AFTER \(act) ON \(table) BEGIN
          UPDATE changes SET number = (SELECT MAX(number) + 1 FROM changes)
            WHERE run = \(row).\(column);
          INSERT INTO changes
            SELECT \(row).\(column), (SELECT COALESCE(MAX(number), 0) + 1 FROM changes)
            WHERE NOT EXISTS (SELECT 1 FROM changes WHERE run = \(row).\(column));
        END;
        """
      }
    }.joined()
  }

  static func open(_ path: String) throws(RunLogError) -> DatabasePool {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.label = "run log"
    let deadline = Date().addingTimeInterval(patience)
    while true {
      do {
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.write { try prepare($0, path: path) }
        return pool
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        // Turning WAL on does not wait for its lock as other statements do, so that two processes
        // that open a new log at once collide here.
        guard Date() < deadline else { throw .busy(path: path, seconds: patience) }
        Thread.sleep(forTimeInterval: 0.02)
      } catch {
        throw RunLogError(error, asked: "open", path: path)
      }
    }
  }

  private static func prepare(_ database: Database, path: String) throws {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let isEmpty = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_schema") == 0
    if isEmpty && application == 0 {
      try database.execute(sql: tables)
      try database.execute(sql: "PRAGMA application_id = \(Self.application)")
      try database.execute(sql: "PRAGMA user_version = \(version)")
    } else {
      try check(database, path: path)
    }
    if try !database.tableExists("names") || !database.tableExists("changes") {
      try database.execute(sql: additions)
    }
  }

  static func check(_ database: Database, path: String) throws {
    guard try Int.fetchOne(database, sql: "PRAGMA application_id") == application else {
      throw RunLogError.notALog(path: path, reason: "it holds other tables")
    }
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard found <= version else {
      throw RunLogError.newer(path: path, version: found, known: version)
    }
  }

  /// A read-only folder lets nobody make the files that a reader of a WAL database shares with its
  /// writers; but then nobody writes either, and SQLite may be told that the file does not change.
  static func openForReading(_ path: String) throws(RunLogError) -> any DatabaseReader {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(patience)
    do {
      do {
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.read { try check($0, path: path) }
        return pool
      } catch let error as DatabaseError
        where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
      {
        let folder = (path as NSString).deletingLastPathComponent
        guard FileManager.default.isReadableFile(atPath: path),
          !FileManager.default.isWritableFile(atPath: folder)
        else { throw error }
        var allowed = CharacterSet.urlPathAllowed
        allowed.remove(charactersIn: "?#%")
        let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
        let queue = try DatabaseQueue(
          path: "file:\(escaped)?immutable=1", configuration: configuration)
        try queue.read { try check($0, path: path) }
        return queue
      }
    } catch {
      throw RunLogError(error, asked: "open", path: path)
    }
  }
}
