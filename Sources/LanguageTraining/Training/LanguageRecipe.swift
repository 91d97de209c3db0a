import Foundation
import LanguageModels
import Tensors
import Text

/// Everything that decides what a trained model will be: the same recipe gives the same bits.
public struct LanguageRecipe: Sendable, Equatable, Codable {
  public var seed: UInt64 = 7
  public var steps = 6000
  /// Tokens that a step learns from, about.
  public var tokensPerStep = 2048
  /// Invented databases that a step's texts are about.
  public var databasesPerStep = 4
  /// Steps in which the learning rate rises, before it falls along half a cosine.
  public var warmup = 100
  public var learningRate: Float = 1e-3
  public var weightDecay: Float = 0.05
  public var clipNorm = 1.0
  /// Of products with weights; bfloat16 is more than twice as fast where there are tile units.
  public var precision = ProductPrecision.bfloat16
  /// The share of texts that drill copying: of the first, and of those after so many steps.
  public var firstDrills = 0.8
  public var lastDrills = 0.15
  public var drillSteps = 1500
  /// How much the loss of answers counts beside that of text.
  public var answerWeight: Float = 1
  public var vocabulary = 4096
  public var width = 256
  public var innerWidth = 704
  public var layers = 4
  public var heads = 8
  public var keyHeads = 8
  public var rotaryBase = 500_000.0
  /// Tokens that the model is said to read; texts to learn from are shorter.
  public var longestContext = 1024

  /// Invented databases whose texts teach the vocabulary.
  public var vocabularyDatabases = 1500

  public init() {}

  /// The share of drills falls in a line.
  func drills(at step: Int) -> Double {
    let progress = min(1, Double(step) / Double(max(1, drillSteps)))
    return firstDrills + (lastDrills - firstDrills) * progress
  }

  var configuration: LlamaConfiguration {
    LlamaConfiguration(
      vocabulary: vocabulary, width: width, innerWidth: innerWidth, layers: layers, heads: heads,
      keyHeads: keyHeads, rotaryBase: rotaryBase, longestContext: longestContext,
      beginID: Self.id(of: Special.begin), endIDs: [Self.id(of: Special.end)],
      padID: Self.id(of: Special.pad))
  }

  /// Special tokens come first.
  private static func id(of special: String) -> Int32 {
    Int32(Special.all.firstIndex(of: special) ?? 0)
  }

  /// `config.json`, for this program and for Hugging Face's.
  var file: JSONValue {
    func size(_ value: Int) -> JSONValue { .number(Double(value)) }
    return [
      "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
      "vocab_size": size(vocabulary), "hidden_size": size(width),
      "intermediate_size": size(innerWidth), "num_hidden_layers": size(layers),
      "num_attention_heads": size(heads), "num_key_value_heads": size(keyHeads),
      "head_dim": size(width / heads), "rms_norm_eps": .number(1e-5),
      "rope_theta": .number(rotaryBase),
      "max_position_embeddings": size(longestContext), "tie_word_embeddings": true,
      "attention_bias": false, "mlp_bias": false, "torch_dtype": "bfloat16",
      "bos_token_id": size(Int(Self.id(of: Special.begin))),
      "eos_token_id": size(Int(Self.id(of: Special.end))),
      "pad_token_id": size(Int(Self.id(of: Special.pad))),
    ]
  }
}
