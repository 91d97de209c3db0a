import CKernels

/// Which form of GELU: the normal distribution function itself, or its approximation by tanh.
public enum GELUForm: Sendable {
  case exact
  case tanh
}

extension Tensor {
  /// `x · Φ(x)`, number by number, Φ the normal distribution function.
  ///
  /// Gradient: `∂x = g · (Φ(x) + x · Φ′(x))`
  ///
  /// - Source: Hendrycks, Gimpel 2016, <https://arxiv.org/abs/1606.08415>; `.tanh` is
  ///   `0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³)))`, as in torch's `approximate="tanh"`.
  public func gelu(_ form: GELUForm = .exact) -> Tensor {
    let x = detached
    let result = mapped(cost: 2, form == .exact ? rz_gelu : rz_gelu_tanh)
    return Tensor.recorded(result, from: [self]) { g in
      [x.mapped(with: g, cost: 2, form == .exact ? rz_gelu_gradient : rz_gelu_tanh_gradient)]
    }
  }
}
