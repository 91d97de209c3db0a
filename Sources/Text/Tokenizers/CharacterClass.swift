/// What the patterns of pre-tokenizers tell apart.
enum CharacterClass: UInt8 {
  /// Punctuation, symbols, marks, control characters, unassigned: `[^\s\p{L}\p{N}]`.
  case other
  case letter, number
  /// White space but for the next.
  case space
  /// `\r` and `\n`.
  case newline
}

/// The classes of all characters.
///
/// Checked against Oniguruma, with which Hugging Face's tokenizers match, on every code point: it knows
/// Unicode 16, so letters and numbers that are younger count as other.
enum CharacterClasses {
  /// Code points from here on are unassigned, private or marks.
  private static let end = 0x40000
  private static let newestUnicode = (16, 0)

  private static let table: [UInt8] = (0..<UInt32(end)).map { code in
    Unicode.Scalar(code).map { classify($0).rawValue } ?? 0
  }

  static func of(_ scalar: Unicode.Scalar) -> CharacterClass {
    let code = Int(scalar.value)
    return code < end ? CharacterClass(rawValue: table[code]) ?? .other : .other
  }

  private static func classify(_ scalar: Unicode.Scalar) -> CharacterClass {
    if scalar == "\r" || scalar == "\n" { return .newline }
    let properties = scalar.properties
    if properties.isWhitespace { return .space }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return scalar.isInUnicode(newestUnicode) ? .letter : .other
    case .decimalNumber, .letterNumber, .otherNumber:
      return scalar.isInUnicode(newestUnicode) ? .number : .other
    default:
      return .other
    }
  }

  /// The class of the character that starts at a byte of UTF-8, and its length in bytes.
  @inline(__always)
  static func at(
    _ index: Int, of bytes: UnsafeBufferPointer<UInt8>
  ) -> (class: CharacterClass, length: Int) {
    let first = bytes[index]
    if first < 0x80 { return (ascii[Int(first)], 1) }
    let (scalar, length) = decode(index, of: bytes)
    return (of(scalar), length)
  }

  /// The character that starts at a byte of sound UTF-8.
  static func decode(
    _ index: Int, of bytes: UnsafeBufferPointer<UInt8>
  ) -> (scalar: Unicode.Scalar, length: Int) {
    let first = UInt32(bytes[index])
    func tail(_ offset: Int) -> UInt32 { UInt32(bytes[index + offset] & 0x3F) }
    let (code, length): (UInt32, Int) =
      switch first {
      case ..<0x80: (first, 1)
      case ..<0xE0: ((first & 0x1F) << 6 | tail(1), 2)
      case ..<0xF0: ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3)
      default: ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
      }
    return (Unicode.Scalar(code) ?? "\u{FFFD}", length)
  }

  private static let ascii: [CharacterClass] = (0..<UInt8(128)).map {
    classify(Unicode.Scalar($0))
  }
}

extension Unicode.Scalar {
  /// Whether the character was assigned by that version of Unicode.
  func isInUnicode(_ version: (Int, Int)) -> Bool {
    guard let age = properties.age else { return false }
    return (age.major, age.minor) <= version
  }
}
