import Foundation

/// The one place of a SQLite file that depends on the library that wrote it.
enum SQLiteHeader {
  /// Writes a fixed number over the library's version, which is only for information.
  ///
  /// - Source: "Database File Format" of sqlite.org, §1.3: bytes 96–99, `SQLITE_VERSION_NUMBER`.
  static func hideLibraryVersion(of file: URL) throws {
    let handle = try FileHandle(forUpdating: file)
    defer { try? handle.close() }
    try handle.seek(toOffset: 96)
    // 3040000, big-endian: 3.40.0.
    try handle.write(contentsOf: Data([0x00, 0x2E, 0x63, 0x00]))
  }
}
