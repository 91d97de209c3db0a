/// What a kind of terminal understands, as terminfo has it: the sequences that a frame is sent with.
///
/// An empty sequence, or nil for one with numbers, is something that the terminal cannot do.
public struct TerminalCodes: Sendable {
  public var clear: [UInt8] = []
  public var plain: [UInt8] = []
  public var bold: [UInt8] = []
  public var dim: [UInt8] = []
  public var underline: [UInt8] = []
  public var reverse: [UInt8] = []
  public var showCursor: [UInt8] = []
  public var hideCursor: [UInt8] = []
  /// Clears from the cursor to the end of its row; the cursor stays.
  public var eraseRow: [UInt8] = []
  /// Puts the cursor on a row and a column, counted from 0.
  public var move: @Sendable (_ row: Int, _ column: Int) -> [UInt8]
  /// Moves the cursor so many columns to the right.
  public var forward: (@Sendable (Int) -> [UInt8])?
  /// Clears so many cells from the cursor on; the cursor stays.
  public var erase: (@Sendable (Int) -> [UInt8])?
  /// Shows an ASCII character so many times.
  public var fill: (@Sendable (_ character: UInt8, _ count: Int) -> [UInt8])?
  public var foreground: @Sendable (Int32) -> [UInt8]
  public var background: @Sendable (Int32) -> [UInt8]
  /// Colors there are; others are shown as the terminal's own.
  public var colors = 0
  /// Attributes that do not go together with a color.
  public var withoutColor: Attributes = []
  /// Whether a character in the last column of the last row scrolls the screen.
  public var scrollsAtEnd = false

  public init(
    move: @escaping @Sendable (_ row: Int, _ column: Int) -> [UInt8],
    foreground: @escaping @Sendable (Int32) -> [UInt8] = { _ in [] },
    background: @escaping @Sendable (Int32) -> [UInt8] = { _ in [] }
  ) {
    self.move = move
    self.foreground = foreground
    self.background = background
  }
}

extension TerminalCodes {
  /// Takes the sequences from where terminfo's are found by their names.
  ///
  /// - Parameters:
  ///   - colors: how many there are; 0 sends none.
  ///   - sequence: the sequence of a name with two numbers; nil where the terminal has none.
  ///   - number: a number or flag of a name; nil where the terminal has none.
  init(
    colors: Int, sequence: @escaping @Sendable (_ name: String, Int, Int) -> [UInt8]?,
    number: (String) -> Int?
  ) {
    func fixed(_ name: String) -> [UInt8] { sequence(name, 0, 0) ?? [] }
    func isKnown(_ name: String) -> Bool { sequence(name, 1, 1) != nil }
    let ansi = TerminalCodes.ansi
    self.init(
      move: { sequence("cup", $0, $1) ?? [] },
      foreground: { sequence("setaf", Int($0), 0) ?? [] },
      background: { sequence("setab", Int($0), 0) ?? [] })
    // Most terminals move in the standard's way, which needs no search in terminfo each time.
    if sequence("cup", 4, 11) == ansi.move(4, 11) { move = ansi.move }
    if isKnown("cuf") {
      forward = { sequence("cuf", $0, 0) ?? [] }
      if sequence("cuf", 12, 0) == ansi.forward?(12) { forward = ansi.forward }
    }
    if isKnown("ech") {
      erase = { sequence("ech", $0, 0) ?? [] }
      if sequence("ech", 12, 0) == ansi.erase?(12) { erase = ansi.erase }
    }
    if isKnown("rep") {
      fill = { sequence("rep", Int($0), $1) ?? [] }
      if sequence("rep", 97, 12) == ansi.fill?(97, 12) { fill = ansi.fill }
    }
    clear = fixed("clear")
    plain = Self.withoutCharacterSets(fixed("sgr0"))
    bold = fixed("bold")
    dim = fixed("dim")
    underline = fixed("smul")
    reverse = fixed("rev")
    showCursor = fixed("cnorm")
    hideCursor = fixed("civis")
    eraseRow = fixed("el")
    self.colors = isKnown("setaf") && isKnown("setab") ? colors : 0
    scrollsAtEnd = number("am") == 1 && number("xenl") != 1
    // Bits of terminfo's `ncv`: 2 underline, 4 reverse, 16 dim, 32 bold.
    let apart = number("ncv") ?? 0
    for (bit, attribute) in [(2, Attributes.underline), (4, .reverse), (16, .dim), (32, .bold)]
    where apart & bit != 0 { withoutColor.insert(attribute) }
  }

  /// Plain text also ends line drawing in many entries; no frame ever begins it.
  private static func withoutCharacterSets(_ plain: [UInt8]) -> [UInt8] {
    var kept = plain.filter { $0 != 0x0F }
    if kept.starts(with: [0x1B, 0x28, 0x42]) { kept.removeFirst(3) }
    return kept.isEmpty ? plain : kept
  }
}

extension TerminalCodes {
  /// A terminal that understands ECMA-48 and 256 colors, as xterm and nearly all of today do.
  ///
  /// - Source: ECMA-48, <https://ecma-international.org/publications-and-standards/standards/ecma-48/>:
  ///   CUP, CUF, ECH, EL, REP, SGR; colors as in terminfo's `xterm-256color`.
  public static let ansi: TerminalCodes = {
    func csi(_ text: String) -> [UInt8] { [0x1B, 0x5B] + Array(text.utf8) }
    @Sendable func color(_ number: Int32, _ low: Int32, _ bright: Int32) -> [UInt8] {
      switch number {
      case ..<8: Self.control([low + number], "m")
      case ..<16: Self.control([bright + number - 8], "m")
      default: Self.control([low + 8, 5, number], "m")
      }
    }
    var codes = TerminalCodes(
      move: { Self.control([Int32($0 + 1), Int32($1 + 1)], "H") },
      foreground: { color($0, 30, 90) }, background: { color($0, 40, 100) })
    codes.forward = { $0 == 1 ? Self.control([], "C") : Self.control([Int32($0)], "C") }
    codes.erase = { Self.control([Int32($0)], "X") }
    codes.fill = { [$0] + Self.control([Int32($1 - 1)], "b") }
    codes.clear = csi("H") + csi("2J")
    codes.plain = csi("m")
    codes.bold = csi("1m")
    codes.dim = csi("2m")
    codes.underline = csi("4m")
    codes.reverse = csi("7m")
    codes.showCursor = csi("?25h")
    codes.hideCursor = csi("?25l")
    codes.eraseRow = csi("K")
    codes.colors = 256
    return codes
  }()

  /// `ESC [ numbers final`.
  private static func control(_ numbers: [Int32], _ final: Unicode.Scalar) -> [UInt8] {
    var bytes: [UInt8] = [0x1B, 0x5B]
    for (place, number) in numbers.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ";")) }
      bytes.append(contentsOf: String(number).utf8)
    }
    bytes.append(UInt8(ascii: final))
    return bytes
  }
}
