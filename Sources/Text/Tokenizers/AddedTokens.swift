/// Tokens that are cut out of a text before anything else looks at it, such as `<|eot_id|>`.
///
/// - Source: Hugging Face tokenizers, `AddedVocabulary`: leftmost match first, of these the longest.
struct AddedTokens: Sendable {
  struct Token: Sendable, Equatable {
    let id: Int32
    let content: String
    /// Left out when decoding for a reader.
    let isSpecial: Bool
    /// Only where no letter or digit touches it.
    var isSingleWord = false
    /// Takes the white space before it, or after it.
    var takesSpaceBefore = false
    var takesSpaceAfter = false
  }

  enum Part {
    case text(Range<Int>)
    case token(Int32)
  }

  let tokens: [Token]
  /// Tokens by their first byte, the longest first.
  private let candidates: [UInt8: [(bytes: [UInt8], token: Token)]]

  init(_ tokens: [Token]) {
    self.tokens = tokens
    let contents = tokens.filter { !$0.content.isEmpty }.map {
      (bytes: Array($0.content.utf8), token: $0)
    }
    candidates = Dictionary(grouping: contents) { $0.bytes[0] }
      .mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }

  /// The text cut at the added tokens, in order.
  func parts(of bytes: UnsafeBufferPointer<UInt8>) -> [Part] {
    guard !candidates.isEmpty else { return bytes.isEmpty ? [] : [.text(0..<bytes.count)] }
    var parts: [Part] = []
    var textStart = 0
    var index = 0
    while index < bytes.count {
      guard let found = match(at: index, bytes) else {
        index += 1
        continue
      }
      var (start, end) = (index, index + found.bytes.count)
      index = end
      let touches = Self.endsInWord(bytes, before: start) || Self.startsWithWord(bytes, at: end)
      if found.token.isSingleWord, touches { continue }
      if found.token.takesSpaceBefore {
        start = max(textStart, Self.spaceStart(bytes, before: start))
      }
      if found.token.takesSpaceAfter { end = Self.spaceEnd(bytes, from: end) }
      if textStart < start { parts.append(.text(textStart..<start)) }
      parts.append(.token(found.token.id))
      textStart = end
      index = max(index, end)
    }
    if textStart < bytes.count { parts.append(.text(textStart..<bytes.count)) }
    return parts
  }

  private func match(
    at index: Int, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (bytes: [UInt8], token: Token)? {
    candidates[bytes[index]]?.first { candidate in
      index + candidate.bytes.count <= bytes.count
        && candidate.bytes.indices.allSatisfy { bytes[index + $0] == candidate.bytes[$0] }
    }
  }

  private static func startsWithWord(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    index < bytes.count && isWord(CharacterClasses.decode(index, of: bytes).scalar)
  }

  private static func endsInWord(_ bytes: UnsafeBufferPointer<UInt8>, before index: Int) -> Bool {
    index > 0
      && isWord(CharacterClasses.decode(characterStart(bytes, before: index), of: bytes).scalar)
  }

  /// `\w`: alphabetic, marks, decimal digits, connectors, joiners.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    if properties.isAlphabetic || properties.isJoinControl { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      return true
    default: return false
    }
  }

  private static func characterStart(
    _ bytes: UnsafeBufferPointer<UInt8>, before index: Int
  ) -> Int {
    var start = index - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return start
  }

  private static func spaceStart(_ bytes: UnsafeBufferPointer<UInt8>, before index: Int) -> Int {
    var start = index
    while start > 0 {
      let previous = characterStart(bytes, before: start)
      guard CharacterClasses.decode(previous, of: bytes).scalar.properties.isWhitespace else {
        break
      }
      start = previous
    }
    return start
  }

  private static func spaceEnd(_ bytes: UnsafeBufferPointer<UInt8>, from index: Int) -> Int {
    var end = index
    while end < bytes.count {
      let (scalar, length) = CharacterClasses.decode(end, of: bytes)
      guard scalar.properties.isWhitespace else { break }
      end += length
    }
    return end
  }
}
