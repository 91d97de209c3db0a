/// FNV-1a, 64 bit: the same in every run and on every machine, unlike Swift's seeded `Hasher`. For names
/// and fingerprints, not for secrets.
///
/// - Source: Fowler, Noll, Vo, <http://www.isthe.com/chongo/tech/comp/fnv>.
public struct StableHash: Sendable {
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  public mutating func combine(_ word: UInt64) {
    value = (value ^ word) &* 0x0000_0100_0000_01B3
  }

  /// Byte by byte.
  public mutating func combine(bytes: some Sequence<UInt8>) {
    for byte in bytes { combine(UInt64(byte)) }
  }

  /// 16 hexadecimal digits.
  public var digits: String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
