import Foundation

/// The sum of many small decision trees over rows of numbers, some of them missing.
///
/// Every tree is complete: its nodes stand level by level, and a node that does not split sends all rows to
/// the left. So all trees have the same shape, and are kept as plain arrays.
struct BoostedTrees: Sendable, Equatable {
  /// Splits on the way from a root to a leaf.
  let depth: Int
  /// What every row begins with.
  var base: Float
  /// Per tree and node the column that it looks at.
  var columns: [Int32]
  /// Per tree and node: a row goes right where its value is greater.
  var thresholds: [Float]
  /// Per tree and node whether a row without a value goes right.
  var missingGoesRight: [Bool]
  /// Per tree and leaf what is added to the sum.
  var leaves: [Float]

  /// Nodes of a tree.
  static func nodes(depth: Int) -> Int { (1 << depth) - 1 }

  init(depth: Int, rounds: Int) {
    self.depth = depth
    base = 0
    let nodes = rounds * Self.nodes(depth: depth)
    columns = [Int32](repeating: 0, count: nodes)
    thresholds = [Float](repeating: .infinity, count: nodes)
    missingGoesRight = [Bool](repeating: false, count: nodes)
    leaves = [Float](repeating: 0, count: rounds << depth)
  }

  var rounds: Int { leaves.count >> depth }

  /// The sum for one row.
  func callAsFunction(_ row: [Float]) -> Float {
    let nodes = Self.nodes(depth: depth)
    var sum = base
    for round in 0..<rounds {
      var node = 0
      while node < nodes {
        let place = round * nodes + node
        let value = row[Int(columns[place])]
        let goesRight = value.isNaN ? missingGoesRight[place] : value > thresholds[place]
        node = 2 * node + (goesRight ? 2 : 1)
      }
      sum += leaves[round << depth + node - nodes]
    }
    return sum
  }
}

/// Grows ``BoostedTrees``: each tree tells what those before it left unexplained.
///
/// Splits are searched among at most 63 thresholds a column. The latest rows are held out; trees after
/// the round that was best on them are dropped.
///
/// - Source: Friedman 2001, "Greedy function approximation: a gradient boosting machine" (leaves of the absolute
///   error are medians, its algorithm 3); gain and leaves of second order: Chen and Guestrin 2016, XGBoost,
///   <https://arxiv.org/abs/1603.02754>, equations 5 and 7, with λ = 1; histograms: Ke et al. 2017, LightGBM.
struct TreeBooster: Sendable {
  enum Loss: Sendable, Equatable {
    case logistic
    case absolute
    case squared
  }

  var loss: Loss
  var rounds = 400
  var depth = 4
  /// Which share of what a leaf says is believed.
  var shrinkage = 0.05
  /// Rows of a leaf at least.
  var leafRows = 20
  /// Rounds without a better loss on what is held out, after which no tree is added.
  var patience = 40

  /// - Parameters:
  ///   - rows: one array a row, of as many numbers each; NaN where one is missing.
  ///   - labels: 0 or 1 for the logistic loss.
  ///   - heldOut: rows that no tree learns from, by number.
  func trees(for rows: [[Float]], labels: [Double], heldOut: Set<Int>) -> BoostedTrees {
    precondition(
      rows.count == labels.count, "TreeBooster: \(rows.count) rows, \(labels.count) labels")
    var trees = BoostedTrees(depth: depth, rounds: rounds)
    let learned = rows.indices.filter { !heldOut.contains($0) }
    guard !learned.isEmpty else { return trees }
    let base = base(learned.map { labels[$0] })
    trees.base = Float(base)
    let bins = ColumnBins(rows, learned: learned)
    var sums = [Double](repeating: base, count: rows.count)
    var best = (loss: meanLoss(sums, labels, heldOut), rounds: 0)
    for round in 0..<rounds {
      var nodes = [Int32](repeating: 0, count: rows.count)
      for level in 0..<depth {
        let splits = splits(of: level, nodes, sums, labels, learned, bins)
        for (number, split) in splits.enumerated() {
          guard let split else { continue }
          let place =
            round * BoostedTrees.nodes(depth: depth) + BoostedTrees.nodes(depth: level) + number
          trees.columns[place] = Int32(split.column)
          trees.thresholds[place] = bins.threshold(of: split)
          trees.missingGoesRight[place] = split.missingGoesRight
        }
        for row in rows.indices {
          let goesRight = splits[Int(nodes[row])].map { bins.goesRight(row, at: $0) } ?? false
          nodes[row] = 2 * nodes[row] + (goesRight ? 1 : 0)
        }
      }
      let values = leafValues(nodes, sums, labels, learned)
      for (leaf, value) in values.enumerated() {
        trees.leaves[round << depth + leaf] = Float(value)
      }
      for row in rows.indices { sums[row] += values[Int(nodes[row])] }
      let loss = meanLoss(sums, labels, heldOut)
      if heldOut.isEmpty || loss < best.loss { best = (loss, round + 1) }
      if round + 1 - best.rounds >= patience { break }
    }
    for leaf in best.rounds << depth..<trees.leaves.count { trees.leaves[leaf] = 0 }
    return trees
  }

  // MARK: - Losses

  private func base(_ labels: [Double]) -> Double {
    switch loss {
    case .absolute: return Self.median(labels)
    case .squared: return labels.reduce(0, +) / Double(labels.count)
    case .logistic:
      // As if one row of either class came along, so that labels of one class have a finite answer.
      let share = (labels.reduce(0, +) + 1) / (Double(labels.count) + 2)
      return log(share / (1 - share))
    }
  }

  /// First and second derivative of a row's loss by its sum.
  private func derivatives(_ sum: Double, _ label: Double) -> (first: Double, second: Double) {
    switch loss {
    case .absolute: return (sum > label ? 1 : sum < label ? -1 : 0, 1)
    case .squared: return (sum - label, 1)
    case .logistic:
      let share = 1 / (1 + exp(-sum))
      return (share - label, max(1e-6, share * (1 - share)))
    }
  }

  private func meanLoss(_ sums: [Double], _ labels: [Double], _ rows: Set<Int>) -> Double {
    var total = 0.0
    for row in rows.sorted() {
      let (sum, label) = (sums[row], labels[row])
      switch loss {
      case .absolute: total += abs(sum - label)
      case .squared: total += (sum - label) * (sum - label)
      case .logistic: total += max(sum, 0) - sum * label + log1p(exp(-abs(sum)))
      }
    }
    return total / Double(max(1, rows.count))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  // MARK: - A tree

  /// Per node of a level how its rows are best told apart; nil where nothing is gained.
  private func splits(
    of level: Int, _ nodes: [Int32], _ sums: [Double], _ labels: [Double], _ learned: [Int],
    _ bins: ColumnBins
  ) -> [TreeSplit?] {
    let count = 1 << level
    let slopes = learned.map { derivatives(sums[$0], labels[$0]) }
    var best = [(gain: Double, split: TreeSplit)?](repeating: nil, count: count)
    for column in bins.thresholds.indices {
      let codes = bins.thresholds[column].count + 2
      var histogram = [TreeSplit.Sums](repeating: .init(), count: count * codes)
      for (slope, row) in zip(slopes, learned) {
        histogram[Int(nodes[row]) * codes + Int(bins.codes[column][row])]
          .add(slope.first, slope.second)
      }
      for node in 0..<count {
        let found = TreeSplit.best(
          histogram[node * codes..<(node + 1) * codes], column: column, leafRows: leafRows)
        if let found, found.gain > best[node]?.gain ?? 1e-9 { best[node] = found }
      }
    }
    return best.map { $0?.split }
  }

  private func leafValues(
    _ nodes: [Int32], _ sums: [Double], _ labels: [Double], _ learned: [Int]
  ) -> [Double] {
    let count = 1 << depth
    if loss == .absolute {
      var left = [[Double]](repeating: [], count: count)
      for row in learned { left[Int(nodes[row])].append(labels[row] - sums[row]) }
      return left.map { shrinkage * Self.median($0) }
    }
    var slopes = [TreeSplit.Sums](repeating: .init(), count: count)
    for row in learned {
      let slope = derivatives(sums[row], labels[row])
      slopes[Int(nodes[row])].add(slope.first, slope.second)
    }
    return slopes.map { -shrinkage * $0.first / ($0.second + TreeSplit.lambda) }
  }
}
