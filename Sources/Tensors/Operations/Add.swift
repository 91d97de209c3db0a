import CKernels

extension Tensor {
  /// The sum, number by number. The operands have equal shapes, or one is repeated: a vector along
  /// rows, a last axis of 1 along columns, a single number along both.
  ///
  /// Gradient: `∂a = g`, `∂b = g`, summed where an operand was repeated.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    let broadcast = Broadcast("add", a.shape, b.shape)
    let (wantsA, wantsB) = (a.isTraced, b.isTraced)
    let (shapeA, shapeB) = (a.shape, b.shape)
    return recorded(broadcast.apply(rz_add, a, b), from: [a, b]) { g in
      [
        wantsA ? broadcast.left.collect(g, shape: shapeA) : nil,
        wantsB ? broadcast.right.collect(g, shape: shapeB) : nil,
      ]
    }
  }

  public static func + (a: Tensor, b: Float) -> Tensor { a.affine(scale: 1, shift: b) }
  public static func + (a: Float, b: Tensor) -> Tensor { b.affine(scale: 1, shift: a) }
}
