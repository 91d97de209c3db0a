/// Byte-level byte-pair encoding: the bytes of a piece of text, joined pair by pair by the rule of lowest
/// rank until no rule applies, the leftmost pair first among equals.
///
/// - Source: Sennrich et al. 2016, <https://arxiv.org/abs/1508.07909>; on bytes as in GPT-2; checked
///   against Hugging Face tokenizers.
struct BytePairEncoding: Sendable {
  /// Tokens by the bytes they stand for; entry numbers lead to ``ids``.
  let tokens: ByteTable
  let ids: [Int32]
  /// The token of each single byte; -1 if the vocabulary lacks it, and then the byte is left out.
  let byteTokens: [Int32]
  let merges: MergeTable
  /// Whether a piece that is in the vocabulary is that token, whatever the rules would make of it.
  let ignoresMerges: Bool

  /// Adds the tokens of one piece, as remembered or newly made.
  func encode(
    _ piece: UnsafeBufferPointer<UInt8>, remembering memory: inout Memory,
    into result: inout [Int32]
  ) {
    if ignoresMerges, let entry = tokens.find(piece) {
      result.append(ids[entry])
      return
    }
    if let entry = memory.pieces.find(piece) {
      result.append(contentsOf: memory.tokens[memory.starts[entry]..<memory.starts[entry + 1]])
      return
    }
    let start = result.count
    memory.merging.load(piece.lazy.map { byteTokens[Int($0)] })
    memory.merging.run(merges)
    memory.merging.append(to: &result)
    memory.remember(piece, result[start...])
  }

  /// What was made of the pieces met so far. Texts repeat their words: most pieces are found here.
  struct Memory: Sendable {
    fileprivate var pieces = ByteTable()
    fileprivate var tokens: [Int32] = []
    fileprivate var starts = [0]
    fileprivate var merging = Merging()

    /// When it holds this many bytes of text it starts anew.
    private static let mostBytes = 4 << 20
    /// Longer pieces do not come twice.
    private static let longestPiece = 256

    fileprivate mutating func remember(
      _ piece: UnsafeBufferPointer<UInt8>, _ made: ArraySlice<Int32>
    ) {
      guard piece.count <= Self.longestPiece else { return }
      if pieces.byteCount > Self.mostBytes { self = Memory() }
      guard pieces.insert(piece).isNew else { return }
      tokens.append(contentsOf: made)
      starts.append(tokens.count)
    }
  }
}

/// The joining of one piece: symbols in a linked list and the possible joints in a heap, O(n log n).
struct Merging: Sendable {
  private struct Symbol {
    /// -1 once it has been joined to the one before.
    var token: Int32
    var previous: Int32
    var next: Int32
  }

  private struct Joint {
    /// Rank, then place: the smallest goes first.
    var order: UInt64
    var result: Int32

    var position: Int { Int(order & 0xFFFF_FFFF) }
  }

  private var symbols: [Symbol] = []
  private var heap: [Joint] = []

  mutating func load(_ tokens: some Sequence<Int32>) {
    symbols.removeAll(keepingCapacity: true)
    for token in tokens where token >= 0 {
      let index = Int32(symbols.count)
      symbols.append(Symbol(token: token, previous: index - 1, next: index + 1))
    }
    if !symbols.isEmpty { symbols[symbols.count - 1].next = -1 }
  }

  mutating func run(_ merges: MergeTable) {
    heap.removeAll(keepingCapacity: true)
    for index in symbols.indices.dropLast() { propose(index, merges) }
    while let joint = popFirst() {
      let left = joint.position
      // A joint is stale when one of its symbols has changed since.
      guard symbols[left].token >= 0, symbols[left].next >= 0 else { continue }
      let right = Int(symbols[left].next)
      guard let merge = merges.find(symbols[left].token, symbols[right].token),
        merge.result == joint.result
      else { continue }
      symbols[left].token = merge.result
      symbols[left].next = symbols[right].next
      symbols[right].token = -1
      if symbols[left].next >= 0 {
        symbols[Int(symbols[left].next)].previous = Int32(left)
        propose(left, merges)
      }
      if symbols[left].previous >= 0 { propose(Int(symbols[left].previous), merges) }
    }
  }

  func append(to result: inout [Int32]) {
    for symbol in symbols where symbol.token >= 0 { result.append(symbol.token) }
  }

  private mutating func propose(_ left: Int, _ merges: MergeTable) {
    let right = Int(symbols[left].next)
    guard let merge = merges.find(symbols[left].token, symbols[right].token) else { return }
    heap.append(
      Joint(order: UInt64(merge.rank) << 32 | UInt64(left), result: merge.result))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].order < heap[parent].order else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func popFirst() -> Joint? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    var parent = 0
    while 2 * parent + 1 < heap.count {
      var child = 2 * parent + 1
      if child + 1 < heap.count, heap[child + 1].order < heap[child].order { child += 1 }
      guard heap[child].order < last.order else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = last
    return first
  }
}
