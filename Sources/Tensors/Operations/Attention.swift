import CKernels

extension Tensor {
  /// What each query row gathers from the values, per head: `softmax(scale · q · kᵀ) · v`.
  ///
  /// Scores live in a block of cache per thread and are computed again for the gradient; between the
  /// two passes one number per query row and head is kept.
  ///
  /// - Parameters:
  ///   - heads: how many heads stand side by side in a row of queries; a divisor of its width.
  ///   - keyHeads: how many in a row of keys and values, each shared by `heads / keyHeads` heads in
  ///     order; as many as `heads` unless given.
  ///   - scale: `1 / √(numbers per head)` unless given.
  ///   - distances: what is added to the scaled score of a key that stands d after a query (the last
  ///     query of a problem at its last key), in column `reach - 1 + d` of each head's row. Has no gradient.
  ///   - plan: which rows look at which.
  /// - Shape: queries `[rows, heads · width]`, keys and values `[keyRows, keyHeads · width]`; returns
  ///   `[rows, heads · width]`; distances `[heads, 2 · reach - 1]`, no problem with more keys than reach
  ///
  /// Gradient, with P the softmax and D = g · vᵀ: `∂v = Pᵀ · g`, `∂S = scale · P · (D - Σ P · D)`,
  /// `∂q = ∂S · k`, `∂k = ∂Sᵀ · q`
  ///
  /// - Source: Vaswani et al. 2017, <https://arxiv.org/abs/1706.03762>; grouped heads of Ainslie et al.
  ///   2023, <https://arxiv.org/abs/2305.13245>.
  public static func attention(
    queries: Tensor, keys: Tensor, values: Tensor, heads: Int, keyHeads: Int? = nil,
    scale: Float? = nil, distances: Tensor? = nil, plan: AttentionPlan
  ) -> Tensor {
    let pass = AttentionPass(
      queries: queries.detached, keys: keys.detached, values: values.detached, heads: heads,
      keyHeads: keyHeads ?? heads, scale: scale,
      distances: distances?.detached, plan: plan)
    let tracing = queries.isTraced || keys.isTraced || values.isTraced
    let (result, logSums) = pass.forward(keepingSums: tracing)
    return recorded(result, from: [queries, keys, values]) { g in
      pass.gradients(g, logSums: logSums)
    }
  }
}
