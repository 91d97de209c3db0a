/// Why a database or its manifest could not be opened: what was asked, what was found, what to do.
public enum DatabaseError: Error, Equatable, Sendable, CustomStringConvertible {
  case missing(path: String)
  case folder(path: String, databases: [String])
  case notAFile(path: String)
  case noPermission(path: String)
  case empty(path: String)
  case truncated(path: String, bytes: Int, expected: Int)
  case notSQLite(path: String, firstBytes: String, looksEncrypted: Bool)
  case damaged(path: String, table: String?, detail: String)
  case locked(path: String, waitedSeconds: Double)
  case stopped(path: String)
  case noTables(path: String)
  case tooManyRows(table: String, limit: Int)
  case unknownTable(String)
  case notInPages(table: String)
  case onlyFromCopy(path: String)
  case sqlite(path: String, table: String?, detail: String)
  case manifestMissing(path: String)
  case manifestUnreadable(path: String, detail: String)
  case manifestUnwritable(path: String, detail: String)
  case manifestUnknownTable(table: String, role: String, tables: [String])
  case manifestUnknownColumn(table: String, column: String, role: String, columns: [String])
  case manifestWrongKey(table: String, key: String, detail: String)
  case notATime(table: String, column: String, failures: Int, values: Int, first: String)
  case editUnknownTable(String, tables: [String])
  case editUnknownColumn(table: String, column: String, columns: [String])
  case editsKey(table: String, column: String)
  case editNotOfType(table: String, column: String, value: String, storage: String)

  public var description: String {
    switch self {
    case .editUnknownTable(let table, let tables):
      "what if: there is no table \"\(table)\"; the database has \(Self.list(tables))."
    case .editUnknownColumn(let table, let column, let columns):
      "what if: \(table) has no column \"\(column)\"; it has \(Self.list(columns))."
    case .editsKey(let table, let column):
      "what if: \(table).\(column) is the key, which says which row is meant. Change another column."
    case .editNotOfType(let table, let column, let value, let storage):
      "what if: \(table).\(column) holds \(storage) values; \"\(value)\" is none. "
        + "Type such a value, or NULL."
    case .missing(let path):
      "\(path): there is no such file. Give the path of a SQLite database, or run `relzero demo`."
    case .folder(let path, let databases):
      databases.isEmpty
        ? "\(path) is a folder without a SQLite file (*.sqlite, *.sqlite3, *.db). "
          + "Give the path of a database file."
        : "\(path) is a folder with \(databases.count) SQLite files "
          + "(\(Self.list(databases))). Give the path of one of them."
    case .notAFile(let path):
      "\(path) is neither a file nor a folder (a device, pipe or socket). "
        + "Give the path of a SQLite database file."
    case .noPermission(let path):
      "\(path): no permission to read it. Make it readable (chmod +r) or run as its owner."
    case .empty(let path):
      "\(path) is empty (0 bytes), so it is no database yet. Check where it was copied from."
    case .truncated(let path, let bytes, let expected):
      "\(path) is cut off: its header says \(expected) bytes, the file has \(bytes). "
        + "Copy it again from its source."
    case .notSQLite(let path, let firstBytes, let looksEncrypted):
      looksEncrypted
        ? "\(path) is not a plain SQLite file (it starts with \(firstBytes)); its bytes look "
          + "encrypted. Decrypt it first, for example with SQLCipher's sqlcipher_export."
        : "\(path) is not a SQLite file: it starts with \(firstBytes), "
          + "not with \"SQLite format 3\". Give a SQLite database."
    case .damaged(let path, let table, let detail):
      "\(path)\(Self.inTable(table)): SQLite finds it damaged (\(detail)). "
        + "Try `sqlite3 FILE .recover`, or copy it again from its source."
    case .locked(let path, let seconds):
      "\(path) is locked by another program (waited \(seconds) s). "
        + "Wait until it is done, close it, or open a copy."
    case .stopped(let path): "\(path): reading it was cut short."
    case .noTables(let path):
      "\(path) is a SQLite database without any table or view. "
        + "Is it the right file? `sqlite3 FILE .tables` lists what it has."
    case .unknownTable(let table): "there is no table \"\(table)\" in this database."
    case .notInPages(let table):
      "\(table) has no key to page by, as a view has none: its rows come when all are read."
    case .onlyFromCopy(let path):
      "\(path) can only be read from a copy of it: its rows come when all are read."
    case .tooManyRows(let table, let limit):
      "\(table) has more than \(limit) rows, the most that fit. Open a copy with fewer rows."
    case .sqlite(let path, let table, let detail):
      "\(path)\(Self.inTable(table)): SQLite says: \(detail)"
    case .manifestMissing(let path):
      "\(path): there is no such manifest. Leave it out to have keys and times inferred."
    case .manifestUnreadable(let path, let detail):
      "\(path) is not a usable manifest: \(detail)"
    case .manifestUnwritable(let path, let detail):
      "\(path): the manifest could not be written: \(detail)"
    case .manifestUnknownTable(let table, let role, let tables):
      "the manifest names table \"\(table)\" (\(role)), but the database has only "
        + "\(Self.list(tables)). Correct the name in manifest.yaml or remove it."
    case .manifestUnknownColumn(let table, let column, let role, let columns):
      "the manifest names column \"\(column)\" as \(role) of table \"\(table)\", which has only "
        + "\(Self.list(columns)). Correct the name in manifest.yaml or remove it."
    case .manifestWrongKey(let table, let key, let detail):
      "the manifest's foreign key \"\(key)\" of table \"\(table)\" does not work: \(detail). "
        + "Correct it in manifest.yaml or remove it."
    case .notATime(let table, let column, let failures, let values, let first):
      "the manifest names \(table).\(column) as time column, but \(failures) of \(values) values "
        + "are not times (first: \"\(first)\"). Times are ISO dates, unix seconds, milliseconds or "
        + "years; correct the values, or name another column in manifest.yaml."
    }
  }

  private static func inTable(_ table: String?) -> String {
    table.map { ", table \($0)" } ?? ""
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).joined(separator: ", ")
    return names.count > 12 ? shown + ", … (\(names.count) in all)" : shown
  }
}
