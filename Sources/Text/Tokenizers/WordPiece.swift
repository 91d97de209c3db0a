/// Words cut greedily into the longest pieces that a vocabulary has, from the left; all but the first
/// are marked, usually by `##`.
///
/// - Source: Wu et al. 2016, <https://arxiv.org/abs/1609.08144>, as in BERT; checked against Hugging Face
///   tokenizers.
struct WordPiece: Sendable {
  /// Pieces that begin a word, and pieces that go on (without their mark); entry numbers lead to the ids.
  let starts: ByteTable
  let startIDs: [Int32]
  let continuations: ByteTable
  let continuationIDs: [Int32]
  let unknown: Int32
  /// A longer word, in characters, is unknown.
  let longestWord: Int

  func encode(_ word: UnsafeBufferPointer<UInt8>, into result: inout [Int32]) {
    let characters = word.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    let count = result.count
    var start = 0
    guard characters <= longestWord else {
      result.append(unknown)
      return
    }
    while start < word.count {
      guard let (id, end) = longestPiece(of: word, from: start) else {
        result.removeSubrange(count...)
        result.append(unknown)
        return
      }
      result.append(id)
      start = end
    }
  }

  private func longestPiece(
    of word: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> (id: Int32, end: Int)? {
    var end = word.count
    while end > start {
      let piece = UnsafeBufferPointer(rebasing: word[start..<end])
      if start == 0 {
        if let entry = starts.find(piece) { return (startIDs[entry], end) }
      } else if let entry = continuations.find(piece) {
        return (continuationIDs[entry], end)
      }
      end -= 1
      while end > start, word[end] & 0xC0 == 0x80 { end -= 1 }
    }
    return nil
  }

  /// Calls `body` with each word of a normalized text: cut at white space, which goes, and around each
  /// punctuation character.
  static func forEachWord(
    of bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    var start = 0
    var index = 0
    func finish() {
      if start < index { body(UnsafeBufferPointer(rebasing: bytes[start..<index])) }
    }
    while index < bytes.count {
      let (scalar, length) = CharacterClasses.decode(index, of: bytes)
      switch CharacterClasses.of(scalar) {
      case .letter, .number: break
      case .space, .newline:
        finish()
        start = index + length
      case .other where BertNormalizer.isPunctuation(scalar):
        finish()
        body(UnsafeBufferPointer(rebasing: bytes[index..<index + length]))
        start = index + length
      case .other: break
      }
      index += length
    }
    finish()
  }
}
