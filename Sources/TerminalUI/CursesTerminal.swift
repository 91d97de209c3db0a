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
  private var decoder = InputDecoder()
  private var isInputClosed = false
  /// Where and when the mouse was last pressed, to tell a double press.
  private var lastPress = (row: -1, column: -1, time: -1_000)

  /// Takes the terminal of standard input and output.
  public init(_ options: Options) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1 else { throw .inputIsNoTerminal }
    guard isatty(STDOUT_FILENO) == 1 else { throw .outputIsNoTerminal }
    let type = options.environment["TERM"] ?? ""
    guard !type.isEmpty else { throw .typeUnset }
    let isMono = !(options.environment["NO_COLOR"] ?? "").isEmpty
    let names = Self.kinds(type, options.environment)
    guard
      names.contains(where: { relzero_screen_open($0, isMono ? 1 : 0, options.mouse ? 1 : 0) == 0 })
    else { throw .typeUnknown(type) }
    colors =
      switch relzero_screen_colors() {
      case 16_777_216...: .full
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

  /// Kinds of terminal to try, the richest first. Where COLORTERM promises true color, the entries
  /// that name colors by red, green and blue need no change of the terminal's palette.
  public static func kinds(_ type: String, _ environment: [String: String]) -> [String] {
    let promise = environment["COLORTERM"] ?? ""
    guard ["truecolor", "24bit"].contains(promise), type.hasSuffix("-256color") else {
      return [type]
    }
    return [type.dropLast("-256color".count) + "-direct", type]
  }

  deinit { close() }

  /// Has a crash leave a report at a path, with a line that says where to look further.
  public func reportCrashes(to path: String, note: String) { relzero_crash_report(path, note) }

  /// Gives the terminal back.
  public func close() { relzero_screen_close() }

  public var milliseconds: Int { microseconds / 1000 }

  public var microseconds: Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1_000_000 + now.tv_nsec / 1000
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
    if watched[0].revents & Int16(POLLIN) != 0 { inputs.append(contentsOf: typed()) }
    // A terminal that hung up is readable for ever and gives nothing.
    let gone = Int16(POLLHUP | POLLERR | POLLNVAL)
    if watched[0].revents & gone != 0, inputs.isEmpty, !isInputClosed {
      isInputClosed = true
      inputs.append(.terminated(signal: SIGHUP))
    }
    return inputs
  }

  /// What was typed, pasted, clicked or answered since the last time.
  private func typed() -> [TerminalInput] {
    var found: [TerminalInput] = []
    var bytes = [UInt8](repeating: 0, count: 4_096)
    while isReadable(within: 0) {
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      guard count > 0 else { break }
      found.append(contentsOf: decoder.take(bytes[0..<count]))
      // The rest of a sequence follows at once; Escape alone is the key.
      if decoder.isWaiting, !isReadable(within: 25) { found.append(contentsOf: decoder.finish()) }
    }
    return found.compactMap { input in
      switch input {
      case .canSynchronize:
        relzero_screen_frame(1)
        return nil
      case .mouse(.press, let row, let column):
        let isDouble =
          lastPress.row == row && lastPress.column == column
          && milliseconds - lastPress.time < 400
        lastPress = (row, column, isDouble ? -1_000 : milliseconds)
        return .mouse(isDouble ? .doublePress : .press, row: row, column: column)
      default: return input
      }
    }
  }

  private func isReadable(within milliseconds: Int32) -> Bool {
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&input, 1, milliseconds) == 1 && input.revents & Int16(POLLIN) != 0
  }

  public func send(_ sequence: String) {
    let bytes = sequence.utf8.map { CChar(bitPattern: $0) }
    relzero_screen_send(bytes, Int32(bytes.count))
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

  public func present(_ frame: CellBuffer) -> Int {
    if isForgotten { relzero_screen_forget() }
    let runs =
      isForgotten || shown.size != frame.size
      ? FrameDifference.everything(of: frame) : FrameDifference.runs(from: shown, to: frame)
    // A frame without a change is no byte on the line.
    let isCursorSame =
      frame.cursor?.row == shown.cursor?.row && frame.cursor?.column == shown.cursor?.column
    if runs.isEmpty, isCursorSame, !isForgotten { return 0 }
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
    return runs.reduce(0) { $0 + $1.columns.count }
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

/// The C library's opinion on the width of a scalar, which ncurses and many terminals share.
enum LibraryWidth {
  static func columns(of scalar: Unicode.Scalar) -> Int { Int(relzero_library_width(scalar.value)) }
}
