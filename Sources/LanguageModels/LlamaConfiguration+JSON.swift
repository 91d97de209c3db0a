import Foundation
import Text

extension LlamaConfiguration {
  /// Reads a model's `config.json`, in the layouts of transformers 4 and 5.
  public init(path: String) throws(LanguageModelError) {
    let json: JSONValue
    do {
      json = try JSONValue.read(path)
    } catch {
      throw .text(error)
    }
    var reader = Reader(json: json, path: path)
    try reader.checkKind()
    let width = try reader.size("hidden_size")
    let heads = try reader.size("num_attention_heads")
    self.init(
      vocabulary: try reader.size("vocab_size"), width: width,
      innerWidth: try reader.size("intermediate_size"),
      layers: try reader.size("num_hidden_layers"), heads: heads,
      keyHeads: try reader.size("num_key_value_heads", or: heads),
      headWidth: try reader.size("head_dim", or: width / max(1, heads)),
      epsilon: Float(json["rms_norm_eps"]?.number ?? 1e-6),
      tiesHead: json["tie_word_embeddings"]?.bool ?? false,
      longestContext: try reader.size("max_position_embeddings", or: 2048),
      beginID: reader.ids("bos_token_id").first, endIDs: reader.ids("eos_token_id"),
      padID: reader.ids("pad_token_id").first)
    let rotary = json["rope_parameters"] ?? json["rope_scaling"]
    rotaryBase = json["rope_theta"]?.number ?? rotary?["rope_theta"]?.number ?? 10_000
    rotaryScaling = try reader.scaling(rotary)
    reader.checkSizes(self)
    guard reader.features.isEmpty else {
      throw .unsupported(path: path, features: reader.features)
    }
  }

  /// Reads members and gathers what is not supported.
  private struct Reader {
    let json: JSONValue
    let path: String
    var features: [String] = []

    mutating func checkKind() throws(LanguageModelError) {
      let architectures = (json["architectures"]?.array ?? []).compactMap(\.text)
      let kind = json["model_type"]?.text
      guard kind == "llama" || architectures == ["LlamaForCausalLM"] else {
        let name = architectures.first ?? kind ?? "a model that config.json does not name"
        let isEncoder = ["bert", "mpnet"].contains(kind)
        throw .unsupported(
          path: path,
          features: [
            "the architecture \(name)"
              + (isEncoder ? " (a sentence encoder: give it as text=)" : "")
          ])
      }
      for name in ["attention_bias", "mlp_bias"] where json[name]?.bool == true {
        features.append("\(name): true")
      }
      if let activation = json["hidden_act"]?.text, activation != "silu" {
        features.append("the activation \(activation)")
      }
      if json["quantization_config"] != nil { features.append("quantized weights") }
      if json["sliding_window"] != nil { features.append("a sliding window") }
    }

    func size(_ name: String, or standard: Int? = nil) throws(LanguageModelError) -> Int {
      guard let value = json[name] else {
        if let standard { return standard }
        throw .malformed(path: path, reason: "\(name) is missing")
      }
      guard let size = value.integer, 1...(1 << 24) ~= size else {
        throw .malformed(path: path, reason: "\(name) is not a size")
      }
      return size
    }

    func ids(_ name: String) -> [Int32] {
      let values = json[name]?.array ?? (json[name].map { [$0] } ?? [])
      return values.compactMap { $0.integer.flatMap { Int32(exactly: $0) } }
    }

    mutating func scaling(_ rotary: JSONValue?) throws(LanguageModelError) -> RotaryScaling? {
      guard let rotary else { return nil }
      switch rotary["rope_type"]?.text ?? rotary["type"]?.text ?? "default" {
      case "default": return nil
      case "llama3":
        guard let factor = rotary["factor"]?.number, let low = rotary["low_freq_factor"]?.number,
          let high = rotary["high_freq_factor"]?.number,
          let original = rotary["original_max_position_embeddings"]?.integer,
          factor >= 1, low > 0, high > low, original > 0
        else { throw .malformed(path: path, reason: "its llama3 rotary scaling is incomplete") }
        return RotaryScaling(
          factor: factor, lowFactor: low, highFactor: high, originalContext: original)
      case let other:
        features.append("rotary positions of type \(other)")
        return nil
      }
    }

    mutating func checkSizes(_ configuration: LlamaConfiguration) {
      if !configuration.heads.isMultiple(of: configuration.keyHeads) {
        features.append(
          "\(configuration.heads) heads over \(configuration.keyHeads) heads of keys")
      }
      if !configuration.headWidth.isMultiple(of: 2) {
        features.append("an odd head width of \(configuration.headWidth)")
      }
    }
  }
}
