import CKernels

extension Tensor {
  /// The product, number by number; operands meet as in ``+(_:_:)-(Tensor,Tensor)``.
  ///
  /// Gradient: `∂a = g · b`, `∂b = g · a`, summed where an operand was repeated.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let broadcast = Broadcast("multiply", a.shape, b.shape)
    let (wantsA, wantsB) = (a.isTraced, b.isTraced)
    let (a0, b0) = (a.detached, b.detached)
    return recorded(broadcast.apply(rz_multiply, a, b), from: [a, b]) { g in
      [
        wantsA ? broadcast.left.collect(g * b0, shape: a0.shape) : nil,
        wantsB ? broadcast.right.collect(g * a0, shape: b0.shape) : nil,
      ]
    }
  }

  public static func * (a: Tensor, b: Float) -> Tensor { a.affine(scale: b, shift: 0) }
  public static func * (a: Float, b: Tensor) -> Tensor { b.affine(scale: a, shift: 0) }
}
