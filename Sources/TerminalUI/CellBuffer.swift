/// One place on the screen: a scalar with at most two marks on it, or the right half of a wide one.
public struct Cell: Equatable, Hashable, Sendable {
  public var scalar: UInt32
  public var mark: UInt32
  public var secondMark: UInt32
  /// 1, or 2 for the left half of a wide scalar, or 0 for its right half.
  public var width: UInt8
  public var style: Style

  public init(
    scalar: UInt32 = 0x20, mark: UInt32 = 0, secondMark: UInt32 = 0, width: UInt8 = 1,
    style: Style = .plain
  ) {
    self.scalar = scalar
    self.mark = mark
    self.secondMark = secondMark
    self.width = width
    self.style = style
  }

  public static let blank = Cell()
}

/// The screen as cells, drawn anew for each frame and compared with the last one.
///
/// Nothing outside the buffer is ever written; drawing past an edge is cut. A wide scalar always has
/// both halves or none.
public struct CellBuffer: Equatable, Sendable {
  public let size: Size
  public let glyphs: GlyphSet
  public private(set) var cells: [Cell]
  /// Where the terminal's cursor is shown; nil hides it.
  public var cursor: (row: Int, column: Int)? {
    get { cursorPlace.map { ($0.row, $0.column) } }
    set { cursorPlace = newValue.map { Place(row: $0.row, column: $0.column) } }
  }
  private var cursorPlace: Place?

  private struct Place: Equatable, Sendable {
    var row: Int
    var column: Int
  }

  public init(size: Size, glyphs: GlyphSet = .unicode) {
    self.size = size
    self.glyphs = glyphs
    cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  public var bounds: Rect { Rect(row: 0, column: 0, rows: size.rows, columns: size.columns) }

  public subscript(row: Int, column: Int) -> Cell {
    cells[row * size.columns + column]
  }

  /// Draws a text from a place to the right, at most `limit` columns wide.
  ///
  /// Control characters are drawn as `?` (escape text from outside before, to say what they were).
  /// Marks join the scalar before them; a wide scalar that does not fit is left out.
  /// - Returns: columns taken.
  @discardableResult
  public mutating func put(
    _ text: String, row: Int, column: Int, limit: Int = .max, style: Style = .plain
  ) -> Int {
    guard row >= 0, row < size.rows, limit > 0 else { return 0 }
    var at = column
    let end = limit > size.columns - min(column, size.columns) ? size.columns : column + limit
    var last: Int?
    for scalar in text.unicodeScalars {
      var value = scalar.value
      if value < 0x20 || (0x7F..<0xA0).contains(value) { value = 0x3F }
      if value < 0x300 {
        guard at < end else { break }
        if at >= 0 {
          if glyphs == .ascii && value > 0x7E {
            value = AsciiGlyphs.replacement(for: scalar)
          }
          set(Cell(scalar: value, style: style), row: row, column: at)
          last = at
        }
        at += 1
        continue
      }
      let width = CharacterWidth.columns(of: scalar)
      if width == 0 {
        if glyphs == .unicode, let last, !CharacterWidth.isInvisible(scalar) {
          join(value, row: row, column: last)
        }
        continue
      }
      guard at + width <= end else { break }
      defer { at += width }
      guard at >= 0 else { continue }
      if glyphs == .ascii {
        let stand = AsciiGlyphs.replacement(for: scalar)
        for place in at..<(at + width) {
          set(Cell(scalar: stand, style: style), row: row, column: place)
        }
      } else if (0x1F1E6...0x1F1FF).contains(value) {
        // Terminals disagree on the width of a flag; its two letters are certain.
        set(Cell(scalar: value - 0x1F1E6 + 0x41, style: style), row: row, column: at)
      } else {
        set(Cell(scalar: value, width: UInt8(width), style: style), row: row, column: at)
        if width == 2 { setRightHalf(row: row, column: at + 1, style: style) }
      }
      last = at
    }
    return max(0, at - column)
  }

  /// Fills a part with one character of width 1.
  public mutating func fill(_ part: Rect, with scalar: Unicode.Scalar = " ", style: Style = .plain)
  {
    let value = glyphs == .ascii ? AsciiGlyphs.replacement(for: scalar) : scalar.value
    for row in max(0, part.row)..<max(0, min(part.endRow, size.rows), part.row) {
      for column in max(0, part.column)..<max(0, min(part.endColumn, size.columns), part.column) {
        set(Cell(scalar: value, style: style), row: row, column: column)
      }
    }
  }

  /// Changes the style of a part and leaves its text.
  public mutating func restyle(_ part: Rect, _ change: (Style) -> Style) {
    for row in max(0, part.row)..<max(0, min(part.endRow, size.rows), part.row) {
      for column in max(0, part.column)..<max(0, min(part.endColumn, size.columns), part.column) {
        let place = row * size.columns + column
        cells[place].style = change(cells[place].style)
      }
    }
  }

  /// Changes the styles of the cells that hold a space alone.
  mutating func restyleBlanks(_ change: (Style) -> Style) {
    for place in cells.indices
    where cells[place].scalar == 0x20 && cells[place].mark == 0 && cells[place].style != .plain {
      cells[place].style = change(cells[place].style)
    }
  }

  private mutating func join(_ mark: UInt32, row: Int, column: Int) {
    let place = row * size.columns + column
    if cells[place].mark == 0 {
      cells[place].mark = mark
    } else if cells[place].secondMark == 0 {
      cells[place].secondMark = mark
    }
  }

  /// Writes one cell; the other half of a wide scalar that it cuts becomes a space.
  private mutating func set(_ cell: Cell, row: Int, column: Int) {
    guard column >= 0, column < size.columns, row >= 0, row < size.rows else { return }
    let place = row * size.columns + column
    let old = cells[place].width
    if old == 0, column > 0 { cells[place - 1] = Cell(style: cells[place - 1].style) }
    if old == 2, column + 1 < size.columns {
      cells[place + 1] = Cell(style: cells[place + 1].style)
    }
    cells[place] = cell
  }

  private mutating func setRightHalf(row: Int, column: Int, style: Style) {
    let place = row * size.columns + column
    if cells[place].width == 2, column + 1 < size.columns {
      cells[place + 1] = Cell(style: cells[place + 1].style)
    }
    cells[place] = Cell(scalar: 0, width: 0, style: style)
  }
}

extension CellBuffer {
  /// The screen as lines of text without trailing spaces: what a person would read.
  public var lines: [String] {
    (0..<size.rows).map { row in
      var text = String.UnicodeScalarView()
      for column in 0..<size.columns {
        let cell = self[row, column]
        for value in [cell.scalar, cell.mark, cell.secondMark] where value != 0 {
          if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
      }
      while text.last == " " { text.removeLast() }
      return String(text)
    }
  }

  /// One letter per cell for its role: `.` for plain text, `a` for role 1 and so on.
  public var styleLines: [String] {
    (0..<size.rows).map { row in
      var text = ""
      for column in 0..<size.columns {
        let role = self[row, column].style.role
        let letter = role == 0 ? Unicode.Scalar(UInt8(ascii: ".")) : Unicode.Scalar(96 + role)
        text.unicodeScalars.append(letter)
      }
      return text
    }
  }

  /// Broken rules of the buffer in words; empty when all hold.
  public var brokenInvariants: [String] {
    var broken: [String] = []
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = self[row, column]
        switch cell.width {
        case 2 where column + 1 == size.columns || self[row, column + 1].width != 0:
          broken.append("row \(row), column \(column): a wide scalar without its right half")
        case 0 where column == 0 || self[row, column - 1].width != 2:
          broken.append("row \(row), column \(column): a right half without its wide scalar")
        default: break
        }
        if cell.width > 0 && (cell.scalar < 0x20 || (0x7F..<0xA0).contains(cell.scalar)) {
          broken.append("row \(row), column \(column): control character \(cell.scalar)")
        }
      }
    }
    return broken
  }
}
