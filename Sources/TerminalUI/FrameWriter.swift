/// Turns frames into the bytes that bring the terminal from one to the next.
///
/// The cells that look the same are passed over, blanks are erased or repeated where that is shorter, and
/// colors and attributes are sent when they change: a step of a cursor is little more than the text of
/// two lines.
public struct FrameWriter {
  private let codes: TerminalCodes
  private let columnsOf: (Unicode.Scalar) -> Int
  private var palette = Palette()
  /// What the terminal shows; nil when that is not known.
  private var shown: CellBuffer?
  /// Where the terminal's cursor is and how it writes; nil when that is not known.
  private var place: (row: Int, column: Int)?
  private var look: Rendition?
  private var bytes: [UInt8] = []

  /// - Parameter columnsOf: columns that the terminal most likely gives to a scalar. Where that is not
  ///   what the frame has, `?` is shown.
  public init(
    _ codes: TerminalCodes,
    columnsOf: @escaping (Unicode.Scalar) -> Int = { CharacterWidth.columns(of: $0) }
  ) {
    self.codes = codes
    self.columnsOf = columnsOf
  }

  /// The colors from the next frame on.
  public mutating func use(_ palette: Palette) {
    self.palette = palette
    forget()
  }

  /// Clears the screen before the next frame.
  public mutating func forget() { shown = nil }

  /// The bytes that show a frame, and how many of its cells they hold; none where it is shown already.
  public mutating func write(_ frame: CellBuffer) -> (bytes: [UInt8], cells: Int) {
    let frame = frame.mergingBlanks { palette.rendition(of: $0) }
    bytes.removeAll(keepingCapacity: true)
    let before: CellBuffer
    if let shown, shown.size == frame.size {
      before = shown
    } else {
      before = CellBuffer(size: frame.size, glyphs: frame.glyphs)
      (look, place) = (nil, nil)
      show(Rendition())
      bytes += codes.clear
    }
    let runs = FrameDifference.runs(from: before, to: frame)
    for run in runs { write(run, of: frame) }
    writeCursor(of: frame)
    shown = frame
    return (bytes, runs.reduce(0) { $0 + $1.columns.count })
  }

  private mutating func writeCursor(of frame: CellBuffer) {
    guard let cursor = frame.cursor else {
      if shown == nil || shown?.cursor != nil { bytes += codes.hideCursor }
      return
    }
    if let old = shown?.cursor {
      if bytes.isEmpty, old == cursor { return }
    } else {
      bytes += codes.showCursor
    }
    move(to: cursor.row, cursor.column)
  }

  private mutating func write(_ run: FrameDifference.Run, of frame: CellBuffer) {
    let isLast = run.row == frame.size.rows - 1 && run.columns.upperBound == frame.size.columns
    let end = run.columns.upperBound - (isLast && codes.scrollsAtEnd ? 1 : 0)
    var column = run.columns.lowerBound
    while column < end {
      let cell = frame[run.row, column]
      var same = column + 1
      while same < end, frame[run.row, same] == cell { same += 1 }
      let count = same - column
      if cell == .blank, isErased(count, until: same, of: run, in: frame) {
        column = same
        continue
      }
      if cell.width > 0 {
        move(to: run.row, column)
        show(cell)
        if count > 1, cell.mark == 0, cell.scalar < 0x7F, let fill = codes.fill {
          let short = fill(UInt8(cell.scalar), count)
          if short.count < count {
            bytes += short
            column = same
            advance(to: column, in: frame)
            continue
          }
        }
        put(cell)
        advance(to: column + Int(cell.width), in: frame)
      }
      column += 1
    }
  }

  /// Erases blanks in place of writing them, where that and the way past them are shorter.
  private mutating func isErased(
    _ count: Int, until end: Int, of run: FrameDifference.Run, in frame: CellBuffer
  ) -> Bool {
    guard count > 3, palette.rendition(of: .plain).leavesBlanksEmpty else { return false }
    let isRow = end == frame.size.columns && !codes.eraseRow.isEmpty
    guard let code = isRow ? codes.eraseRow : codes.erase?(count) else { return false }
    let onward = end < run.columns.upperBound ? codes.move(run.row, end).count : 0
    guard code.count + onward < count else { return false }
    move(to: run.row, end - count)
    show(.blank)
    bytes += code
    return true
  }

  /// A character in the last column leaves the cursor where terminals disagree.
  private mutating func advance(to column: Int, in frame: CellBuffer) {
    place = column < frame.size.columns ? place.map { ($0.row, column) } : nil
  }

  private mutating func move(to row: Int, _ column: Int) {
    defer { place = (row, column) }
    let whole = codes.move(row, column)
    if let place, place.row == row {
      if place.column == column { return }
      if place.column < column, let forward = codes.forward?(column - place.column),
        forward.count < whole.count
      {
        bytes += forward
        return
      }
    }
    bytes += whole
  }

  private mutating func put(_ cell: Cell) {
    guard let scalar = Unicode.Scalar(cell.scalar) else { return }
    guard cell.scalar < 0x7F || columnsOf(scalar) == Int(cell.width) else {
      bytes += Array(repeating: UInt8(ascii: "?"), count: Int(cell.width))
      return
    }
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    for mark in [cell.mark, cell.secondMark] where mark != 0 {
      guard let mark = Unicode.Scalar(mark), columnsOf(mark) == 0 else { continue }
      bytes.append(contentsOf: UTF8.encode(mark) ?? UTF8.encodedReplacementCharacter)
    }
  }
}

extension FrameWriter {
  /// Has the terminal write as a cell looks. An empty blank looks the same in any color of text.
  private mutating func show(_ cell: Cell) {
    let wanted = palette.rendition(of: cell.style)
    if cell.scalar == 0x20, cell.mark == 0, wanted.leavesBlanksEmpty, let look,
      look.leavesBlanksEmpty
    {
      return
    }
    show(wanted)
  }

  private mutating func show(_ wanted: Rendition) {
    let wanted = possible(wanted)
    guard wanted != look else { return }
    defer { look = wanted }
    var parts: [[UInt8]] = []
    var now = look ?? Rendition()
    let isLess =
      !now.attributes.isSubset(of: wanted.attributes)
      || (now.foreground != wanted.foreground && wanted.foreground < 0)
      || (now.background != wanted.background && wanted.background < 0)
    if isLess || look == nil {
      parts.append(codes.plain)
      now = Rendition()
    }
    let more = wanted.attributes.subtracting(now.attributes)
    if more.contains(.bold) { parts.append(codes.bold) }
    if more.contains(.dim) { parts.append(codes.dim) }
    if more.contains(.underline) { parts.append(codes.underline) }
    if more.contains(.reverse) { parts.append(codes.reverse) }
    if wanted.foreground != now.foreground { parts.append(codes.foreground(wanted.foreground)) }
    if wanted.background != now.background { parts.append(codes.background(wanted.background)) }
    bytes += Self.joined(parts)
  }

  private func possible(_ look: Rendition) -> Rendition {
    var look = look
    if look.foreground >= Int32(codes.colors) { look.foreground = -1 }
    if look.background >= Int32(codes.colors) { look.background = -1 }
    if look.foreground >= 0 || look.background >= 0 {
      look.attributes.subtract(codes.withoutColor)
    }
    return look
  }

  /// Several sequences `ESC [ … m` as one.
  static func joined(_ parts: [[UInt8]]) -> [UInt8] {
    let isJoinable =
      parts.count > 1
      && parts.allSatisfy {
        $0.starts(with: [0x1B, 0x5B]) && $0.last == UInt8(ascii: "m")
          && !$0.dropFirst().contains(0x1B)
      }
    guard isJoinable else { return Array(parts.joined()) }
    let inner = parts.map { part in
      part.count == 3 ? [UInt8(ascii: "0")] : Array(part.dropFirst(2).dropLast())
    }
    return [0x1B, 0x5B] + Array(inner.joined(separator: [UInt8(ascii: ";")])) + [UInt8(ascii: "m")]
  }
}

extension Rendition {
  /// Whether a blank in it shows nothing but the terminal's own ground.
  var leavesBlanksEmpty: Bool {
    background < 0 && attributes.isDisjoint(with: [.reverse, .underline])
  }
}

extension CellBuffer {
  /// The same screen with one style for all blanks that look the same.
  fileprivate func mergingBlanks(_ rendition: (Style) -> Rendition) -> CellBuffer {
    guard rendition(.plain).leavesBlanksEmpty else { return self }
    var merged = self
    merged.restyleBlanks { rendition($0).leavesBlanksEmpty ? .plain : $0 }
    return merged
  }
}
