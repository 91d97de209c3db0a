import Tensors

/// How rows of a batch form sequences: they stand after one another without padding, so no row ever
/// sees another sequence, and none is computed in vain.
public struct Sequences: Sendable {
  /// Rows given now, per sequence.
  public let lengths: [Int]
  /// Rows given before, whose keys and values a cache holds.
  let cached: [Int]
  /// How many rows of each sequence the caller looks at: its last ones, or the last of each branch.
  public let read: [Int]
  /// Per sequence the lengths of ways to go on from its stem; nil where no sequence branches.
  let branches: [[Int]]?

  /// - Parameter read: how many last rows of each sequence the caller looks at; all unless given.
  public init(lengths: [Int], read: [Int]? = nil) {
    self.init(lengths: lengths, read: read ?? lengths, cached: lengths.map { _ in 0 })
  }

  /// Sequences that go on in several ways: a stem, then the rows of each branch, which see the stem and
  /// their own branch and stand at the places after the stem. What begins alike is computed once.
  ///
  /// The caller looks at the last row of each branch.
  public init(stems: [Int], branches: [[Int]]) {
    precondition(
      stems.count == branches.count && stems.allSatisfy { $0 >= 0 }
        && branches.allSatisfy { $0.allSatisfy { $0 > 0 } },
      "Sequences: stems \(stems) with branches \(branches)")
    lengths = zip(stems, branches).map { $0 + $1.reduce(0, +) }
    read = branches.map(\.count)
    cached = lengths.map { _ in 0 }
    self.branches = branches
  }

  private init(lengths: [Int], read: [Int], cached: [Int]) {
    self.lengths = lengths
    self.read = read
    self.cached = cached
    branches = nil
    precondition(
      read.count == lengths.count && cached.count == lengths.count
        && zip(read, lengths).allSatisfy { $0 >= 0 && $0 <= $1 },
      "Sequences: \(read) rows to read of \(lengths)")
  }

  /// The same sequences after rows that a cache holds.
  func after(cached: [Int]?) -> Sequences {
    guard let cached else { return self }
    precondition(branches == nil, "Sequences: branches cannot be read with a cache")
    return Sequences(lengths: lengths, read: read, cached: cached)
  }

  public var rowCount: Int { lengths.reduce(0, +) }

  /// The longest sequence with what came before.
  var longest: Int { zip(lengths, cached).map { $0 + $1 }.max() ?? 0 }

  var readsAll: Bool { branches == nil && read == lengths }

  /// The rows that are read.
  var readRows: Rows {
    var start = 0
    var rows: [Int32] = []
    for index in lengths.indices {
      rows += places(of: index, readOnly: true).map { Int32(start + $0) }
      start += lengths[index]
    }
    return Rows(rows, of: rowCount)
  }

  /// The place of each row in its sequence; of read rows only if asked.
  func positions(readOnly: Bool = false) -> [Int32] {
    lengths.indices.flatMap { index -> [Int32] in
      guard let branches = branches?[index] else {
        return places(of: index, readOnly: readOnly).map { Int32(cached[index] + $0) }
      }
      let stem = lengths[index] - branches.reduce(0, +)
      let rows = branches.flatMap { readOnly ? stem + $0 - 1..<stem + $0 : stem..<stem + $0 }
      return ((readOnly ? [] : Array(0..<stem)) + rows).map { Int32($0) }
    }
  }

  /// Which rows of a sequence, counted within it, are read, or all of them.
  private func places(of index: Int, readOnly: Bool) -> [Int] {
    let length = lengths[index]
    guard readOnly else { return Array(0..<length) }
    guard let branches = branches?[index] else { return Array(length - read[index]..<length) }
    var end = length - branches.reduce(0, +)
    return branches.map { branch in
      end += branch
      return end - 1
    }
  }

  /// Which rows of queries look at which rows of keys: each at its own and earlier ones, of branches its
  /// own and the stem.
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
    guard branches != nil else { return AttentionPlan(problems, mask: .causal) }
    return AttentionPlan(
      problems,
      mask: .visible(lengths.indices.flatMap { visible(in: $0, readOnly: readOnly) }))
  }

  /// The bytes of one branching sequence: `[queries, rows]`.
  private func visible(in index: Int, readOnly: Bool) -> [UInt8] {
    let length = lengths[index]
    let branches = branches?[index] ?? []
    let stem = length - branches.reduce(0, +)
    // Where each row's own branch begins.
    var begins = [Int](repeating: 0, count: stem)
    for branch in branches {
      begins += [Int](repeating: begins.count, count: branch)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity((readOnly ? branches.count : length) * length)
    for row in places(of: index, readOnly: readOnly) {
      for other in 0..<length {
        bytes.append(other <= row && (other < stem || other >= begins[row]) ? 1 : 0)
      }
    }
    return bytes
  }
}
