import CKernels

extension Tensor {
  /// `scale · x + shift`, number by number.
  ///
  /// Gradient: `∂x = scale · g`
  public func affine(scale: Float, shift: Float) -> Tensor {
    let result = mapped { rz_scale($0, scale, shift, $1, $2) }
    return Tensor.recorded(result, from: [self]) { g in
      [scale == 1 ? g : g.affine(scale: scale, shift: 0)]
    }
  }

  typealias Kernel = (UnsafePointer<Float>?, Int64, UnsafeMutablePointer<Float>?) -> Void
  typealias GradientKernel = (
    UnsafePointer<Float>?, UnsafePointer<Float>?, Int64, UnsafeMutablePointer<Float>?
  ) -> Void

  /// A kernel over all numbers. `cost` is its time per number in units of 0.3 ns.
  func mapped(cost: Int = 1, _ kernel: Kernel) -> Tensor {
    let result = Tensor(uninitialized: shape)
    Chunks(rows: count, cost: cost).forEach {
      kernel(base + $0.lowerBound, Int64($0.count), result.base + $0.lowerBound)
    }
    return result
  }

  /// A kernel over the numbers of this tensor and those of a gradient of its shape.
  func mapped(with gradient: Tensor, cost: Int = 1, _ kernel: GradientKernel) -> Tensor {
    let result = Tensor(uninitialized: shape)
    Chunks(rows: count, cost: cost).forEach {
      let start = $0.lowerBound
      kernel(base + start, gradient.base + start, Int64($0.count), result.base + start)
    }
    return result
  }
}
