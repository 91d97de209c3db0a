/// Rows and columns of a terminal.
public struct Size: Equatable, Hashable, Sendable {
  public var columns: Int
  public var rows: Int
  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }
}

/// A part of the screen. Rows count down from the top, columns from the left, both from 0.
public struct Rect: Equatable, Hashable, Sendable {
  public var row: Int
  public var column: Int
  public var rows: Int
  public var columns: Int

  public init(row: Int, column: Int, rows: Int, columns: Int) {
    self.row = row
    self.column = column
    self.rows = max(0, rows)
    self.columns = max(0, columns)
  }

  public var endRow: Int { row + rows }
  public var endColumn: Int { column + columns }
  public var isEmpty: Bool { rows == 0 || columns == 0 }

  public func contains(row: Int, column: Int) -> Bool {
    row >= self.row && row < endRow && column >= self.column && column < endColumn
  }

  /// The rectangle inside a border.
  public var inside: Rect { inset(rows: 1, columns: 1) }

  public func inset(rows dy: Int, columns dx: Int) -> Rect {
    Rect(row: row + dy, column: column + dx, rows: rows - 2 * dy, columns: columns - 2 * dx)
  }

  /// The top `count` rows (fewer where there are fewer) and the rest.
  public func split(top count: Int) -> (Rect, Rect) {
    let taken = min(max(0, count), rows)
    return (
      Rect(row: row, column: column, rows: taken, columns: columns),
      Rect(row: row + taken, column: column, rows: rows - taken, columns: columns)
    )
  }

  /// All but the bottom `count` rows, and those.
  public func split(bottom count: Int) -> (Rect, Rect) { split(top: max(0, rows - count)) }

  /// The left `count` columns (fewer where there are fewer) and the rest.
  public func split(left count: Int) -> (Rect, Rect) {
    let taken = min(max(0, count), columns)
    return (
      Rect(row: row, column: column, rows: rows, columns: taken),
      Rect(row: row, column: column + taken, rows: rows, columns: columns - taken)
    )
  }

  /// All but the right `count` columns, and those.
  public func split(right count: Int) -> (Rect, Rect) { split(left: max(0, columns - count)) }
}
