import CKernels

extension Tensor {
  /// Each row divided by the root of its mean square, then scaled per column.
  ///
  ///     y = x / √(mean x² + epsilon) · weight
  ///
  /// - Shape: `[…, width]`, weight `[width]`; returns `[…, width]`
  /// - Source: Zhang, Sennrich 2019, <https://arxiv.org/abs/1910.07467>; torch.nn.RMSNorm.
  ///
  /// Gradient, with n the normalized row and u = g · weight:
  /// `∂x = (u - n · mean(u · n)) / √(mean x² + epsilon)`, `∂weight = Σ g · n`
  public func rmsNorm(weight: Tensor, epsilon: Float = 1e-6) -> Tensor {
    let (rows, width) = (shape.rows, shape.width)
    precondition(
      shape.rank > 0 && weight.shape == [width], "rmsNorm: input \(shape), weight \(weight.shape)")
    let (x, w) = (detached, weight.detached)
    let result = Tensor(uninitialized: shape)
    let inverses = Tensor(uninitialized: [rows])
    Chunks(rows: rows, cost: 2 * width).forEach {
      let start = $0.lowerBound * width
      rz_rms_norm(
        x.base + start, w.base, epsilon, Int64($0.count), Int64(width),
        inverses.base + $0.lowerBound, result.base + start)
    }
    return Tensor.recorded(result, from: [self, weight]) { g in
      let gradient = Tensor(uninitialized: x.shape)
      let weightGradient = Tensor(uninitialized: w.shape)
      let chunks = PartialSums.chunks(of: rows)
      PartialSums(count: chunks.count, width: width).fill { part, target in
        let range = chunks[part]
        let start = range.lowerBound * width
        rz_fill(0, Int64(width), target)
        rz_rms_norm_gradient(
          x.base + start, w.base, inverses.base + range.lowerBound, g.base + start,
          Int64(range.count), Int64(width), gradient.base + start, target)
      }.add(into: weightGradient.base)
      return [gradient, weightGradient]
    }
  }
}
