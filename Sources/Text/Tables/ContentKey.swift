import Foundation

/// A 128-bit key of some bytes, the same on every machine: two texts or files with one key are the same
/// for all purposes short of an attack.
struct ContentKey: Hashable, Sendable {
  let high: UInt64
  let low: UInt64

  /// Eight bytes at a time into two lanes with other multipliers; each finished by MurmurHash3's mixer.
  init(_ bytes: UnsafeRawBufferPointer) {
    var (a, b) = (0x9E37_79B9_7F4A_7C15 as UInt64, 0xC2B2_AE3D_27D4_EB4F as UInt64)
    func add(_ word: UInt64) {
      a = (a ^ word) &* 0xD6E8_FEB8_6659_FD93
      a ^= a >> 32
      b = (b &+ word) &* 0xFF51_AFD7_ED55_8CCD
      b ^= b >> 29
    }
    var index = 0
    while index + 8 <= bytes.count {
      add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      index += 8
    }
    var rest = UInt64(bytes.count) << 56
    for offset in index..<bytes.count { rest |= UInt64(bytes[offset]) << (8 * (offset - index)) }
    add(rest)
    add(UInt64(bytes.count))
    (high, low) = (Self.finish(a ^ b &* 31), Self.finish(b ^ a >> 17))
  }

  init(_ text: String) {
    var text = text
    self = text.withUTF8 { ContentKey(UnsafeRawBufferPointer($0)) }
  }

  private static func finish(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    z = (z ^ (z >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    return z ^ (z >> 33)
  }

  /// 16 hexadecimal digits of the key of a file's bytes; "0" when it cannot be read.
  static func ofFile(_ path: String) -> String {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    else { return "0" }
    let digits = String(data.withUnsafeBytes { ContentKey($0) }.high, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
