import CKernels

/// What follows layer normalization in the same pass over memory.
public struct LayerNormTail: Sendable {
  public var isRectified: Bool
  public var dropout: DropoutRule?

  /// - Parameters:
  ///   - isRectified: whether ReLU follows.
  ///   - dropout: dropout after that.
  public init(isRectified: Bool = false, dropout: DropoutRule? = nil) {
    self.isRectified = isRectified
    self.dropout = dropout
  }

  /// ReLU, then dropout if given.
  public static func relu(dropout: DropoutRule? = nil) -> Self {
    Self(isRectified: true, dropout: dropout)
  }
}

extension Tensor {
  /// Each row shifted to mean 0 and scaled to variance 1, then scaled and shifted per column; then, in
  /// the same pass, ReLU and dropout as `tail` says, and last `addend` (a residual) if given.
  ///
  ///     y = tail((x - mean) / √(variance + epsilon) · weight + bias) + addend
  ///
  /// - Shape: `[…, width]`, weight and bias `[width]`, addend and result `[…, width]`
  /// - Source: Ba, Kiros, Hinton 2016, <https://arxiv.org/abs/1607.06450>; the variance is that of the
  ///   population, as in torch.nn.LayerNorm.
  ///
  /// Gradient, with n the normalized row, h the gradient before ReLU and u = h · weight:
  /// `∂x = (u - mean u - n · mean(u · n)) / √(variance + epsilon)`, `∂weight = Σ h · n`, `∂bias = Σ h`,
  /// `∂addend = g`
  public func layerNorm(
    weight: Tensor, bias: Tensor, epsilon: Float = 1e-5, then tail: LayerNormTail = .init(),
    adding addend: Tensor? = nil
  ) -> Tensor {
    let width = shape.width
    precondition(
      shape.rank > 0 && weight.shape == [width] && bias.shape == [width],
      "layerNorm: input \(shape), weight \(weight.shape), bias \(bias.shape)")
    precondition(
      addend == nil || addend?.shape == shape,
      "layerNorm: input \(shape) and addend \(addend?.shape ?? [])")
    let x = detached
    let pass = LayerNormPass(
      weight: weight.detached, bias: bias.detached, epsilon: epsilon, tail: tail)
    let result = Tensor(uninitialized: shape)
    let moments = Tensor(uninitialized: [shape.rows, 2])
    Chunks(rows: shape.rows, cost: 2 * width).forEach {
      pass.forward(
        x.base + $0.lowerBound * width, rows: $0, adding: addend, moments: moments, to: result)
    }
    let addsTraced = addend?.isTraced ?? false
    return Tensor.recorded(result, from: [self, weight, bias] + (addend.map { [$0] } ?? [])) { g in
      let input = Tensor(uninitialized: x.shape)
      let (weightGradient, biasGradient) = (
        Tensor(uninitialized: [width]), Tensor(uninitialized: [width])
      )
      let chunks = PartialSums.chunks(of: x.shape.rows)
      let sums = PartialSums(count: chunks.count, width: 2 * width).fill { part, target in
        let rows = chunks[part]
        rz_fill(0, Int64(2 * width), target)
        pass.gradient(
          x.base + rows.lowerBound * width, moments: moments, g, rows: rows,
          to: input.base + rows.lowerBound * width, sums: target)
      }
      sums.add(length: width, into: weightGradient.base)
      sums.add(from: width, length: width, into: biasGradient.base)
      return [input, weightGradient, biasGradient, addsTraced ? g : nil]
    }
  }
}

/// The arithmetic of layer normalization on some rows.
struct LayerNormPass: Sendable {
  let weight: Tensor
  let bias: Tensor
  let epsilon: Float
  let tail: LayerNormTail

  private var width: Int { weight.count }

  private func rule(adds: Bool) -> rz_layer_norm_rule {
    let dropout = tail.dropout.flatMap { $0.rate > 0 ? $0 : nil }
    let flags =
      (tail.isRectified ? RZ_RELU : 0) | (dropout != nil ? RZ_DROPOUT : 0) | (adds ? RZ_ADD : 0)
    return rz_layer_norm_rule(
      width: Int64(width), weight: weight.base, bias: bias.base, epsilon: epsilon,
      flags: Int32(flags), dropout: dropout?.kernelRule ?? rz_dropout_rule())
  }

  /// Normalizes the rows at `x` to their place in `result`.
  func forward(
    _ x: UnsafePointer<Float>, rows: Range<Int>, adding addend: Tensor?, moments: Tensor,
    to result: Tensor
  ) {
    let start = rows.lowerBound * width
    rz_layer_norm(
      rule(adds: addend != nil), x, addend.map { $0.base + start }, Int64(rows.lowerBound),
      Int64(rows.count), moments.base + 2 * rows.lowerBound, result.base + start)
  }

  /// Writes the gradients of the rows at `x` to `target` and adds those of weight and bias to `sums`.
  func gradient(
    _ x: UnsafePointer<Float>, moments: Tensor, _ g: Tensor, rows: Range<Int>,
    to target: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) {
    rz_layer_norm_gradient(
      rule(adds: false), x, moments.base + 2 * rows.lowerBound,
      g.base + rows.lowerBound * width, Int64(rows.lowerBound), Int64(rows.count), target, sums,
      sums + width)
  }
}
