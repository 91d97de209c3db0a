extension Tensor {
  /// What a function makes of some tensors, without keeping what lies between: the gradient computes it
  /// again. For a stack of layers, each a checkpoint, memory falls to one layer's and time rises by one
  /// forward pass.
  ///
  /// - Parameter function: depends on its arguments alone and gives the same result each time, dropout
  ///   included; a tensor it takes from elsewhere gets no gradient.
  ///
  /// Gradient: that of the function, computed again
  ///
  /// - Source: Chen et al. 2016, <https://arxiv.org/abs/1604.06174>.
  public static func checkpointed(
    _ inputs: [Tensor], _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) -> Tensor {
    let plain = inputs.map(\.detached)
    guard let tape = inputs.lazy.compactMap({ $0.isTraced ? $0.node?.tape : nil }).first else {
      return function(plain)
    }
    let result = tape.pausing { function(plain).detached }
    return recorded(result, from: inputs) { g in
      let inner = Tape()
      let leaves = plain.map { inner.trace($0) }
      return inner.gradients(of: function(leaves), at: leaves, seed: g)
    }
  }
}
