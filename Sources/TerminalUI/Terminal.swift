/// Something with a screen and keys: the real terminal, or a test's.
public protocol Terminal: AnyObject {
  var size: Size { get }
  var colors: ColorDepth { get }
  var glyphs: GlyphSet { get }
  /// Milliseconds of a clock that only goes forward.
  var milliseconds: Int { get }
  /// Seconds since 1970 UTC, and the offset of local time from UTC in seconds.
  var wallClock: WallClock { get }
  /// Whether the terminal takes output now; if not, a frame is skipped, not queued.
  var isWritable: Bool { get }

  /// Waits until there is input, `wake` becomes readable or the time is over (nil: no limit).
  func wait(wake: Int32, milliseconds: Int?) -> [TerminalInput]
  /// The same clock in microseconds.
  var microseconds: Int { get }
  /// Shows the cells in which the frame differs from the last one shown; returns how many those are.
  func present(_ frame: CellBuffer) -> Int
  func use(_ palette: Palette)
  /// Sends a sequence as it is; it must not move the cursor.
  func send(_ sequence: String)
  /// Draws everything anew at the next frame.
  func forget()
  /// Gives the terminal back, stops the process until it is continued, takes the terminal again.
  func suspend()
}

/// A moment for people: seconds since 1970 and how far local time is ahead of UTC.
public struct WallClock: Equatable, Sendable {
  public var seconds: Int
  public var offset: Int
  public init(seconds: Int, offset: Int = 0) {
    self.seconds = seconds
    self.offset = offset
  }

  /// Local `HH:MM`.
  public var hourAndMinute: String {
    let local = seconds + offset
    let day = ((local % 86_400) + 86_400) % 86_400
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return two(day / 3600) + ":" + two(day / 60 % 60)
  }
}
