/// Learns the rules of byte-level byte-pair encoding from texts: the most frequent pair of neighboring
/// tokens becomes a token, again and again.
///
/// Texts are cut as Qwen 2 does, each digit by itself, so that a number's tokens show its digits.
///
/// - Source: Sennrich et al. 2016, <https://arxiv.org/abs/1508.07909>, algorithm 1; pairs of equal count
///   in the order of their ids as in Hugging Face tokenizers, against whose trainer it was checked.
public struct BytePairTraining: Sendable {
  /// Tokens of their own, cut out before pairs are counted; they take the first ids.
  public let special: [String]
  private let splitter = PreTokenSplitter(.llama3(digits: 1))
  private let added: AddedTokens
  private var pieces = ByteTable()
  private var counts: [Int] = []

  public init(special: [String]) {
    self.special = special
    added = AddedTokens(
      special.enumerated().map {
        AddedTokens.Token(id: Int32($0.offset), content: $0.element, isSpecial: true)
      })
  }

  /// Counts a text's pieces.
  public mutating func read(_ text: String) {
    var text = text
    let (splitter, added) = (splitter, added)
    text.withUTF8 { bytes in
      for case .text(let range) in added.parts(of: bytes) {
        splitter.forEachPiece(of: UnsafeBufferPointer(rebasing: bytes[range])) { piece in
          let (entry, isNew) = pieces.insert(piece)
          if isNew { counts.append(0) }
          counts[entry] += 1
        }
      }
    }
  }

  /// The rules in the order of their rank, each the bytes of its two sides.
  ///
  /// - Parameters:
  ///   - vocabulary: how many tokens there shall be with the special ones and the 256 bytes; fewer if
  ///     the texts do not repeat enough.
  ///   - leastCount: how often a pair must occur to become a token.
  func rules(vocabulary: Int, leastCount: Int = 2) -> [(left: [UInt8], right: [UInt8])] {
    var tokens = ByteAlphabet.order.map { [$0] }
    var idOfByte = [Int32](repeating: 0, count: 256)
    for (id, byte) in ByteAlphabet.order.enumerated() { idOfByte[Int(byte)] = Int32(id) }
    var words = (0..<counts.count).map { entry in
      PairedWord(symbols: pieces[entry].map { idOfByte[Int($0)] }, count: counts[entry])
    }
    var pairs = PairCounts()
    for index in words.indices { pairs.add(words[index], index, sign: 1) }
    var rules: [(left: [UInt8], right: [UInt8])] = []
    while special.count + tokens.count < vocabulary, let best = pairs.mostFrequent,
      best.count >= leastCount
    {
      let (left, right) = PairCounts.sides(best.pair)
      let id = Int32(tokens.count)
      rules.append((tokens[Int(left)], tokens[Int(right)]))
      tokens.append(tokens[Int(left)] + tokens[Int(right)])
      for index in pairs.takeWords(of: best.pair) {
        pairs.add(words[index], index, sign: -1)
        words[index].join(left, right, as: id)
        pairs.add(words[index], index, sign: 1)
      }
    }
    return rules
  }
}

/// A piece of text as the tokens it consists of so far.
private struct PairedWord {
  var symbols: [Int32]
  let count: Int

  mutating func join(_ left: Int32, _ right: Int32, as id: Int32) {
    var joined: [Int32] = []
    var index = 0
    while index < symbols.count {
      if index + 1 < symbols.count, symbols[index] == left, symbols[index + 1] == right {
        joined.append(id)
        index += 2
      } else {
        joined.append(symbols[index])
        index += 1
      }
    }
    symbols = joined
  }
}

/// How often each pair of tokens stands side by side, and in which words.
private struct PairCounts {
  private var counts: [UInt64: Int] = [:]
  private var words: [UInt64: Set<Int>] = [:]

  static func sides(_ pair: UInt64) -> (Int32, Int32) {
    (Int32(truncatingIfNeeded: pair >> 32), Int32(truncatingIfNeeded: pair))
  }

  mutating func add(_ word: PairedWord, _ index: Int, sign: Int) {
    for (left, right) in zip(word.symbols, word.symbols.dropFirst()) {
      let pair = UInt64(UInt32(left)) << 32 | UInt64(UInt32(right))
      let count = counts[pair, default: 0] + sign * word.count
      counts[pair] = count > 0 ? count : nil
      if sign > 0 { words[pair, default: []].insert(index) }
    }
  }

  var mostFrequent: (pair: UInt64, count: Int)? {
    counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
  }

  /// The words that hold a pair, or once held it, in order; the pair is done with.
  mutating func takeWords(of pair: UInt64) -> [Int] {
    (words.removeValue(forKey: pair) ?? []).sorted()
  }
}
