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
    let pass = LayerNormPass(
      x: detached, weight: weight.detached, bias: bias.detached, epsilon: epsilon, tail: tail)
    let (result, moments) = pass.forward(adding: addend)
    let addsTraced = addend?.isTraced ?? false
    return Tensor.recorded(result, from: [self, weight, bias] + (addend.map { [$0] } ?? [])) { g in
      pass.gradients(g, moments: moments) + [addsTraced ? g : nil]
    }
  }
}

private struct LayerNormPass: Sendable {
  let x: Tensor
  let weight: Tensor
  let bias: Tensor
  let epsilon: Float
  let tail: LayerNormTail

  private func rule(adds: Bool) -> rz_layer_norm_rule {
    let dropout = tail.dropout.flatMap { $0.rate > 0 ? $0 : nil }
    let flags =
      (tail.isRectified ? RZ_RELU : 0) | (dropout != nil ? RZ_DROPOUT : 0) | (adds ? RZ_ADD : 0)
    return rz_layer_norm_rule(
      width: Int64(x.shape.width), weight: weight.base, bias: bias.base, epsilon: epsilon,
      flags: Int32(flags), dropout: dropout?.kernelRule ?? rz_dropout_rule())
  }

  func forward(adding addend: Tensor?) -> (result: Tensor, moments: Tensor) {
    let (rows, width) = (x.shape.rows, x.shape.width)
    let result = Tensor(uninitialized: x.shape)
    let moments = Tensor(uninitialized: [rows, 2])
    let rule = rule(adds: addend != nil)
    Chunks(rows: rows, cost: 2 * width).forEach {
      let start = $0.lowerBound * width
      rz_layer_norm(
        rule, x.base + start, addend.map { $0.base + start }, Int64($0.lowerBound),
        Int64($0.count), moments.base + 2 * $0.lowerBound, result.base + start)
    }
    return (result, moments)
  }

  /// The gradients of input, weight and bias.
  func gradients(_ g: Tensor, moments: Tensor) -> [Tensor?] {
    let (rows, width) = (x.shape.rows, x.shape.width)
    let input = Tensor(uninitialized: x.shape)
    let (weightGradient, biasGradient) = (
      Tensor(uninitialized: [width]), Tensor(uninitialized: [width])
    )
    let rule = rule(adds: false)
    let chunks = PartialSums.chunks(of: rows)
    let partial = PartialSums(count: chunks.count, width: 2 * width).fill { part, target in
      let range = chunks[part]
      let start = range.lowerBound * width
      rz_fill(0, Int64(2 * width), target)
      rz_layer_norm_gradient(
        rule, x.base + start, moments.base + 2 * range.lowerBound, g.base + start,
        Int64(range.lowerBound), Int64(range.count), input.base + start, target, target + width)
    }
    partial.add(length: width, into: weightGradient.base)
    partial.add(from: width, length: width, into: biasGradient.base)
    return [input, weightGradient, biasGradient]
  }
}
