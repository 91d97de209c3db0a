/// Makes text from strangers safe to print: control characters and escape sequences are shown,
/// never obeyed.
public enum Escaping {
  /// The text with every scalar that could move a cursor, change a color or hide itself made visible.
  ///
  /// C0 controls become their control pictures (`ESC` is ␛, newline is ␊, tab is ␉, NUL is ␀), DEL is
  /// ␡, C1 controls and bidirectional or zero-width formatting scalars become `⟨U+XXXX⟩`. Zero-width
  /// joiner is kept between two scalars, where emoji need it.
  public static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard isUnsafe(scalar) else {
        shown.append(scalar)
        continue
      }
      switch scalar.value {
      case 0..<0x20:
        shown.append(contentsOf: picture(0x2400 + scalar.value))
      case 0x7F:
        shown.append(contentsOf: picture(0x2421))
      default:
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: max(0, 4 - hex.count)) + hex
        shown.append(contentsOf: "⟨U+\(padded)⟩".unicodeScalars)
      }
    }
    return String(shown)
  }

  private static func picture(_ value: UInt32) -> [Unicode.Scalar] {
    Unicode.Scalar(value).map { [$0] } ?? []
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200B, 0x200C, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    case 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    default: false
    }
  }
}
