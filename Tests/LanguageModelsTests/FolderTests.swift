import FixtureSupport
import Foundation
import Neural
import Randomness
import Tensors
import Testing

@testable import LanguageModels

@Suite("A language model's folder")
struct FolderTests {
  static func configuration(_ changes: [String: String] = [:]) -> String {
    var members = [
      "model_type": "\"llama\"", "vocab_size": "8", "hidden_size": "4", "intermediate_size": "6",
      "num_hidden_layers": "1", "num_attention_heads": "2", "num_key_value_heads": "1",
    ]
    members.merge(changes) { $1 }
    return "{" + members.map { "\"\($0)\": \($1)" }.sorted().joined(separator: ", ") + "}"
  }

  private func refusal(_ changes: [String: String]) throws -> String {
    let folder = try TemporaryFolder()
    try folder.write(Self.configuration(changes), to: "config.json")
    do throws(LanguageModelError) {
      _ = try LlamaConfiguration(path: folder.file("config.json"))
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  @Test("says in config.json what is not supported, all of it at once")
  func unsupported() throws {
    let cases: [([String: String], [String])] = [
      ([:], ["accepted"]),
      (["model_type": "\"gpt2\"", "architectures": "[\"GPT2LMHeadModel\"]"], ["GPT2LMHeadModel"]),
      (
        ["attention_bias": "true", "hidden_act": "\"gelu\"", "quantization_config": "{}"],
        ["attention_bias", "activation gelu", "quantized"]
      ),
      (["rope_scaling": #"{"type": "dynamic", "factor": 2.0}"#], ["type dynamic"]),
      (["rope_scaling": #"{"rope_type": "llama3", "factor": 8}"#], ["incomplete"]),
      (["num_key_value_heads": "3"], ["2 heads over 3"]), (["head_dim": "3"], ["odd head width"]),
      (["hidden_size": "-4"], ["hidden_size is not a size"]),
      (["hidden_size": "1e300"], ["hidden_size is not a size"]),
      (["vocab_size": "\"many\""], ["vocab_size is not a size"]),
      (["vocab_size": "null"], ["vocab_size is missing"]),
    ]
    for (changes, words) in cases {
      let message = try refusal(changes)
      for word in words { #expect(message.contains(word), "\(message) should say \(word)") }
    }
  }

  @Test("tells what is missing or does not belong together", .enabled(if: SharedFolder.isPresent))
  func mistakes() throws {
    let folder = try TemporaryFolder()
    func refusal() -> String {
      do throws(LanguageModelError) {
        _ = try LanguageModel(folder: folder.path)
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
    func link(_ name: String) throws {
      try FileManager.default.createSymbolicLink(
        atPath: folder.file(name), withDestinationPath: TinyLlama.folder + "/" + name)
    }
    #expect(throws: LanguageModelError.noFolder(folder.file("none"))) {
      try LanguageModel(folder: folder.file("none"))
    }
    #expect(refusal().contains("config.json: cannot be read: no such file"))
    try folder.write(Self.configuration(), to: "config.json")
    #expect(refusal().contains("tokenizer.json: cannot be read: no such file"))
    try link("tokenizer.json")
    #expect(refusal().contains("tokenizer.json has 1024 ids, the model knows 8"))
    try folder.write(Self.configuration(["vocab_size": "1024"]), to: "config.json")
    #expect(refusal().contains("asked for model.safetensors"))
    try link("model.safetensors")
    #expect(refusal().contains("should have shape [1024, 4] by config.json, found [1024, 64]"))
  }

  @Test("holds an adapter that reads back bit for bit, and only on its model")
  func adapters() throws {
    let sizes = LlamaConfiguration(
      vocabulary: 8, width: 4, innerWidth: 6, layers: 2, heads: 2, keyHeads: 1)
    let model = Llama(sizes, at: ParameterStore(random: RandomSource(seed: 1)).root)
    let adapter = LoRA(
      .init(rank: 2, alpha: 4, dropout: 0.1, targets: Set(LoRA.Target.allCases)), for: model,
      random: RandomSource(seed: 2))
    #expect(adapter.parameters.parameters.count == 2 * 7 * 2)
    let name = "base_model.model.model.layers.1.mlp.down_proj.lora_A.weight"
    #expect(adapter.parameters[name]?.shape == [2, 6])
    let folder = try TemporaryFolder()
    try adapter.write(to: folder.file("adapter"), baseModel: "here")
    let read = try LoRA(folder: folder.file("adapter"), for: model)
    #expect(read.configuration == adapter.configuration)
    #expect(
      read.parameters.export().mapValues(\.scalars)
        == adapter.parameters.export().mapValues(\.scalars))
    var other = sizes
    other.layers = 1
    let smaller = Llama(other, at: ParameterStore(random: RandomSource(seed: 1)).root)
    #expect(throws: LanguageModelError.self) {
      try LoRA(folder: folder.file("adapter"), for: smaller)
    }
    try folder.write(
      #"{"peft_type": "IA3", "r": 2, "use_dora": true}"#, to: "adapter/adapter_config.json")
    do throws(LanguageModelError) {
      _ = try LoRA(folder: folder.file("adapter"), for: model)
      Issue.record("accepted")
    } catch {
      #expect(error.description.contains("peft_type IA3; use_dora; target_modules"))
    }
  }

  @Test("describes a model whose weights all learn, and whose loss falls")
  func training() throws {
    let store = ParameterStore(random: RandomSource(seed: 3))
    let model = Llama(
      LlamaConfiguration(vocabulary: 8, width: 8, innerWidth: 12, layers: 1, heads: 2, keyHeads: 1),
      at: store.root)
    #expect(store.scalarCount() == model.configuration.parameterCount)
    let ids: [Int32] = [1, 2, 3, 4, 5, 6, 7]
    func step() -> (value: Float, gradients: Gradients) {
      store.valueAndGradients {
        model.logits(model(model.embed(Array(ids.dropLast())), Sequences(lengths: [6])))
          .crossEntropy(Array(ids.dropFirst()))
      }
    }
    var adam = Adam(learningRate: 0.05)
    let first = step()
    #expect(first.gradients.entries.count == store.parameters.count)
    for _ in 0..<12 { adam.update(store, along: step().gradients) }
    #expect(step().value < first.value / 2)
  }
}
