/// How a node of a tree tells its rows apart: those of a column's first bins from the rest.
struct TreeSplit: Sendable, Equatable {
  let column: Int
  /// The last bin that goes left, which is also the place of the threshold; the last of all where only rows
  /// without a value go right.
  let bin: Int
  let missingGoesRight: Bool

  /// Sums over rows of a loss's derivatives.
  struct Sums: Sendable {
    private(set) var first = 0.0
    private(set) var second = 0.0
    private(set) var rows = 0

    mutating func add(_ first: Double, _ second: Double) {
      self.first += first
      self.second += second
      rows += 1
    }

    static func + (a: Sums, b: Sums) -> Sums {
      Sums(first: a.first + b.first, second: a.second + b.second, rows: a.rows + b.rows)
    }

    static func - (a: Sums, b: Sums) -> Sums {
      Sums(first: a.first - b.first, second: a.second - b.second, rows: a.rows - b.rows)
    }

    /// How much of the loss one answer for all the rows takes away, twice.
    var gain: Double { first * first / (second + TreeSplit.lambda) }
  }

  /// What is added to second derivatives, so that few rows do not say much.
  static let lambda = 1.0

  /// The best split of a node on one column; nil where none leaves enough rows on both sides.
  ///
  /// - Parameter histogram: by code: rows without a value, then those of each bin.
  static func best(
    _ histogram: ArraySlice<Sums>, column: Int, leafRows: Int
  ) -> (gain: Double, split: TreeSplit)? {
    let start = histogram.startIndex
    let missing = histogram[start]
    let whole = histogram.reduce(Sums(), +)
    var best: (gain: Double, split: TreeSplit)?
    var left = Sums()
    for bin in 0..<histogram.count - 1 {
      left = left + histogram[start + 1 + bin]
      for missingGoesRight in missing.rows > 0 ? [false, true] : [false] {
        let onLeft = missingGoesRight ? left : left + missing
        let onRight = whole - onLeft
        guard onLeft.rows >= leafRows, onRight.rows >= leafRows else { continue }
        let gain = onLeft.gain + onRight.gain - whole.gain
        if gain > best?.gain ?? 0 {
          best = (
            gain, TreeSplit(column: column, bin: bin, missingGoesRight: missingGoesRight)
          )
        }
      }
    }
    return best
  }
}

/// Columns of numbers cut into bins.
struct ColumnBins: Sendable {
  /// Per column, rising; a value is in the bin before the first threshold that is not less.
  let thresholds: [[Float]]
  /// Per column and row: 0 without a value, else 1 + its bin.
  let codes: [[UInt8]]

  private static let most = 63

  /// - Parameter learned: the rows whose values say where to cut.
  init(_ rows: [[Float]], learned: [Int]) {
    let columns = rows.first?.indices ?? 0..<0
    var (thresholds, codes): ([[Float]], [[UInt8]]) = ([], [])
    for column in columns {
      let cuts = Self.cuts(learned.map { rows[$0][column] }.filter { !$0.isNaN }.sorted())
      thresholds.append(cuts)
      codes.append(
        rows.map { row in
          guard !row[column].isNaN else { return 0 }
          var (low, high) = (0, cuts.count)
          while low < high {
            let middle = (low + high) / 2
            if cuts[middle] < row[column] { low = middle + 1 } else { high = middle }
          }
          return UInt8(1 + low)
        })
    }
    self.thresholds = thresholds
    self.codes = codes
  }

  /// Between values that differ, all of them or as many as may be, each with about as many rows.
  private static func cuts(_ sorted: [Float]) -> [Float] {
    let steps = zip(sorted, sorted.dropFirst()).enumerated().filter { $0.element.0 < $0.element.1 }
    let wanted =
      steps.count <= most
      ? steps
      : (1...most).compactMap { number in
        let place = sorted.count * number / (most + 1)
        return steps.first { $0.offset >= place - 1 }
      }
    var cuts: [Float] = []
    for (_, (below, above)) in wanted {
      let middle = below + (above - below) / 2
      // Of neighbors among the floating-point numbers the lower one is the threshold.
      let cut = middle < above ? middle : below
      if cuts.last.map({ $0 < cut }) ?? true { cuts.append(cut) }
    }
    return cuts
  }

  /// The greatest value that a split sends left.
  func threshold(of split: TreeSplit) -> Float {
    let cuts = thresholds[split.column]
    return split.bin < cuts.count ? cuts[split.bin] : .infinity
  }

  func goesRight(_ row: Int, at split: TreeSplit) -> Bool {
    let code = codes[split.column][row]
    return code == 0 ? split.missingGoesRight : Int(code) - 1 > split.bin
  }
}
