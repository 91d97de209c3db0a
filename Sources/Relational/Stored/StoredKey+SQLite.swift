import GRDBSQLite
import Inspection

extension StoredKey.Part {
  /// A value of the row that a statement stands on, byte for byte; nil for NULL.
  init?(_ row: OpaquePointer, _ index: Int32) {
    /// The pointer first, then the count: the other way round may convert twice.
    func bytes(_ start: UnsafeRawPointer?) -> [UInt8] {
      let count = Int(sqlite3_column_bytes(row, index))
      return Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
    switch sqlite3_column_type(row, index) {
    case SQLITE_INTEGER: self = .integer(sqlite3_column_int64(row, index))
    case SQLITE_FLOAT: self = .real(sqlite3_column_double(row, index))
    case SQLITE_TEXT: self = .text(bytes(sqlite3_column_text(row, index)))
    case SQLITE_BLOB: self = .blob(bytes(sqlite3_column_blob(row, index)))
    default: return nil
    }
  }

  /// Gives the value to a parameter of a statement, which takes a copy.
  func bind(to index: Int32, of statement: OpaquePointer) {
    // SQLITE_TRANSIENT, a macro that Swift does not see.
    let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch self {
    case .integer(let value): sqlite3_bind_int64(statement, index, value)
    case .real(let value): sqlite3_bind_double(statement, index, value)
    case .text(let bytes):
      bytes.withUnsafeBytes { bytes in
        // Without an address it would bind NULL.
        let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
        _ = sqlite3_bind_text(
          statement, index, start?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), copying)
      }
    case .blob(let bytes):
      if bytes.isEmpty {
        sqlite3_bind_zeroblob(statement, index, 0)
      } else {
        bytes.withUnsafeBytes { bytes in
          _ = sqlite3_bind_blob(
            statement, index, bytes.baseAddress, Int32(bytes.count), copying)
        }
      }
    }
  }
}
