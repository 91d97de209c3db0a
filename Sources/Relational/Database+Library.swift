import GRDBSQLite

extension Database {
  /// The version of the SQLite library that reads databases: `3.40.1`.
  public static var libraryVersion: String { String(cString: sqlite3_libversion()) }
}
