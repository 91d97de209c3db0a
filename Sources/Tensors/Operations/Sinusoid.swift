import CKernels

extension Tensor {
  /// Sines and then cosines of each number at each frequency; has no gradient.
  ///
  ///     yᵢ = [sin(xᵢ f₀), sin(xᵢ f₁), …, cos(xᵢ f₀), cos(xᵢ f₁), …]
  ///
  /// The products are rounded to float32, their sines are exact to 2e-7 up to a million radians.
  ///
  /// - Shape: `[rows]`, frequencies `[count]`; returns `[rows, 2 · count]`
  public func sinusoid(_ frequencies: Tensor) -> Tensor {
    precondition(
      shape.rank == 1 && frequencies.shape.rank == 1,
      "sinusoid: numbers \(shape) and frequencies \(frequencies.shape)")
    let count = frequencies.count
    let result = Tensor(uninitialized: [shape[0], 2 * count])
    Chunks(rows: shape[0], cost: 8 * count).forEach {
      rz_sinusoid(
        base + $0.lowerBound, Int64($0.count), frequencies.base, Int64(count),
        result.base + $0.lowerBound * 2 * count)
    }
    return result
  }
}
