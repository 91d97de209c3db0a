/// A 64-bit hash of contents that is the same on every run and machine: for fingerprints and pools,
/// not for secrets.
///
/// Eight bytes at a time are mixed by the high and low halves of a 128-bit product.
/// - Source: the folded multiplication of wyhash, <https://github.com/wangyi-fudan/wyhash>.
struct ContentHash {
  private(set) var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func combine(_ word: UInt64) {
    state = Self.mix(state ^ word, 0xA076_1D64_78BD_642F)
  }

  mutating func combine(_ count: Int) { combine(UInt64(bitPattern: Int64(count))) }

  mutating func combine(_ text: String) {
    var copy = text
    copy.withUTF8 { combine($0) }
  }

  /// The bytes and their number, so that `ab` + `c` and `a` + `bc` differ.
  mutating func combine(_ text: UnsafeBufferPointer<UInt8>) {
    combine(UInt64(text.count))
    combine(UnsafeRawBufferPointer(text))
  }

  mutating func combine<Element>(_ values: [Element]) where Element: BitwiseCopyable {
    combine(values.count)
    values.withUnsafeBytes { combine($0) }
  }

  private mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    var hash = state
    let whole = bytes.count & ~7
    var place = 0
    while place < whole {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      hash = Self.mix(hash ^ word, 0xA076_1D64_78BD_642F)
      place += 8
    }
    if whole < bytes.count {
      var word: UInt64 = 0
      while place < bytes.count {
        word = word << 8 | UInt64(bytes[place])
        place += 1
      }
      hash = Self.mix(hash ^ word, 0xE703_7ED1_A0B4_28DB)
    }
    state = hash
  }

  static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = ContentHash()
    hash.combine(text)
    return hash.state
  }

  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (high, low) = left.multipliedFullWidth(by: right)
    return high ^ low
  }
}
