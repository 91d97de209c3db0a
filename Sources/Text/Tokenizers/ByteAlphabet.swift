/// The 256 characters in which byte-level vocabularies write bytes: printable ones as they are, the
/// others as `Ā`, `ā`, … in order (a space is `Ġ`).
///
/// - Source: Radford et al. 2019 (GPT-2), `bytes_to_unicode`.
enum ByteAlphabet {
  static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0..<UInt8(255)).map(scalar) + [scalar(255)]
    func scalar(_ byte: UInt8) -> Unicode.Scalar {
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? "\u{FFFD}"
      }
    }
  }()

  /// All bytes in the order of the characters that stand for them.
  static let order: [UInt8] = (0...UInt8.max).sorted { scalars[Int($0)] < scalars[Int($1)] }

  private static let bytes: [UInt32: UInt8] = Dictionary(
    uniqueKeysWithValues: scalars.enumerated().map { ($1.value, UInt8($0)) })

  /// The bytes that a vocabulary's entry stands for; nil if it has other characters.
  static func bytes(of token: String) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(token.utf8.count)
    for scalar in token.unicodeScalars {
      guard let byte = bytes[scalar.value] else { return nil }
      result.append(byte)
    }
    return result
  }

  /// How a vocabulary writes bytes.
  static func text(of bytes: some Sequence<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(scalars[Int(byte)]) }
    return String(text)
  }
}
