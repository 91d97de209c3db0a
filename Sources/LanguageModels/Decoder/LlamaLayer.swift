import Neural
import Tensors

/// One layer of the decoder: attention, then a gated layer, each on normalized rows and added to them.
///
///     h = x + W_o · attention(rotated W_q n, rotated W_k n, W_v n),  n = RMSNorm(x)
///     y = h + W_down (silu(W_gate m) · W_up m),                      m = RMSNorm(h)
///
/// - Source: Touvron et al. 2023, <https://arxiv.org/abs/2302.13971>; checked against transformers'
///   `LlamaDecoderLayer`.
struct LlamaLayer: Sendable {
  let attentionNorm: Weight
  let query: Projection
  let key: Projection
  let value: Projection
  let output: Projection
  let gatedNorm: Weight
  let gate: Projection
  let up: Projection
  let down: Projection

  /// What is the same for all layers of a pass.
  struct Step: Sendable {
    let configuration: LlamaConfiguration
    let sequences: Sequences
    let rotary: RotaryTable
    let adaptation: Adaptation?
    let precision: ProductPrecision
  }

  /// - Parameter readOnly: whether to return the read rows only, for the last layer.
  func callAsFunction(
    _ x: Tensor, _ step: Step, cache: inout KeyValueCache.Layer?, readOnly: Bool
  ) -> Tensor {
    let (configuration, sequences) = (step.configuration, step.sequences)
    let epsilon = configuration.epsilon
    let positions = sequences.positions()
    func apply(_ map: Projection, _ x: Tensor, adding residual: Tensor? = nil) -> Tensor {
      map(x, with: step.adaptation, adding: residual, in: step.precision)
    }
    let rows = readOnly && !sequences.readsAll ? sequences.readRows : nil
    let normal = x.rmsNorm(weight: attentionNorm.value, epsilon: epsilon)
    let asking = rows.map { normal.gather($0) } ?? normal
    var keys = apply(key, normal).rotated(by: step.rotary, positions: positions)
    var values = apply(value, normal)
    if cache != nil {
      cache?.append(keys: keys, values: values, sequences)
      (keys, values) = (cache?.keys ?? keys, cache?.values ?? values)
    }
    let queries = apply(query, asking)
      .rotated(by: step.rotary, positions: sequences.positions(readOnly: rows != nil))
    let gathered = Tensor.attention(
      queries: queries, keys: keys, values: values, heads: configuration.heads,
      keyHeads: configuration.keyHeads,
      plan: sequences.plan(readOnly: rows != nil, slot: cache?.slot))
    let residual = rows.map { x.gather($0) } ?? x
    let h = apply(output, gathered, adding: residual)
    let m = h.rmsNorm(weight: gatedNorm.value, epsilon: epsilon)
    let inner = apply(gate, m).silu() * apply(up, m)
    return apply(down, inner, adding: h)
  }
}
