/// A terminal without a terminal: keys from a list, the screen as text.
///
/// Its clock moves only by waiting, so a test never sleeps and never depends on the machine's speed.
public final class TestTerminal: Terminal {
  public var size: Size
  public let colors: ColorDepth
  public let glyphs: GlyphSet
  public private(set) var milliseconds = 0
  public var wallClock: WallClock
  public var isWritable = true
  /// The frame on the screen; nil before the first.
  public private(set) var screen: CellBuffer?
  public private(set) var palette = Palette()
  /// Frames shown, and cells that changed in the last one.
  public private(set) var frames = 0
  public private(set) var changedCells = 0
  public private(set) var suspensions = 0
  /// Sequences sent as they are.
  public private(set) var sent: [String] = []
  private var inputs: [TerminalInput] = []

  public init(
    columns: Int = 80, rows: Int = 24, glyphs: GlyphSet = .unicode, colors: ColorDepth = .many,
    wallClock: WallClock = WallClock(seconds: 43_380)
  ) {
    size = Size(columns: columns, rows: rows)
    self.glyphs = glyphs
    self.colors = colors
    self.wallClock = wallClock
  }

  public func type(_ keys: Key...) { inputs.append(contentsOf: keys.map(TerminalInput.key)) }

  /// One key press for each character.
  public func type(text: String) {
    inputs.append(contentsOf: text.map { .key(.character($0)) })
  }

  public func send(_ input: TerminalInput) { inputs.append(input) }

  public func resize(columns: Int, rows: Int) {
    size = Size(columns: columns, rows: rows)
    inputs.append(.resized)
  }

  public func wait(wake: Int32, milliseconds: Int?) -> [TerminalInput] {
    self.milliseconds += max(1, milliseconds ?? 100)
    defer { inputs.removeAll() }
    return inputs
  }

  public var microseconds: Int { milliseconds * 1000 }

  @discardableResult
  public func present(_ frame: CellBuffer) -> Int {
    if let screen {
      changedCells = FrameDifference.runs(from: screen, to: frame).reduce(0) {
        $0 + $1.columns.count
      }
    } else {
      changedCells = frame.cells.count
    }
    screen = frame
    frames += 1
    return changedCells
  }

  public func use(_ palette: Palette) { self.palette = palette }
  public func send(_ sequence: String) { sent.append(sequence) }
  public func forget() {}
  public func suspend() { suspensions += 1 }

  /// The screen as a person reads it.
  public var text: String { (screen?.lines ?? []).joined(separator: "\n") }
}
