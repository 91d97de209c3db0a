import Neural
import Tensors

extension Llama {
  /// The same model with weights that learn, from what they are now on.
  public func learning(at scope: ParameterScope) -> Llama {
    var known = ["model.embed_tokens.weight": embedding, "model.norm.weight": norm]
    for (index, layer) in layers.enumerated() {
      let path = "model.layers.\(index)."
      known[path + "input_layernorm.weight"] = layer.attentionNorm
      known[path + "post_attention_layernorm.weight"] = layer.gatedNorm
      for projection in layer.projections {
        known[projection.path + ".weight"] = projection.weight
      }
    }
    known["lm_head.weight"] = head.weight
    return Llama(configuration) { path, shape in
      let parameter = scope.parameter(path, shape, .zeros)
      if let weight = known[path] { parameter.value = weight.value }
      return .learned(parameter)
    }
  }

  /// The embedding of a token, to start a learned vector from: `[width]`.
  public func embedding(of token: Int32) -> Tensor {
    embed([token]).reshaped([configuration.width])
  }
}
