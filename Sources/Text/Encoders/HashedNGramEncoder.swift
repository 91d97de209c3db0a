/// A text as hashed counts of its words and of the letter trigrams inside them.
///
/// Every feature is hashed to one of `width` places with a sign (Weinberger et al. 2009, "Feature hashing
/// for large scale multitask learning", eq. 2), so that collisions cancel on average; counts are damped
/// by a square root and the vector has length 1. Equal texts give equal bits on every machine; texts
/// that share words or spellings point the same way. There is nothing to download and nothing to fit,
/// so nothing can leak from the future.
///
/// - Complexity: O(length of the text).
public struct HashedNGramEncoder: SentenceEncoder {
  public let width: Int
  public var name: String { "hashed-ngrams-v1-\(width)" }

  public init(width: Int = 64) {
    precondition(width > 0, "HashedNGramEncoder: width \(width) must be positive")
    self.width = width
  }

  public func encode(_ texts: [String]) -> [Float] {
    var vectors = [Float](repeating: 0, count: texts.count * width)
    for (index, text) in texts.enumerated() {
      add(text, to: &vectors, at: index * width)
    }
    return vectors
  }

  private func add(_ text: String, to vectors: inout [Float], at base: Int) {
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      let bytes = Array(word.utf8)
      count(bytes[...], kind: 0x77, weight: 2, in: &vectors, at: base)
      let framed = [UInt8(ascii: "<")] + bytes + [UInt8(ascii: ">")]
      for start in 0..<max(0, framed.count - 2) {
        count(framed[start..<start + 3], kind: 0x74, weight: 1, in: &vectors, at: base)
      }
    }
    var square: Float = 0
    for index in base..<base + width {
      let value = vectors[index]
      let damped = value < 0 ? -(-value).squareRoot() : value.squareRoot()
      vectors[index] = damped
      square += damped * damped
    }
    guard square > 0 else { return }
    let scale = 1 / square.squareRoot()
    for index in base..<base + width { vectors[index] *= scale }
  }

  /// FNV-1a over a kind byte and the feature's bytes, finished by a mixer: the low bits choose the
  /// place, the highest the sign.
  private func count(
    _ feature: ArraySlice<UInt8>, kind: UInt8, weight: Float, in vectors: inout [Float],
    at base: Int
  ) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    hash = (hash ^ UInt64(kind)) &* 0x0000_0100_0000_01B3
    for byte in feature { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ (hash >> 32)) &* 0xD6E8_FEB8_6659_FD93
    hash ^= hash >> 32
    let place = Int((hash & 0x7FFF_FFFF) % UInt64(width))
    vectors[base + place] += hash >> 63 == 0 ? weight : -weight
  }
}
