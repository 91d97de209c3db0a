import Foundation
import LanguageModels
import Neural
import Tensors

/// A folder with a model of random weights, removed when the program ends.
final class RandomModel {
  let folder: String
  let configuration: LlamaConfiguration

  /// The shape of the peers' scripts: 154 million weights.
  static let small = LlamaConfiguration(
    vocabulary: 32_000, width: 1024, innerWidth: 4096, layers: 8, heads: 16, keyHeads: 4,
    rotaryBase: 500_000)

  /// Llama 3.2 1B's: 1.24 billion weights.
  static let large = LlamaConfiguration(
    vocabulary: 128_256, width: 2048, innerWidth: 8192, layers: 16, heads: 32, keyHeads: 8,
    rotaryBase: 500_000, longestContext: 131_072)

  /// Writes the weights, a file for each few layers, a tensor at a time.
  init(_ configuration: LlamaConfiguration, as precision: SafetensorsFile.Precision) throws {
    self.configuration = configuration
    folder =
      FileManager.default.temporaryDirectory
      .appending(path: "language-bench-\(getpid())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Self.description(of: configuration)
      .write(toFile: folder + "/config.json", atomically: true, encoding: .utf8)
    var map: [String: String] = [:]
    for (number, shapes) in Self.shards(of: configuration).enumerated() {
      let name = "model-\(number).safetensors"
      var tensors: [String: Tensor] = [:]
      for (place, item) in shapes.enumerated() {
        tensors[item.name] = Self.numbers(item.shape, seed: UInt32(1000 * number + place))
        map[item.name] = name
      }
      try SafetensorsFile.write(tensors, as: precision, to: folder + "/" + name)
    }
    let index = try JSONEncoder().encode(["weight_map": map])
    try index.write(to: URL(fileURLWithPath: folder + "/model.safetensors.index.json"))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func shards(
    of c: LlamaConfiguration
  ) -> [[(name: String, shape: Shape)]] {
    let (queries, keys) = (c.heads * c.headWidth, c.keyHeads * c.headWidth)
    let layers = (0..<c.layers).map { index -> [(name: String, shape: Shape)] in
      let path = "model.layers.\(index)."
      return [
        (path + "input_layernorm.weight", [c.width]),
        (path + "post_attention_layernorm.weight", [c.width]),
        (path + "self_attn.q_proj.weight", [queries, c.width]),
        (path + "self_attn.k_proj.weight", [keys, c.width]),
        (path + "self_attn.v_proj.weight", [keys, c.width]),
        (path + "self_attn.o_proj.weight", [c.width, queries]),
        (path + "mlp.gate_proj.weight", [c.innerWidth, c.width]),
        (path + "mlp.up_proj.weight", [c.innerWidth, c.width]),
        (path + "mlp.down_proj.weight", [c.width, c.innerWidth]),
      ]
    }
    let ends: [(name: String, shape: Shape)] = [
      ("model.embed_tokens.weight", [c.vocabulary, c.width]), ("model.norm.weight", [c.width]),
    ]
    let perFile = max(1, c.layers / 4)
    return [ends]
      + stride(from: 0, to: c.layers, by: perFile).map {
        Array(layers[$0..<min(c.layers, $0 + perFile)].joined())
      }
  }

  /// Ones for vectors; for matrices numbers with deviation 0.02, uniform.
  private static func numbers(_ shape: Shape, seed: UInt32) -> Tensor {
    guard shape.rank == 2 else { return .full(1, shape: shape) }
    return Tensor(shape: shape) { target in
      var state = seed &* 2_654_435_769 &+ 12345
      for index in target.indices {
        state = state &* 1_664_525 &+ 1_013_904_223
        target[index] = (Float(state >> 8) * 0x1p-24 - 0.5) * (0.02 * 3.4641016)
      }
    }
  }

  private static func description(of c: LlamaConfiguration) -> String {
    """
    {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": \(c.vocabulary),
     "hidden_size": \(c.width), "intermediate_size": \(c.innerWidth), "num_hidden_layers": \(c.layers),
     "num_attention_heads": \(c.heads), "num_key_value_heads": \(c.keyHeads), "head_dim": \(c.headWidth),
     "rms_norm_eps": 1e-5, "rope_theta": \(c.rotaryBase), "tie_word_embeddings": true,
     "max_position_embeddings": \(c.longestContext)}
    """
  }
}
