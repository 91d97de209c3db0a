import CNcurses
import Glibc

/// The real terminal, through ncurses. The only file that talks to it.
///
/// However the process ends, the terminal is given back: `close`, exit, signals and crashes all write
/// the same prepared string (`CNcurses/restore.c`).
public final class CursesTerminal: Terminal {
  public struct Options: Sendable {
    /// Forces ASCII symbols; otherwise the locale decides.
    public var ascii: Bool
    public var mouse: Bool
    public var environment: [String: String]
    public init(ascii: Bool = false, mouse: Bool = true, environment: [String: String]) {
      self.ascii = ascii
      self.mouse = mouse
      self.environment = environment
    }
  }

  public private(set) var size: Size
  public let colors: ColorDepth
  public let glyphs: GlyphSet
  private var palette = Palette()
  private var shown: CellBuffer
  private var isForgotten = true
  private var pasted: String?
  private var isInputClosed = false

  /// Takes the terminal of standard input and output.
  public init(_ options: Options) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1 else { throw .inputIsNoTerminal }
    guard isatty(STDOUT_FILENO) == 1 else { throw .outputIsNoTerminal }
    let type = options.environment["TERM"] ?? ""
    guard !type.isEmpty else { throw .typeUnset }
    let isMono = !(options.environment["NO_COLOR"] ?? "").isEmpty
    guard relzero_screen_open(isMono ? 1 : 0, options.mouse ? 1 : 0) == 0 else {
      throw .typeUnknown(type)
    }
    colors =
      switch relzero_screen_colors() {
      case 256...: .many
      case 16...: .sixteen
      case 8...: .eight
      default: .mono
      }
    glyphs = options.ascii || relzero_locale_is_utf8() == 0 ? .ascii : .unicode
    size = Size(
      columns: Int(relzero_screen_columns()), rows: Int(relzero_screen_rows()))
    shown = CellBuffer(size: size, glyphs: glyphs)
  }

  deinit { close() }

  /// Gives the terminal back.
  public func close() { relzero_screen_close() }

  public var milliseconds: Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }

  public var wallClock: WallClock {
    var now = time(nil)
    var local = tm()
    localtime_r(&now, &local)
    return WallClock(seconds: now, offset: local.tm_gmtoff)
  }

  public var isWritable: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    return poll(&output, 1, 0) == 1 && output.revents & Int16(POLLOUT) != 0
  }

  public func wait(wake: Int32, milliseconds: Int?) -> [TerminalInput] {
    var watched = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
      pollfd(fd: relzero_signal_descriptor(), events: Int16(POLLIN), revents: 0),
    ]
    let limit = milliseconds.map { Int32(clamping: $0) } ?? -1
    _ = poll(&watched, nfds_t(watched.count), limit)
    var inputs = signals()
    inputs.append(contentsOf: keys())
    // A terminal that hung up is readable for ever and gives nothing.
    let gone = Int16(POLLHUP | POLLERR | POLLNVAL)
    if watched[0].revents & gone != 0, inputs.isEmpty, !isInputClosed {
      isInputClosed = true
      inputs.append(.terminated(signal: SIGHUP))
    }
    return inputs
  }

  private func signals() -> [TerminalInput] {
    var inputs: [TerminalInput] = []
    while true {
      switch relzero_signal_next() {
      case 0: return inputs
      case SIGWINCH:
        if measure() { inputs.append(.resized) }
      case SIGCONT:
        _ = measure()
        inputs.append(.resumed)
      case let signal: inputs.append(.terminated(signal: signal))
      }
    }
  }

  private func measure() -> Bool {
    let changed = relzero_screen_measure() == 1
    let found = Size(
      columns: Int(relzero_screen_columns()), rows: Int(relzero_screen_rows()))
    defer { size = found }
    return changed || found != size
  }

  public func present(_ frame: CellBuffer) {
    if isForgotten { relzero_screen_forget() }
    let runs =
      isForgotten || shown.size != frame.size
      ? FrameDifference.everything(of: frame) : FrameDifference.runs(from: shown, to: frame)
    isForgotten = false
    var cells: [relzero_cell] = []
    for run in runs {
      cells.removeAll(keepingCapacity: true)
      for column in run.columns { cells.append(sent(frame[run.row, column])) }
      relzero_screen_put(
        Int32(run.row), Int32(run.columns.lowerBound), cells, Int32(cells.count))
    }
    if let cursor = frame.cursor {
      relzero_screen_cursor(Int32(cursor.row), Int32(cursor.column))
    } else {
      relzero_screen_cursor(-1, -1)
    }
    relzero_screen_flush()
    shown = frame
  }

  private func sent(_ cell: Cell) -> relzero_cell {
    let look = palette.rendition(of: cell.style)
    return relzero_cell(
      scalar: cell.scalar, mark: cell.mark, second_mark: cell.secondMark,
      foreground: look.foreground, background: look.background, width: cell.width,
      attributes: look.attributes.rawValue)
  }

  public func use(_ palette: Palette) {
    self.palette = palette
    isForgotten = true
  }

  public func forget() { isForgotten = true }

  public func suspend() {
    relzero_screen_suspend()
    _ = measure()
    isForgotten = true
  }
}

extension CursesTerminal {
  /// Every key that waits, in order.
  private func keys() -> [TerminalInput] {
    var inputs: [TerminalInput] = []
    while let key = nextKey() {
      if let input = input(for: key) { inputs.append(input) }
    }
    return inputs
  }

  private struct RawKey {
    var code: Int
    var character: UInt32
  }

  private func nextKey() -> RawKey? {
    var character: UInt32 = 0
    let code = Int(relzero_screen_key(&character))
    return code == RELZERO_KEY_NONE ? nil : RawKey(code: code, character: character)
  }

  private func input(for key: RawKey) -> TerminalInput? {
    switch key.code {
    case RELZERO_KEY_PASTE_BEGIN:
      pasted = ""
      return nil
    case RELZERO_KEY_PASTE_END:
      defer { pasted = nil }
      return pasted.map(TerminalInput.paste)
    case RELZERO_KEY_RESIZE:
      return measure() ? .resized : nil
    case RELZERO_KEY_MOUSE:
      var row: Int32 = 0
      var column: Int32 = 0
      switch relzero_screen_mouse(&row, &column) {
      case 1: return .mouse(.press, row: Int(row), column: Int(column))
      case 2: return .mouse(.wheelUp, row: Int(row), column: Int(column))
      case 3: return .mouse(.wheelDown, row: Int(row), column: Int(column))
      default: return nil
      }
    case RELZERO_KEY_CHARACTER where pasted != nil:
      if let scalar = Unicode.Scalar(key.character) { pasted?.unicodeScalars.append(scalar) }
      return nil
    case RELZERO_KEY_CHARACTER:
      return typed(key.character).map(TerminalInput.key)
    default:
      return pasted == nil ? Self.named[key.code].map(TerminalInput.key) : nil
    }
  }

  private func typed(_ value: UInt32) -> Key? {
    switch value {
    case 9: return .tab
    case 10, 13: return .enter
    case 8, 127: return .backspace
    case 27:
      // Escape and at once another character is how terminals send Alt.
      guard let next = nextKey() else { return .escape }
      guard next.code == RELZERO_KEY_CHARACTER, next.character > 32, next.character != 127,
        let scalar = Unicode.Scalar(next.character)
      else { return .escape }
      return .alt(Character(scalar))
    case 1...26:
      return Unicode.Scalar(value + 96).map { .control(Character($0)) }
    case 0..<32:
      return nil
    default:
      return Unicode.Scalar(value).map { .character(Character($0)) }
    }
  }

  private static let named: [Int: Key] = [
    RELZERO_KEY_UP: .up, RELZERO_KEY_DOWN: .down, RELZERO_KEY_LEFT: .left,
    RELZERO_KEY_RIGHT: .right, RELZERO_KEY_HOME: .home, RELZERO_KEY_END: .end,
    RELZERO_KEY_PAGE_UP: .pageUp, RELZERO_KEY_PAGE_DOWN: .pageDown, RELZERO_KEY_DELETE: .delete,
    RELZERO_KEY_BACKSPACE: .backspace, RELZERO_KEY_ENTER: .enter,
    RELZERO_KEY_BACK_TAB: .backTab, RELZERO_KEY_SHIFT_LEFT: .shiftLeft,
    RELZERO_KEY_SHIFT_RIGHT: .shiftRight,
  ]
}

/// The C library's opinion on the width of a scalar, which ncurses and many terminals share.
enum LibraryWidth {
  static func columns(of scalar: Unicode.Scalar) -> Int { Int(relzero_library_width(scalar.value)) }
}
