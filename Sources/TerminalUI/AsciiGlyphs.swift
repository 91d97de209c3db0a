/// One ASCII character for each symbol that a screen draws, for terminals without UTF-8.
///
/// Each symbol keeps its width, so a screen has the same layout in both sets. Braille patterns become
/// marks of 1×2 dots: `'` for dots in the upper half, `.` for the lower, `:` for both.
enum AsciiGlyphs {
  /// The stand-in for a scalar; letters lose their accents, what has no stand-in becomes `?`.
  static func replacement(for scalar: Unicode.Scalar) -> UInt32 {
    let value = scalar.value
    if value < 0x80 { return value }
    if (0x2800...0x28FF).contains(value) { return braille(value - 0x2800) }
    if let symbol = symbols[scalar] { return symbol.value }
    return letter(scalar)
  }

  private static func braille(_ dots: UInt32) -> UInt32 {
    // Dots 1, 2, 4, 5 (bits 0, 1, 3, 4) are the upper half, 3, 6, 7, 8 the lower.
    let upper = dots & 0b0001_1011 != 0
    let lower = dots & 0b1110_0100 != 0
    let mark: Unicode.Scalar =
      switch (upper, lower) {
      case (true, true): ":"
      case (true, false): "'"
      case (false, true): "."
      case (false, false): " "
      }
    return mark.value
  }

  /// The base letter of an accented one.
  private static func letter(_ scalar: Unicode.Scalar) -> UInt32 {
    let name = scalar.properties.name ?? ""
    let capital = name.hasPrefix("LATIN CAPITAL LETTER ")
    guard capital || name.hasPrefix("LATIN SMALL LETTER ") else { return 0x3F }
    let words = name.split(separator: " ")
    guard words.count > 3, words[3].utf8.count == 1, let base = words[3].unicodeScalars.first
    else { return 0x3F }
    return capital ? base.value : base.value + 32
  }

  private static let symbols: [Unicode.Scalar: Unicode.Scalar] = [
    "─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+",
    "┴": "+", "┼": "+", "┏": "+", "┓": "+", "┗": "+", "┛": "+", "┣": "+", "┫": "+", "┳": "+",
    "┻": "+", "╋": "+", "↺": "@", "┆": ":", "┄": "-", "┃": "|", "━": "=", "╱": "/", "╲": "\\",
    "●": "@", "○": "o", "◔": "o", "‖": "=", "✓": "v", "✗": "x", "◆": "#", "◇": "&", "◷": "%",
    "■": "#", "□": ".", "▣": "?", "▸": ">", "▲": "^", "▼": "v", "◀": "<", "▶": ">", "→": ">",
    "←": "<", "↑": "^", "↓": "v", "…": "~", "∅": "_", "×": "x", "Δ": "d", "−": "-", "–": "-",
    "—": "-", "·": ".", "≠": "!", "≤": "<", "≥": ">", "±": "+", "█": "#", "▉": "#", "▊": "#",
    "▋": "=", "▌": "=", "▍": "=", "▎": "-", "▏": "-", "░": ".", "▒": ":", "▓": "%", "▁": "_",
    "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "⟨": "<", "⟩": ">", "“": "\"",
    "”": "\"", "‘": "'", "’": "'", "┊": ":", "⋮": ":", "⌃": "^", "␛": "^", "•": "*",
  ]
}
