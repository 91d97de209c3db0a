import CKernels

/// The arithmetic of ``Tensor/attention(queries:keys:values:heads:keyHeads:scale:distances:plan:)``.
struct AttentionPass: Sendable {
  let queries: Tensor
  let keys: Tensor
  let values: Tensor
  let heads: Int
  let keyHeads: Int
  let width: Int
  let scale: Float
  /// Divided by the scale, by which scores are multiplied later: `[heads, 2 · reach - 1]`.
  private let distances: Tensor?
  let plan: AttentionPlan

  /// Scores of one block: half a megabyte, so that a block and its gradient stay in the cache of a
  /// core.
  private static let blockScores = 1 << 17

  init(
    queries: Tensor, keys: Tensor, values: Tensor, heads: Int, keyHeads: Int, scale: Float?,
    distances: Tensor?, plan: AttentionPlan
  ) {
    precondition(
      queries.shape.rank == 2 && keys.shape.rank == 2 && keys.shape == values.shape && heads > 0
        && keyHeads > 0 && heads.isMultiple(of: keyHeads)
        && queries.shape.width.isMultiple(of: heads)
        && keys.shape.width * heads == queries.shape.width * keyHeads,
      "attention: queries \(queries.shape) with \(heads) heads, "
        + "keys \(keys.shape) and values \(values.shape) with \(keyHeads)")
    for problem in plan.problems {
      precondition(
        problem.queries.lowerBound >= 0 && problem.queries.upperBound <= queries.shape[0]
          && problem.keys.lowerBound >= 0 && problem.keys.upperBound <= keys.shape[0],
        "attention: problem \(problem) of queries \(queries.shape) and keys \(keys.shape)")
    }
    self.queries = queries
    self.keys = keys
    self.values = values
    self.heads = heads
    self.keyHeads = keyHeads
    width = queries.shape.width / heads
    let scale = scale ?? 1 / Float(width).squareRoot()
    self.scale = scale
    self.distances = distances.map { $0 * (1 / scale) }
    self.plan = plan
    if let shape = distances?.shape {
      let longest = plan.problems.map(\.keys.count).max() ?? 0
      precondition(
        shape.rank == 2 && shape[0] == heads && !shape[1].isMultiple(of: 2)
          && shape[1] / 2 + 1 >= longest
          && plan.problems.allSatisfy { $0.queries.count <= $0.keys.count },
        "attention: distances \(shape) for \(heads) heads and \(longest) keys")
    }
  }

  /// One block of queries of one problem and head.
  private struct Block {
    let problem: Int
    let head: Int
    /// Counted within the problem.
    let queries: Range<Int>
    /// How many of the problem's keys some query of the block sees.
    let seen: Int
  }

  private func blocks(_ problem: Int, head: Int) -> [Block] {
    let (count, keyCount) = (
      plan.problems[problem].queries.count, plan.problems[problem].keys.count
    )
    let chunks = Chunks(
      rows: count, rowsPerChunk: max(16, Self.blockScores / max(1, keyCount)))
    return (0..<chunks.count).map { chunk in
      let rows = chunks[chunk]
      let seen = plan.scoreMask(problem, queries: rows).most(rows: rows.count, of: keyCount)
      return Block(problem: problem, head: head, queries: rows, seen: seen)
    }
  }

  func forward(keepingSums: Bool) -> (result: Tensor, logSums: Tensor?) {
    let isWhole = plan.problems.reduce(0) { $0 + $1.queries.count } == queries.shape[0]
    let result = isWhole ? Tensor(uninitialized: queries.shape) : .zeros(queries.shape)
    let sums = keepingSums ? Tensor(uninitialized: [heads, queries.shape[0]]) : nil
    let blocks = plan.problems.indices.flatMap { problem in
      (0..<heads).flatMap { self.blocks(problem, head: $0) }
    }
    withMaskBytes { bytes in
      // About 50 µs of blocks per chunk.
      let work = blocks.reduce(0) { $0 + $1.queries.count * $1.seen } / max(1, blocks.count)
      Chunks(rows: blocks.count, rowsPerChunk: max(1, (1 << 17) / max(1, work))).forEach {
        for number in $0 {
          self.forward(blocks[number], bytes, to: result, logSums: sums)
        }
      }
    }
    return (result, sums)
  }

  private func forward(
    _ block: Block, _ bytes: UnsafePointer<UInt8>?, to result: Tensor, logSums: Tensor?
  ) {
    let problem = plan.problems[block.problem]
    let firstQuery = problem.queries.lowerBound + block.queries.lowerBound
    let scores = Tensor(uninitialized: [block.queries.count, block.seen])
    multiplyQueriesByKeys(block, into: scores)
    rz_softmax(
      rule(block, bytes), scores.base, Int64(block.queries.count),
      logSums.map { $0.base + block.head * queries.shape[0] + firstQuery }, scores.base)
    MatrixProduct.multiplyOrClear(
      m: block.queries.count, n: width, k: block.seen,
      BLAS.Operand(base: scores.base, stride: block.seen, isTransposed: false),
      operand(values, row: problem.keys.lowerBound, head: keyHead(of: block.head)),
      into: address(result, row: firstQuery, head: block.head), stride: result.shape.width)
  }

  private func keyHead(of head: Int) -> Int { head / (heads / keyHeads) }

  private func address(_ tensor: Tensor, row: Int, head: Int) -> UnsafeMutablePointer<Float> {
    tensor.base + row * tensor.shape.width + head * width
  }

  private func operand(
    _ tensor: Tensor, row: Int, head: Int, isTransposed: Bool = false
  ) -> BLAS.Operand {
    BLAS.Operand(
      base: address(tensor, row: row, head: head), stride: tensor.shape.width,
      isTransposed: isTransposed)
  }

  private func multiplyQueriesByKeys(_ block: Block, into scores: Tensor) {
    let problem = plan.problems[block.problem]
    BLAS.multiply(
      m: block.queries.count, n: block.seen, k: width,
      operand(
        queries, row: problem.queries.lowerBound + block.queries.lowerBound, head: block.head),
      operand(
        keys, row: problem.keys.lowerBound, head: keyHead(of: block.head), isTransposed: true),
      onto: start(block), into: scores.base, stride: block.seen)
  }

  /// What scores begin with. The numbers of a query's keys stand beside one another in the row of its head,
  /// those of the next query one place before.
  private func start(_ block: Block) -> BLAS.Start {
    guard let distances else { return .zeros }
    let (problem, width) = (plan.problems[block.problem], distances.shape.width)
    let place = problem.keys.count - problem.queries.count + block.queries.lowerBound
    return .rows(distances.base + block.head * width + width / 2 - place, stride: -1)
  }

  private func rule(_ block: Block, _ bytes: UnsafePointer<UInt8>?) -> rz_softmax_rule {
    let mask = plan.scoreMask(block.problem, queries: block.queries)
    return rz_softmax_rule(
      width: Int64(block.seen), scale: scale, first_seen: Int64(mask.firstSeen),
      seen_per_row: Int64(mask.seenPerRow),
      visible: mask.start.flatMap { start in bytes.map { $0 + start } })
  }

  private func withMaskBytes(_ body: (UnsafePointer<UInt8>?) -> Void) {
    guard case .visible(let bytes) = plan.mask else { return body(nil) }
    bytes.withUnsafeBufferPointer { body($0.baseAddress) }
  }

  // MARK: - Gradients

  /// The gradients of queries, keys and values.
  ///
  /// A unit of work is a problem and a head of keys, whose gradients one thread adds up in one order;
  /// problems that share keys are one unit.
  func gradients(_ g: Tensor, logSums: Tensor?) -> [Tensor?] {
    guard let logSums else { return [nil, nil, nil] }
    let queryGradient = Tensor.zeros(queries.shape)
    let keyGradient = Tensor.zeros(keys.shape)
    let valueGradient = Tensor.zeros(values.shape)
    let groups =
      plan.hasSeparateKeys ? plan.problems.indices.map { [$0] } : [Array(plan.problems.indices)]
    let work = plan.problems.reduce(0) { $0 + $1.queries.count * $1.keys.count }
    let unitWork = work * heads / max(1, groups.count * keyHeads)
    withMaskBytes { bytes in
      let chunks = Chunks(
        rows: groups.count * keyHeads, rowsPerChunk: max(1, (1 << 16) / max(1, unitWork)))
      chunks.forEach {
        for unit in $0 {
          let keyHead = unit % keyHeads
          for problem in groups[unit / keyHeads] {
            for head in keyHead * heads / keyHeads..<(keyHead + 1) * heads / keyHeads {
              for block in blocks(problem, head: head) where block.seen > 0 {
                addGradients(
                  of: block, g, logSums, bytes, queryGradient, keyGradient, valueGradient)
              }
            }
          }
        }
      }
    }
    return [queryGradient, keyGradient, valueGradient]
  }

  private func addGradients(
    of block: Block, _ g: Tensor, _ logSums: Tensor, _ bytes: UnsafePointer<UInt8>?,
    _ queryGradient: Tensor, _ keyGradient: Tensor, _ valueGradient: Tensor
  ) {
    let problem = plan.problems[block.problem]
    let (rows, seen) = (block.queries.count, block.seen)
    let firstQuery = problem.queries.lowerBound + block.queries.lowerBound
    let firstKey = problem.keys.lowerBound
    let keyHead = keyHead(of: block.head)
    let shares = Tensor(uninitialized: [rows, seen])
    let slopes = Tensor(uninitialized: [rows, seen])
    multiplyQueriesByKeys(block, into: shares)
    rz_softmax_again(
      rule(block, bytes), shares.base,
      logSums.base + block.head * queries.shape[0] + firstQuery, Int64(rows), shares.base)
    let upstream = operand(g, row: firstQuery, head: block.head)
    BLAS.multiply(
      m: rows, n: seen, k: width, upstream,
      operand(values, row: firstKey, head: keyHead, isTransposed: true),
      into: slopes.base, stride: seen)
    BLAS.multiply(
      m: seen, n: width, k: rows,
      BLAS.Operand(base: shares.base, stride: seen, isTransposed: true), upstream,
      onto: .result, into: address(valueGradient, row: firstKey, head: keyHead),
      stride: values.shape.width)
    rz_softmax_gradient(
      scale, shares.base, slopes.base, Int64(rows), Int64(seen), slopes.base)
    BLAS.multiply(
      m: rows, n: width, k: seen,
      BLAS.Operand(base: slopes.base, stride: seen, isTransposed: false),
      operand(keys, row: firstKey, head: keyHead),
      into: address(queryGradient, row: firstQuery, head: block.head),
      stride: queries.shape.width)
    BLAS.multiply(
      m: seen, n: width, k: rows,
      BLAS.Operand(base: slopes.base, stride: seen, isTransposed: true),
      operand(queries, row: firstQuery, head: block.head),
      onto: .result, into: address(keyGradient, row: firstKey, head: keyHead),
      stride: keys.shape.width)
  }
}
