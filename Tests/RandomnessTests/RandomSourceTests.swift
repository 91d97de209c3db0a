import Randomness
import Testing

@Suite("One seed, split by purpose, epoch and row")
struct RandomSourceTests {
  @Test("gives the keys worked out apart from it")
  func knownKeys() {
    // FNV-1a and SplitMix64's finalizer, computed by a script in Python. A run that is resumed years
    // later needs these to stay.
    #expect(RandomSource(seed: 0).key(.shuffle) == 0x67C3_D985_0B54_BE84)
    #expect(RandomSource(seed: 7).key(.neighbors, epoch: 3, row: 41) == 0x6A23_EFC8_BF74_4E76)
    #expect(
      RandomSource(seed: .max).key(.dropout, epoch: -1, row: -2) == 0x6CAE_36DD_1C97_1CE4)
  }

  @Test("gives another key for every seed, purpose, epoch and row")
  func keysDiffer() {
    let purposes: [RandomSource.Purpose] = [
      .initialization, .shuffle, .neighbors, .dropout, .init("a"), .init("b"), .init(""),
    ]
    var keys: Set<UInt64> = []
    for seed in UInt64(0)..<3 {
      for purpose in purposes {
        for epoch in 0..<20 {
          for row in 0..<50 {
            keys.insert(RandomSource(seed: seed).key(purpose, epoch: epoch, row: row))
          }
        }
      }
    }
    #expect(keys.count == 3 * 7 * 20 * 50)
  }

  @Test("keeps epoch and row apart")
  func epochIsNotRow() {
    let source = RandomSource(seed: 1)
    #expect(source.key(.shuffle, epoch: 1, row: 0) != source.key(.shuffle, epoch: 0, row: 1))
  }

  @Test("streams of neighboring rows and of different purposes have nothing in common")
  func streamsAreIndependent() {
    // Two independent 64-bit draws agree in 32 bits on average, standard deviation 4; the mean of
    // 4,000 pairs stays within 0.32 (five standard errors).
    let source = RandomSource(seed: 9)
    var nearRows = 0
    var nearPurposes = 0
    for row in 0..<4000 {
      var one = source.stream(.neighbors, row: row)
      var next = source.stream(.neighbors, row: row + 1)
      var other = source.stream(.shuffle, row: row)
      let draw = one.next()
      nearRows += (draw ^ next.next()).nonzeroBitCount
      nearPurposes += (draw ^ other.next()).nonzeroBitCount
    }
    #expect(abs(Double(nearRows) / 4000 - 32) < 0.32)
    #expect(abs(Double(nearPurposes) / 4000 - 32) < 0.32)
  }

  @Test("gives a row the same draws in whatever order rows are drawn")
  func orderOfUseDoesNotMatter() {
    let source = RandomSource(seed: 3)
    func draws(of row: Int) -> [UInt64] {
      var stream = source.stream(.neighbors, epoch: 2, row: row)
      return (0..<4).map { _ in stream.next() }
    }
    let forward = (0..<50).map(draws(of:))
    let backward = (0..<50).reversed().map(draws(of:)).reversed()
    #expect(forward == Array(backward))

    // Interleaved, as two workers would.
    var streams = (0..<50).map { source.stream(.neighbors, epoch: 2, row: $0) }
    var interleaved = [[UInt64]](repeating: [], count: 50)
    for _ in 0..<4 {
      for row in streams.indices { interleaved[row].append(streams[row].next()) }
    }
    #expect(interleaved == forward)
  }
}
