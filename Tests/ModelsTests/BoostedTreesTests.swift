import Testing

@testable import Models

/// Trees against sums by hand, and what they must be able to tell apart.
@Suite("Boosted trees")
struct BoostedTreesTests {
  private func booster(
    _ loss: TreeBooster.Loss, rounds: Int = 1, depth: Int = 1, shrinkage: Double = 1,
    leafRows: Int = 1
  ) -> TreeBooster {
    TreeBooster(
      loss: loss, rounds: rounds, depth: depth, shrinkage: shrinkage, leafRows: leafRows)
  }

  /// What one tree of one split says of four rows of one column.
  private func answers(
    _ loss: TreeBooster.Loss, _ labels: [Double], of column: [Float] = [1, 2, 3, 4]
  ) -> [Float] {
    let rows = column.map { [$0] }
    let trees = booster(loss).trees(for: rows, labels: labels, heldOut: [])
    return rows.map { trees($0) }
  }

  @Test("are those worked out by hand, for each loss")
  func byHand() {
    // Log-odds 0 before; slopes ±½, curvatures ¼: leaves ∓(1 / (½ + 1)).
    let third: Float = 2.0 / 3
    #expect(answers(.logistic, [0, 0, 1, 1]) == [-third, -third, third, third])
    // Median 6; of what is left, -5, -4, 4, 14, medians -4.5 and 9.
    #expect(answers(.absolute, [1, 2, 10, 20]) == [1.5, 1.5, 15, 15])
    // Mean 8.25; slopes 7.25 + 6.25 on the left, as much on the right: leaves ∓13.5 / (2 + 1).
    #expect(answers(.squared, [1, 2, 10, 20]) == [3.75, 3.75, 12.75, 12.75])
  }

  @Test("split where most is gained, never with too few rows on a side")
  func splits() {
    let labels = [0.0, 8, 8, 8]
    #expect(answers(.squared, labels) == [3, 7.5, 7.5, 7.5])
    let two = booster(.squared, leafRows: 2).trees(
      for: [[1], [2], [3], [4]], labels: labels, heldOut: [])
    #expect(two.thresholds == [2.5])
    let three = booster(.squared, leafRows: 3).trees(
      for: [[1], [2], [3], [4]], labels: labels, heldOut: [])
    #expect(three.thresholds == [.infinity])
  }

  @Test("send rows without a value where they fit best, be it all alone")
  func missing() {
    let labels = [0.0, 0, 9, 9]
    let whole = answers(.squared, labels)
    #expect(whole[0] < whole[3])
    #expect(answers(.squared, labels, of: [1, .nan, 3, 4]) == whole)
    #expect(answers(.squared, labels, of: [1, 2, 3, .nan]) == whole)
    #expect(answers(.squared, labels, of: [1, 2, .nan, .nan]) == whole)
    // The same of a column that has but one value.
    #expect(answers(.squared, labels, of: [7, 7, .nan, .nan]) == whole)
  }

  @Test("tell what takes two columns together, and more with every tree")
  func together() {
    let rows = (0..<64).map { [Float($0 % 8), Float($0 / 8)] }
    let labels = rows.map { $0[0] > 3 && $0[1] > 4 ? 1.0 : 0 }
    func wrong(depth: Int, rounds: Int) -> Int {
      let trees = booster(.logistic, rounds: rounds, depth: depth, shrinkage: 0.5)
        .trees(for: rows, labels: labels, heldOut: [])
      return zip(rows, labels).count { (trees($0) > 0) != ($1 > 0.5) }
    }
    #expect(wrong(depth: 2, rounds: 20) == 0)
    #expect(wrong(depth: 1, rounds: 1) > 0)
  }

  @Test("of more than 63 values are cut where about as many rows lie on each side")
  func bins() {
    let rows = (0..<1_000).map { [Float($0)] }
    let bins = ColumnBins(rows, learned: Array(rows.indices))
    #expect(bins.thresholds[0].count == 63)
    let sizes = Dictionary(grouping: bins.codes[0]) { $0 }.mapValues(\.count)
    #expect(sizes.count == 64 && sizes.values.allSatisfy { (14...17).contains($0) })
    // A tree sends each row where its bin goes.
    for bin in [0, 17, 62] {
      let split = TreeSplit(column: 0, bin: bin, missingGoesRight: false)
      for row in rows.indices {
        #expect(bins.goesRight(row, at: split) == (rows[row][0] > bins.threshold(of: split)))
      }
    }
  }

  @Test("are as many as the rows held out say: of noise nearly none, of what holds all")
  func heldOut() {
    var state: UInt32 = 9
    func noise() -> Float {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / Float(1 << 24)
    }
    let rows = (0..<300).map { _ in [noise(), noise()] }
    func grown(_ label: ([Float]) -> Double) -> Int {
      let trees = booster(.logistic, rounds: 60, depth: 3, shrinkage: 0.2)
        .trees(for: rows, labels: rows.map(label), heldOut: Set(200..<300))
      return (0..<60).count { round in
        trees.leaves[round * 8..<(round + 1) * 8].contains { $0 != 0 }
      }
    }
    #expect(grown { _ in noise() > 0.5 ? 1 : 0 } < 12)
    #expect(grown { $0[0] > 0.4 ? 1 : 0 } > 40)
  }

  @Test("have a finite answer where all labels are alike, and without rows")
  func degenerate() {
    let same = booster(.logistic).trees(for: [[1], [2]], labels: [1, 1], heldOut: [])
    #expect(same([1]).isFinite && same([1]) > 0)
    #expect(booster(.squared).trees(for: [], labels: [], heldOut: [])([1]) == 0)
  }
}
