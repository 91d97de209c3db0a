import CKernels

extension Tensor {
  /// The quotient, number by number; operands meet as in ``+(_:_:)-(Tensor,Tensor)``.
  ///
  /// Gradient: `∂a = g / b`, `∂b = -g · (a / b) / b`, summed where an operand was repeated.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let broadcast = Broadcast("divide", a.shape, b.shape)
    let (wantsA, wantsB) = (a.isTraced, b.isTraced)
    let (shapeA, b0) = (a.shape, b.detached)
    let quotient = broadcast.apply(rz_divide, a, b)
    return recorded(quotient, from: [a, b]) { g in
      let scaled = g / b0
      return [
        wantsA ? broadcast.left.collect(scaled, shape: shapeA) : nil,
        wantsB ? -broadcast.right.collect(scaled * quotient, shape: b0.shape) : nil,
      ]
    }
  }

  public static func / (a: Tensor, b: Float) -> Tensor { a.affine(scale: 1 / b, shift: 0) }
  public static func / (a: Float, b: Tensor) -> Tensor { Tensor(a) / b }
}
