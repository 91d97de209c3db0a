import CKernels

extension Tensor {
  /// `1 / (1 + exp(-x))`, number by number.
  ///
  /// Gradient: `∂x = g · y · (1 - y)`
  public func sigmoid() -> Tensor {
    let result = mapped(cost: 2, rz_sigmoid)
    return Tensor.recorded(result, from: [self]) { g in
      [result.mapped(with: g, cost: 2, rz_sigmoid_gradient)]
    }
  }
}
