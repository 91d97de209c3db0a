import GRDB
import Inspection

/// Rows of a database as they lie in its file: pages of a table to look at before the file is read.
///
/// A page is found by key from the rows shown before it, never by counting, so that it costs the same
/// wherever it lies and however many rows there are; and no row is passed over or met twice. Every page
/// is a short reading of its own: it holds up no writer and sees what was last committed.
public struct StoredRows: Sendable {
  private let path: String

  /// - Parameter path: as for ``Database/open(at:manifest:watching:)``
  public init(path: String) { self.path = path }

  /// A page in the order of the row numbers, or of the primary key in a table without them: the order
  /// in which ``Database`` has the rows. Cells are as they are stored: what a column holds, times among
  /// it, is known when all of it is read.
  ///
  /// - Parameters:
  ///   - limit: rows of a page, at least 1. Fewer come only if the table has no more.
  ///   - place: the page that begins at a place, moved up where the table ends before it is full.
  /// - Throws: what is wrong with the file; `unknownTable`; `notInPages` for a view.
  /// - Complexity: O(limit + distance to the stretch + logarithm of the rows)
  public func page(
    of name: String, limit: Int, at place: StoredPlace
  ) throws(DatabaseError) -> RowPageSummary {
    var file = SQLiteFile(path: try DatabaseLocation(path).path)
    file.patience = 0.5
    file.mayCopy = false
    return try file.read { database in
      guard let table = try SQLiteCatalog.read(database, only: name).first else {
        throw DatabaseError.unknownTable(name)
      }
      guard !table.order.isEmpty else { throw DatabaseError.notInPages(table: name) }
      let reader = StoredTableReader(file: file, table: table, database: database)
      let pager = StoredPager(reader: reader, limit: max(1, limit))
      let found =
        switch place {
        case .first: try pager.first()
        case .last: try pager.last()
        case .at(let offset, let stretch): try pager.page(at: max(0, offset), near: stretch)
        }
      return reader.page(found)
    }
  }
}
