import Foundation

/// The first hundred bytes of a SQLite file: enough to say what is wrong with a file that is none.
/// - Source: <https://www.sqlite.org/fileformat2.html#the_database_header>
struct SQLiteHeader {
  let isWAL: Bool

  init(path: String) throws(DatabaseError) {
    var info = stat()
    guard stat(path, &info) == 0 else {
      if errno == EACCES { throw .noPermission(path: path) }
      throw .missing(path: path)
    }
    guard info.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    let size = Int(info.st_size)
    guard let bytes = Self.firstBytes(of: path) else { throw .noPermission(path: path) }
    guard size > 0 else { throw .empty(path: path) }
    guard bytes.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw .notSQLite(
        path: path, firstBytes: Self.shown(bytes), looksEncrypted: Self.looksRandom(bytes, size))
    }
    guard bytes.count >= 100 else { throw .truncated(path: path, bytes: size, expected: 100) }
    isWAL = bytes[19] == 2

    // Bytes 92–95 repeat the change counter at 24–27 when the page count at 28–31 can be believed.
    let stored = Self.word(bytes, 16) >> 16
    let pageSize = stored == 1 ? 65_536 : stored
    let pages = Self.word(bytes, 28)
    let isCounted = Self.word(bytes, 24) == Self.word(bytes, 92)
    let hasJournal =
      FileManager.default.fileExists(atPath: path + "-wal")
      || FileManager.default.fileExists(atPath: path + "-journal")
    if isCounted, !hasJournal, pages * pageSize > size {
      throw .truncated(path: path, bytes: size, expected: pages * pageSize)
    }
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> Int {
    bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func firstBytes(of path: String) -> [UInt8]? {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: 4096) else { return [] }
    return Array(data)
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    let front = bytes.prefix(16)
    if front.allSatisfy({ (0x20..<0x7F).contains($0) }) {
      return "\"" + String(decoding: front, as: UTF8.self) + "\""
    }
    return "the bytes "
      + front.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  /// Whole pages of bytes that use nearly all 256 values evenly: SQLCipher's and other ciphers' files.
  private static func looksRandom(_ bytes: [UInt8], _ size: Int) -> Bool {
    guard size % 512 == 0, bytes.count >= 512 else { return false }
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let expected = Double(bytes.count) / 256
    let chiSquare = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    // 255 degrees of freedom: 400 is far beyond what random bytes reach.
    return chiSquare / expected < 400
  }
}
