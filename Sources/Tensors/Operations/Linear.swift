/// One term of a sum of linear maps: `x · weightᵀ`, with a bias or without.
public struct LinearTerm: Sendable {
  public let input: Tensor
  public let weight: Tensor
  public let bias: Tensor?
  /// Of the product and of its gradients.
  public let precision: ProductPrecision

  /// - Shape: input `[…, inputWidth]`, weight `[outputWidth, inputWidth]`, bias `[outputWidth]`
  public init(
    _ input: Tensor, weight: Tensor, bias: Tensor? = nil,
    precision: ProductPrecision = .float32
  ) {
    precondition(
      weight.shape.rank == 2 && input.shape.rank > 0 && input.shape.width == weight.shape[1],
      "linear: input \(input.shape) and weight \(weight.shape)")
    precondition(
      bias == nil || bias?.shape == [weight.shape[0]],
      "linear: weight \(weight.shape) and bias \(bias?.shape ?? [])")
    self.input = input
    self.weight = weight
    self.bias = bias
    self.precision = precision
  }

  /// What the term is made from, in the order of its gradients.
  var inputs: [Tensor] { [input, weight] + (bias.map { [$0] } ?? []) }
}

extension Tensor {
  /// `x · weightᵀ + bias`.
  ///
  /// - Shape: `[…, inputWidth]`, weight `[outputWidth, inputWidth]`, bias `[outputWidth]`;
  ///   returns `[…, outputWidth]`
  ///
  /// Gradient: `∂x = g · weight`, `∂weight = gᵀ · x`, `∂bias` = the sum of g's rows
  public func linear(weight: Tensor, bias: Tensor? = nil) -> Tensor {
    .linear([LinearTerm(self, weight: weight, bias: bias)])
  }

  /// The sum of several linear maps of equally many rows, added while each block of the result is in
  /// the cache: `Σ xᵢ · weightᵢᵀ + biasᵢ`, plus `addend` if given.
  ///
  /// - Parameter taken: which row of `addend` is added to each row; the row of the same number unless
  ///   given.
  /// - Shape: inputs `[…, inputWidthᵢ]`, weights `[outputWidth, inputWidthᵢ]`, biases `[outputWidth]`,
  ///   result `[…, outputWidth]`, addend the same or, with `taken`, `[taken.sourceCount, outputWidth]`
  ///
  /// Gradient: that of ``linear(weight:bias:)`` for each term; `∂addend = g`, summed over the rows that
  /// took it
  public static func linear(
    _ terms: [LinearTerm], adding addend: Tensor? = nil, taking taken: Rows? = nil
  ) -> Tensor {
    let sum = LinearSum(terms: terms, addend: addend, taken: taken)
    let gradients = terms.map(LinearGradient.init)
    let addsTraced = addend?.isTraced ?? false
    let addendShape = addend?.shape ?? []
    let inputs = terms.flatMap(\.inputs) + (addend.map { [$0] } ?? [])
    return recorded(sum.compute(), from: inputs) { g in
      guard addsTraced else { return gradients.flatMap { $0(g) } + [nil] }
      return gradients.flatMap { $0(g) }
        + [taken.map { g.segmentSum($0.takers, shape: addendShape) } ?? g]
    }
  }
}
