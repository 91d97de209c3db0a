import CKernels

extension Tensor {
  /// The mean over rows of `log Σ exp x - x[target]`, of shape `[]`: rows are logits over classes.
  ///
  /// Rows with a negative target do not count; with none that counts the result is NaN, as in torch.
  /// Only one number per row is kept; the gradient computes the probabilities again as it writes.
  ///
  /// - Shape: `[…, classes]`, a target per row
  ///
  /// Gradient: `∂x = g / rows · (softmax(x) - 1 at the target)`
  public func crossEntropy(_ targets: [Int32]) -> Tensor {
    let (rows, width) = (shape.rows, shape.width)
    precondition(
      shape.rank > 0 && targets.count == rows,
      "crossEntropy: \(targets.count) targets for logits \(shape)")
    let outside = targets.first { Int($0) >= width }
    precondition(outside == nil, "crossEntropy: target \(outside ?? 0) of \(width) classes")
    let x = detached
    let counted = targets.reduce(0) { $0 + ($1 < 0 ? 0 : 1) }
    let logSums = Tensor(uninitialized: [rows])
    let losses = Tensor(uninitialized: [rows])
    let chunks = Chunks(rows: rows, cost: 4 * width)
    targets.withUnsafeBufferPointer { targets in
      guard let first = targets.baseAddress else { return }
      chunks.forEach {
        rz_cross_entropy(
          x.base + $0.lowerBound * width, first + $0.lowerBound, Int64($0.count), Int64(width),
          logSums.base + $0.lowerBound, losses.base + $0.lowerBound)
      }
    }
    let mean = Tensor(losses.sum().scalar / Float(counted))
    return Tensor.recorded(mean, from: [self]) { g in
      let scale = g.scalar / Float(counted)
      let gradient = Tensor(uninitialized: x.shape)
      targets.withUnsafeBufferPointer { targets in
        guard let first = targets.baseAddress else { return }
        chunks.forEach {
          rz_cross_entropy_gradient(
            x.base + $0.lowerBound * width, first + $0.lowerBound, logSums.base + $0.lowerBound,
            scale, Int64($0.count), Int64(width), gradient.base + $0.lowerBound * width)
        }
      }
      return [gradient]
    }
  }

  /// Per row `log Σ exp x - x[target]`, of shape `[rows]`, for losses that weigh their rows.
  ///
  /// - Shape: `[…, classes]`, a target per row, each at least 0
  ///
  /// Gradient: `∂x = g of the row · (softmax(x) - 1 at the target)`
  public func crossEntropies(_ targets: [Int32]) -> Tensor {
    let (rows, width) = (shape.rows, shape.width)
    let outside = targets.first { $0 < 0 || Int($0) >= width }
    precondition(
      targets.count == rows && outside == nil,
      "crossEntropies: \(targets.count) targets for logits \(shape), \(outside ?? 0) among them")
    let x = detached
    let logSums = Tensor(uninitialized: [rows])
    let losses = Tensor(uninitialized: [rows])
    let chunks = Chunks(rows: rows, cost: 4 * width)
    targets.withUnsafeBufferPointer { targets in
      guard let first = targets.baseAddress else { return }
      chunks.forEach {
        rz_cross_entropy(
          x.base + $0.lowerBound * width, first + $0.lowerBound, Int64($0.count), Int64(width),
          logSums.base + $0.lowerBound, losses.base + $0.lowerBound)
      }
    }
    return Tensor.recorded(losses, from: [self]) { g in
      let gradient = Tensor(uninitialized: x.shape)
      targets.withUnsafeBufferPointer { targets in
        guard let first = targets.baseAddress else { return }
        chunks.forEach { chunk in
          for row in chunk {
            rz_cross_entropy_gradient(
              x.base + row * width, first + row, logSums.base + row, g.base[row], 1,
              Int64(width), gradient.base + row * width)
          }
        }
      }
      return [gradient]
    }
  }
}
