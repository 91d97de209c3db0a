import Tensors

/// How rows of a batch form sequences: they stand after one another without padding, so no row ever
/// sees another sequence, and none is computed in vain.
public struct Sequences: Sendable {
  /// Rows given now, per sequence.
  public let lengths: [Int]
  /// Rows given before, whose keys and values a cache holds.
  let cached: [Int]
  /// Of how many last rows per sequence the result is read.
  public let read: [Int]

  /// - Parameter read: how many last rows of each sequence the caller looks at; all unless given.
  public init(lengths: [Int], read: [Int]? = nil, cached: [Int]? = nil) {
    self.lengths = lengths
    self.read = read ?? lengths
    self.cached = cached ?? lengths.map { _ in 0 }
    precondition(
      self.read.count == lengths.count && self.cached.count == lengths.count
        && zip(self.read, lengths).allSatisfy { $0 >= 0 && $0 <= $1 },
      "Sequences: \(self.read) rows to read of \(lengths)")
  }

  public var rowCount: Int { lengths.reduce(0, +) }

  /// The longest sequence with what came before.
  var longest: Int { zip(lengths, cached).map { $0 + $1 }.max() ?? 0 }

  var readsAll: Bool { read == lengths }

  /// The rows that are read.
  var readRows: Rows {
    var start: Int32 = 0
    var rows: [Int32] = []
    for (length, read) in zip(lengths, read) {
      rows += (start + Int32(length - read)..<start + Int32(length))
      start += Int32(length)
    }
    return Rows(rows, of: rowCount)
  }

  /// The place of each row in its sequence; of read rows only if asked.
  func positions(readOnly: Bool = false) -> [Int32] {
    lengths.indices.flatMap { index -> Range<Int32> in
      let end = Int32(cached[index] + lengths[index])
      return end - Int32(readOnly ? read[index] : lengths[index])..<end
    }
  }

  /// Which rows of queries look at which rows of keys: each at its own and earlier ones.
  ///
  /// - Parameters:
  ///   - readOnly: whether queries are the read rows only.
  ///   - slot: rows between the starts of two sequences' keys in a cache; nil when keys stand packed.
  func plan(readOnly: Bool, slot: Int?) -> AttentionPlan {
    var (query, key) = (0, 0)
    let problems = lengths.indices.map { index in
      let count = readOnly ? read[index] : lengths[index]
      let start = slot.map { $0 * index } ?? key
      defer {
        query += count
        key += lengths[index]
      }
      return AttentionPlan.Problem(
        queries: query..<query + count, keys: start..<start + cached[index] + lengths[index])
    }
    return AttentionPlan(problems, mask: .causal)
  }
}
