import Neural
import Randomness
import Synchronization
import Tensors

/// A decoder of the Llama architecture: reads rows (token embeddings, or anything of their width) and
/// gives for each the scores of the next token.
///
/// Paths of weights are those of Hugging Face's checkpoints.
public struct Llama: Sendable {
  public let configuration: LlamaConfiguration
  /// How exact the products with weights are; attention is always float32.
  public var precision = ProductPrecision.float32
  let embedding: Weight
  private(set) var layers: [LlamaLayer]
  let norm: Weight
  /// Scores of tokens; the embedding when it is tied.
  private(set) var head: Projection
  private let rotary: RotaryTables

  /// - Parameter weight: the weight of a path and shape.
  init<Failure: Error>(
    _ configuration: LlamaConfiguration,
    weight: (_ path: String, _ shape: Shape) throws(Failure) -> Weight
  ) throws(Failure) {
    self.configuration = configuration
    let width = configuration.width
    let (queries, keys) = (
      configuration.heads * configuration.headWidth,
      configuration.keyHeads * configuration.headWidth
    )
    func projection(_ path: String, _ outputs: Int, _ inputs: Int) throws(Failure) -> Projection {
      Projection(path: path, weight: try weight(path + ".weight", [outputs, inputs]))
    }
    let embedding = try weight("model.embed_tokens.weight", [configuration.vocabulary, width])
    var layers: [LlamaLayer] = []
    for index in 0..<configuration.layers {
      let path = "model.layers.\(index)."
      let inner = configuration.innerWidth
      layers.append(
        LlamaLayer(
          attentionNorm: try weight(path + "input_layernorm.weight", [width]),
          query: try projection(path + "self_attn.q_proj", queries, width),
          key: try projection(path + "self_attn.k_proj", keys, width),
          value: try projection(path + "self_attn.v_proj", keys, width),
          output: try projection(path + "self_attn.o_proj", width, queries),
          gatedNorm: try weight(path + "post_attention_layernorm.weight", [width]),
          gate: try projection(path + "mlp.gate_proj", inner, width),
          up: try projection(path + "mlp.up_proj", inner, width),
          down: try projection(path + "mlp.down_proj", width, inner)))
    }
    self.embedding = embedding
    self.layers = layers
    norm = try weight("model.norm.weight", [width])
    head =
      configuration.tiesHead
      ? Projection(path: "lm_head", weight: embedding)
      : try projection("lm_head", configuration.vocabulary, width)
    rotary = RotaryTables(configuration.rotaryFrequencies)
  }

  /// The same model with the weights of its linear maps rounded to eight bits, for prediction: a quarter of
  /// float32's memory to read for each token. Embeddings, of which few rows are read, and norms stay.
  public func inBytes() -> Llama {
    var copy = self
    copy.layers = layers.map { layer in
      LlamaLayer(
        attentionNorm: layer.attentionNorm, query: layer.query.inBytes, key: layer.key.inBytes,
        value: layer.value.inBytes, output: layer.output.inBytes, gatedNorm: layer.gatedNorm,
        gate: layer.gate.inBytes, up: layer.up.inBytes, down: layer.down.inBytes)
    }
    copy.head = head.inBytes
    return copy
  }

  /// Bytes of weights that are read to compute one more token.
  public var bytesPerToken: Int {
    layers.flatMap(\.projections).reduce(head.weight.byteCount) { $0 + $1.weight.byteCount }
  }

  /// The embeddings of tokens, a row each; a row of zeros for -1.
  public func embed(_ ids: [Int32]) -> Tensor {
    embedding.gather(ids)
  }

  /// The embeddings of tokens, with the rows of `soft` in their order where the token is -1.
  ///
  /// - Shape: soft `[how many tokens are -1, width]`; returns `[ids, width]`
  public func embed(_ ids: [Int32], soft: Tensor) -> Tensor {
    var next: Int32 = 0
    let places = ids.map { id -> Int32 in
      guard id < 0 else { return -1 }
      defer { next += 1 }
      return next
    }
    precondition(
      soft.shape == [Int(next), configuration.width],
      "embed: soft tokens \(soft.shape) for \(next) places of width \(configuration.width)")
    return embed(ids) + soft.gather(Rows(places, of: Int(next)))
  }

  /// What the decoder makes of rows, normalized, of which ``logits(_:)`` gives scores.
  ///
  /// - Parameters:
  ///   - rows: sequences after one another, `[rows, width]`.
  ///   - cache: holds the sequences' earlier rows, and these afterwards.
  ///   - adaptation: an adapter, and whether it learns.
  /// - Returns: `[read rows, width]`
  public func callAsFunction(
    _ rows: Tensor, _ sequences: Sequences, cache: inout KeyValueCache?,
    adaptation: Adaptation? = nil
  ) -> Tensor {
    compute(rows, sequences, cache: &cache, adaptation: adaptation, recomputing: false)
  }

  private func compute(
    _ rows: Tensor, _ sequences: Sequences, cache: inout KeyValueCache?,
    adaptation: Adaptation?, recomputing: Bool
  ) -> Tensor {
    let sequences = sequences.after(cached: cache?.lengths)
    precondition(
      rows.shape == [sequences.rowCount, configuration.width],
      "Llama: rows \(rows.shape) for sequences of \(sequences.rowCount) rows of \(configuration.width)"
    )
    let step = LlamaLayer.Step(
      configuration: configuration, sequences: sequences,
      rotary: rotary.table(positions: sequences.longest), adaptation: adaptation,
      precision: precision)
    var x = rows
    for (index, layer) in layers.enumerated() {
      let isLast = index == layers.count - 1
      if recomputing {
        x = Self.recomputed(x, layer, step, readOnly: isLast)
      } else {
        var layerCache = cache?.layers[index].take()
        x = layer(x, step, cache: &layerCache, readOnly: isLast)
        cache?.layers[index] = layerCache
      }
    }
    cache?.advance(by: sequences.lengths)
    return x.rmsNorm(weight: norm.value, epsilon: configuration.epsilon)
  }

  /// Without a cache.
  ///
  /// - Parameter recomputing: keeps of each layer its input alone for the gradient, which computes the
  ///   rest again: much less memory for a third more time.
  public func callAsFunction(
    _ rows: Tensor, _ sequences: Sequences, adaptation: Adaptation? = nil,
    recomputing: Bool = false
  ) -> Tensor {
    var none: KeyValueCache?
    return compute(
      rows, sequences, cache: &none, adaptation: adaptation, recomputing: recomputing)
  }

  private static func recomputed(
    _ x: Tensor, _ layer: LlamaLayer, _ step: LlamaLayer.Step, readOnly: Bool
  ) -> Tensor {
    let compute: @Sendable ([Tensor]) -> Tensor = { inputs in
      var none: KeyValueCache.Layer?
      return layer(inputs[0], step, cache: &none, readOnly: readOnly)
    }
    return step.adaptation?.adapter.parameters.recomputed([x], compute)
      ?? Tensor.checkpointed([x], compute)
  }

  /// What a state is multiplied with for the score of a token: `[1, width]`.
  public func scoring(of token: Int32) -> Tensor { head.weight.gather([token]) }

  /// Scores of the next token, `[rows, vocabulary]`.
  public func logits(_ rows: Tensor) -> Tensor { head(rows, in: precision) }
}

/// The rotary table, made as long as was ever needed.
private final class RotaryTables: Sendable {
  private let frequencies: [Double]
  private let made = Mutex<RotaryTable?>(nil)

  init(_ frequencies: [Double]) {
    self.frequencies = frequencies
  }

  func table(positions: Int) -> RotaryTable {
    made.withLock { made in
      if let made, made.positions >= positions { return made }
      var length = 256
      while length < positions { length *= 2 }
      let table = RotaryTable(frequencies: frequencies, positions: length)
      made = table
      return table
    }
  }
}
