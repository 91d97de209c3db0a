import CKernels

/// Which columns each row of a matrix of scores may see.
public enum ScoreMask: Sendable {
  case all
  /// Row i of m rows sees the first `width - m + 1 + i` columns: the last row sees all.
  case causal
  /// One byte per score, not 0 where it is seen; `[rows, width]`, or `[…, rows, width]` like the scores
  /// themselves.
  case visible([UInt8])
}

extension Tensor {
  /// `exp(scale · x) / Σ exp(scale · x)` over the last axis, of what the mask lets a row see; zeros
  /// elsewhere, and in a row that sees nothing.
  ///
  /// - Shape: `[…, rows, width]`; returns the same. The mask applies to each matrix of the last two
  ///   axes.
  ///
  /// Gradient, with y the result: `∂x = scale · y · (g - Σ y · g)`
  public func softmax(scale: Float = 1, mask: ScoreMask = .all) -> Tensor {
    precondition(shape.rank > 0, "softmax: a single number")
    let width = shape.width
    let height = shape.rank > 1 ? shape[shape.rank - 2] : 1
    if case .visible(let bytes) = mask {
      precondition(
        bytes.count == height * width || bytes.count == count,
        "softmax: \(bytes.count) mask bytes for scores \(shape)")
    }
    let result = Tensor(uninitialized: shape)
    let repeats = height > 0 ? shape.rows / height : 0
    mask.withVisible { visible, visibleCount in
      let step = visibleCount == count ? height * width : 0
      // Whole matrices when they are small, else parts of one.
      let part = Chunks(rows: height, cost: 4 * width)
      ComputePool.shared.run(chunks: repeats * part.count) { chunk in
        let (matrix, rows) = (chunk / part.count, part[chunk % part.count])
        let rule = mask.rule(
          scale: scale, rows: rows, height: height, width: width,
          visible: visible.map { $0 + matrix * step })
        let start = (matrix * height + rows.lowerBound) * width
        rz_softmax(rule, base + start, Int64(rows.count), nil, result.base + start)
      }
    }
    return Tensor.recorded(result, from: [self]) { g in
      let gradient = Tensor(uninitialized: result.shape)
      Chunks(rows: result.shape.rows, cost: 2 * width).forEach {
        let start = $0.lowerBound * width
        rz_softmax_gradient(
          scale, result.base + start, g.base + start, Int64($0.count), Int64(width),
          gradient.base + start)
      }
      return [gradient]
    }
  }
}

extension ScoreMask {
  func withVisible(_ body: (UnsafePointer<UInt8>?, Int) -> Void) {
    guard case .visible(let bytes) = self else { return body(nil, 0) }
    bytes.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
  }

  /// The kernel's rule for some rows of a matrix of scores whose mask bytes start at `visible`.
  func rule(
    scale: Float, rows: Range<Int>, height: Int, width: Int, visible: UnsafePointer<UInt8>?
  ) -> rz_softmax_rule {
    var rule = rz_softmax_rule(
      width: Int64(width), scale: scale, first_seen: Int64(width), seen_per_row: 0, visible: nil)
    switch self {
    case .all: break
    case .causal:
      rule.first_seen = Int64(width - height + 1 + rows.lowerBound)
      rule.seen_per_row = 1
    case .visible:
      rule.visible = visible.map { $0 + rows.lowerBound * width }
    }
    return rule
  }
}
