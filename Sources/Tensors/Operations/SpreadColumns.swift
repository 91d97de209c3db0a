import CKernels

extension Tensor {
  /// Gives each number a vector of its column: `x · weight + bias`, zeros where x is NaN (missing).
  ///
  ///     y[r, c·width + i] = x[r, c] · weight[c, i] + bias[c, i]
  ///
  /// - Shape: `[rows, columns]`, weight and bias `[columns, width]`; returns `[rows, columns · width]`
  /// - Source: pytorch-frame's LinearEncoder of numerical columns; a NaN there loses the column's
  ///   gradient, here it only gives none.
  ///
  /// Gradient, the rows where `x[r, c]` is missing left out:
  /// `∂x[r, c] = Σᵢ g · weight[c, i]`, `∂weight[c, i] = Σᵣ g · x[r, c]`, `∂bias[c, i] = Σᵣ g`
  public func spreadColumns(weight: Tensor, bias: Tensor) -> Tensor {
    precondition(
      shape.rank == 2 && weight.shape.rank == 2 && weight.shape[0] == shape[1]
        && bias.shape == weight.shape,
      "spreadColumns: numbers \(shape), weight \(weight.shape), bias \(bias.shape)")
    let (rows, columns, width) = (shape[0], shape[1], weight.shape[1])
    let stride = columns * width
    let result = Tensor(uninitialized: [rows, stride])
    Chunks(rows: rows, cost: stride).forEach {
      rz_spread_columns(
        base + $0.lowerBound * columns, weight.base, bias.base, Int64($0.count), Int64(columns),
        Int64(width), result.base + $0.lowerBound * stride)
    }
    let (x, weightBefore, wantsX) = (detached, weight.detached, isTraced)
    return Tensor.recorded(result, from: [self, weight, bias]) { g in
      let inputGradient = wantsX ? Tensor(uninitialized: x.shape) : nil
      let weightGradient = Tensor(uninitialized: weightBefore.shape)
      let biasGradient = Tensor(uninitialized: weightBefore.shape)
      let chunks = PartialSums.chunks(of: rows)
      let partial = PartialSums(count: chunks.count, width: 2 * stride).fill { part, target in
        let range = chunks[part]
        rz_fill(0, Int64(2 * stride), target)
        rz_spread_columns_gradient(
          x.base + range.lowerBound * columns, weightBefore.base,
          g.base + range.lowerBound * stride, Int64(range.count), Int64(columns), Int64(width),
          inputGradient.map { $0.base + range.lowerBound * columns }, target, target + stride)
      }
      partial.add(length: stride, into: weightGradient.base)
      partial.add(from: stride, length: stride, into: biasGradient.base)
      return [inputGradient, weightGradient, biasGradient]
    }
  }
}
