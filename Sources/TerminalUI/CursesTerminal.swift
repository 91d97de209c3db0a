import CNcurses
import Glibc

/// The real terminal. The only file that talks to it: ncurses takes it and gives it back and knows what
/// it understands, ``FrameWriter`` says what is sent.
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
  private var writer: FrameWriter
  /// Whether the terminal can show what is sent between two marks at once.
  private var isSynchronized = false
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
    writer = FrameWriter(Self.codes(), columnsOf: LibraryWidth.columns)
  }

  private static func codes() -> TerminalCodes {
    TerminalCodes(
      colors: Int(relzero_screen_colors()),
      sequence: { name, first, second in
        var code = [CChar](repeating: 0, count: 64)
        let count = relzero_screen_code(
          name, Int32(first), Int32(second), &code, Int32(code.count))
        return count < 0 ? nil : code.prefix(Int(count)).map { UInt8(bitPattern: $0) }
      },
      number: { name in
        let number = Int(relzero_screen_number(name))
        return number < 0 ? nil : number
      })
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
        isSynchronized = true
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

  public func send(_ sequence: String) { send(Array(sequence.utf8)) }

  private func send(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes {
      relzero_screen_send($0.bindMemory(to: CChar.self).baseAddress, Int32($0.count))
    }
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

  /// A terminal reads what is shorter at once, so that it needs no marks.
  private static let shortFrame = 512

  public func present(_ frame: CellBuffer) -> Int {
    let (bytes, cells) = writer.write(frame)
    // A frame without a change is no byte on the line, any other is one write.
    guard !bytes.isEmpty else { return 0 }
    if isSynchronized, bytes.count > Self.shortFrame {
      send(Array("\u{1B}[?2026h".utf8) + bytes + Array("\u{1B}[?2026l".utf8))
    } else {
      send(bytes)
    }
    return cells
  }

  public func use(_ palette: Palette) { writer.use(palette) }

  public func forget() { writer.forget() }

  public func suspend() {
    relzero_screen_suspend()
    _ = measure()
    forget()
  }
}

/// The C library's opinion on the width of a scalar, which ncurses and many terminals share.
enum LibraryWidth {
  static func columns(of scalar: Unicode.Scalar) -> Int { Int(relzero_library_width(scalar.value)) }
}
