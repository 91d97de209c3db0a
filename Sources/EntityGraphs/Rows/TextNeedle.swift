/// What to look for in text: a run of letters, or letters in this order with others between; upper and
/// lower case are the same.
struct TextNeedle {
  private let bytes: [UInt8]
  private let isFuzzy: Bool
  private let isASCII: Bool

  init(substring: String) {
    self.init(substring, isFuzzy: false)
  }

  init(letters: String) {
    self.init(letters, isFuzzy: true)
  }

  private init(_ text: String, isFuzzy: Bool) {
    bytes = Array(text.lowercased().utf8)
    isASCII = bytes.allSatisfy { $0 < 0x80 }
    self.isFuzzy = isFuzzy
  }

  /// Whether a number or a time, written out, could contain it.
  var fitsNumbers: Bool {
    bytes.allSatisfy { "0123456789-+.: einfa".utf8.contains($0) }
  }

  func isFound(in text: String) -> Bool {
    // Only letters beyond ASCII need the tables of Unicode to become lower case.
    var text = isASCII ? text : text.lowercased()
    return text.withUTF8 { isFuzzy ? isSubsequence($0) : isSubstring($0) }
  }

  /// The same in a number's decimal digits, without making a `String` of them.
  func isFound(in number: Int64) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var place = 20
      var rest = number.magnitude
      repeat {
        place -= 1
        digits[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if number < 0 {
        place -= 1
        digits[place] = UInt8(ascii: "-")
      }
      let text = UnsafeBufferPointer(rebasing: digits[place...])
      return isFuzzy ? isSubsequence(text) : isSubstring(text)
    }
  }

  private func isSubsequence(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var place = 0
    for byte in text where place < bytes.count && Self.lowered(byte) == bytes[place] { place += 1 }
    return place == bytes.count
  }

  private func isSubstring(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { needle in
      guard let first = needle.first else { return true }
      guard text.count >= needle.count else { return false }
      for start in 0...(text.count - needle.count) where Self.lowered(text[start]) == first {
        var place = 1
        while place < needle.count, Self.lowered(text[start + place]) == needle[place] {
          place += 1
        }
        if place == needle.count { return true }
      }
      return false
    }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }
}
