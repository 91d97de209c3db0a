import Foundation
import GRDB
import GRDBSQLite

/// A SQLite file opened for one reading, without leaving a trace beside it.
///
/// | file | how it is read |
/// |---|---|
/// | rollback journal (the usual) | read-only, in one transaction |
/// | WAL mode, a `-wal` beside it | read-only, in one transaction: a writer may go on writing |
/// | WAL mode, no `-wal`: nobody has it open | immutable; a change meanwhile is noticed and read again |
/// | crashed writer, or a WAL where SQLite cannot make its index | from a private copy |
struct SQLiteFile {
  let path: String
  /// How long to wait for another program's lock.
  var patience = 2.0
  /// Whether a file that cannot be read as it is may be copied: not for a look at a few rows.
  var mayCopy = true

  /// Runs `body` on a connection inside one read transaction.
  func read<Value>(_ body: (GRDB.Database) throws -> Value) throws(DatabaseError) -> Value {
    let header = try SQLiteHeader(path: path)
    if header.isWAL, !exists("-wal") {
      let before = stamp
      let outcome = Result { try open(immutable: true, body) }
      if stamp == before, !exists("-wal") {
        switch outcome {
        case .success(let value): return value
        case .failure(let error as DatabaseError): throw error
        // An SQLite built without URIs: the ordinary way works as well.
        case .failure: break
        }
      }
    }
    do {
      return try translating { try open(immutable: false, body) }
    } catch let error where Self.needsCopy(error) {
      guard mayCopy else { throw .onlyFromCopy(path: path) }
      return try readCopy(body, after: error)
    }
  }

  private func exists(_ suffix: String) -> Bool {
    FileManager.default.fileExists(atPath: path + suffix)
  }

  /// Size and time of last change, to notice that a file read as immutable was not.
  private var stamp: [Int] {
    var info = stat()
    guard stat(path, &info) == 0 else { return [] }
    return [Int(info.st_size), info.st_mtim.tv_sec, info.st_mtim.tv_nsec]
  }

  private func open<Value>(
    immutable: Bool, _ body: (GRDB.Database) throws -> Value
  ) throws -> Value {
    var name = path
    if immutable {
      // `?` and `#` would end the path of a URI, `%` starts an escape.
      var allowed = CharacterSet.urlPathAllowed
      allowed.remove(charactersIn: "?#%;")
      name = "file:" + (path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path)
      name += "?immutable=1"
    }
    let queue = try DatabaseQueue(path: name, configuration: configuration(isReadOnly: true))
    defer { try? queue.close() }
    return try queue.read(body)
  }

  private func configuration(isReadOnly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(patience)
    // Old views quote their strings with "…".
    configuration.acceptsDoubleQuotedStringLiterals = true
    configuration.prepareDatabase { database in
      // A stranger's views must not reach functions with side effects.
      try database.execute(sql: "PRAGMA trusted_schema = OFF")
    }
    return configuration
  }

  /// SQLite refuses to recover a crashed writer's journal, or to index a WAL, where it may not write.
  private static func needsCopy(_ error: DatabaseError) -> Bool {
    guard case .sqlite(_, _, let detail) = error else { return false }
    return detail.hasPrefix("cannot open") || detail.hasPrefix("read-only")
  }

  /// Copies the file and its journals to a temporary folder and reads the copy, recovering it there.
  private func readCopy<Value>(
    _ body: (GRDB.Database) throws -> Value, after error: DatabaseError
  ) throws(DatabaseError) -> Value {
    let folder = NSTemporaryDirectory() + "relzero-" + UUID().uuidString
    let copy = folder + "/copy.sqlite"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for suffix in ["", "-wal", "-journal"] where suffix.isEmpty || exists(suffix) {
        try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o600], ofItemAtPath: copy + suffix)
      }
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw .sqlite(
        path: path, table: nil,
        detail: "it can only be read from a copy, and copying failed: "
          + error.localizedDescription)
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try translating {
      let queue = try DatabaseQueue(path: copy, configuration: configuration(isReadOnly: false))
      defer { try? queue.close() }
      return try queue.read(body)
    }
  }

  /// Turns SQLite's result codes into what a person can act on.
  private func translating<Value>(_ body: () throws -> Value) throws(DatabaseError) -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw error
    } catch let error as GRDB.DatabaseError {
      throw translate(error, table: nil)
    } catch {
      throw .sqlite(path: path, table: nil, detail: "\(error)")
    }
  }

  func translate(_ error: GRDB.DatabaseError, table: String?) -> DatabaseError {
    let message = error.message ?? error.resultCode.description
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return .locked(path: path, waitedSeconds: patience)
    case .SQLITE_NOTADB:
      return .notSQLite(path: path, firstBytes: "a damaged header", looksEncrypted: false)
    case .SQLITE_CORRUPT:
      return .damaged(path: path, table: table, detail: message)
    case .SQLITE_CANTOPEN:
      return .sqlite(path: path, table: table, detail: "cannot open: \(message)")
    case .SQLITE_READONLY:
      return .sqlite(path: path, table: table, detail: "read-only: \(message)")
    case .SQLITE_IOERR:
      return .sqlite(path: path, table: table, detail: "reading failed: \(message)")
    default:
      return .sqlite(path: path, table: table, detail: message)
    }
  }
}
