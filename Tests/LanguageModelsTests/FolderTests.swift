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
    #expect(refusal().contains("config.json and tokenizer.json are missing (found: nothing)"))
    try folder.write("", to: "model.gguf")
    #expect(refusal().contains("are missing (found: model.gguf). Fetch what is missing"))
    #expect(throws: LanguageModelError.notFolder(folder.file("model.gguf"))) {
      try LanguageModel(folder: folder.file("model.gguf"))
    }
    try folder.write(Self.configuration(), to: "config.json")
    #expect(refusal().contains("tokenizer.json is missing (found: config.json, model.gguf)"))
    try link("tokenizer.json")
    #expect(refusal().contains("tokenizer.json has 1024 ids, the model knows 8"))
    try folder.write(Self.configuration(["vocab_size": "1024"]), to: "config.json")
    #expect(refusal().contains("asked for model.safetensors"))
    try link("model.safetensors")
    #expect(refusal().contains("should have shape [1024, 4] by config.json, found [1024, 64]"))
  }

  /// What is said of the reference model when one of its files is another.
  private func refusal(with name: String, _ contents: Data) throws -> String {
    let folder = try TemporaryFolder()
    for file in ["config.json", "tokenizer.json", "model.safetensors"] where file != name {
      try FileManager.default.createSymbolicLink(
        atPath: folder.file(file), withDestinationPath: TinyLlama.folder + "/" + file)
    }
    if name.hasSuffix(".index.json") {
      try FileManager.default.removeItem(atPath: folder.file("model.safetensors"))
    }
    try contents.write(to: URL(fileURLWithPath: folder.file(name)))
    do throws(LanguageModelError) {
      _ = try LanguageModel(folder: folder.path)
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "says what is wrong with a file of another model, or a damaged one, and what to do",
    .enabled(if: SharedFolder.isPresent))
  func strangers() throws {
    func file(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: TinyLlama.folder + "/" + name))
    }
    let weights = try file("model.safetensors")
    #expect(try refusal(with: "model.safetensors", weights) == "accepted")
    let configuration = String(decoding: try file("config.json"), as: UTF8.self)
    let tokenizer = String(decoding: try file("tokenizer.json"), as: UTF8.self)
    let cases: [(name: String, contents: Data, words: [String])] = [
      ("model.safetensors", weights.dropLast(1000), ["it is cut off", "Fetch the file again"]),
      ("model.safetensors", weights.prefix(40), ["its header should have", "the file has 40"]),
      ("model.safetensors", Data(), ["0 bytes"]),
      (
        "model.safetensors", Data("version https://git-lfs.github.com/spec/v1\noid x\n".utf8),
        ["git lfs pull"]
      ),
      (
        "model.safetensors.index.json",
        Data(#"{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}"#.utf8),
        ["names 2 files, of which 2 are not beside it (model-1.safetensors", "Fetch them"]
      ),
      ("config.json", Data("{".utf8), ["config.json"]),
      (
        "config.json", Data(#"{"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2"}"#.utf8),
        ["the architecture GPT2LMHeadModel", "Supported are Llama", "built-in one"]
      ),
      (
        "config.json", Data(#"{"architectures": ["MPNetModel"], "model_type": "mpnet"}"#.utf8),
        ["MPNetModel", "a sentence encoder"]
      ),
      (
        // Another tokenizer with as many ids: its beginning of a text is an ordinary token.
        "config.json",
        Data(
          configuration.replacing(
            #/"bos_token_id": \d+/#, with: #""bos_token_id": 17"#
          ).utf8),
        ["begins texts with token 17", "has as the ordinary token", "of another model"]
      ),
      (
        "config.json",
        Data(configuration.replacing(#/"bos_token_id": \d+/#, with: #""bos_token_id": 4096"#).utf8),
        ["begins texts with token 4096, which tokenizer.json lacks"]
      ),
      (
        "tokenizer.json",
        Data(tokenizer.replacing(#""type": "BPE""#, with: #""type": "Unigram""#).utf8),
        ["Unigram"]
      ),
    ]
    for item in cases {
      let message = try refusal(with: item.name, item.contents)
      for word in item.words { #expect(message.contains(word), "\(message) should say \(word)") }
    }
  }

  @Test(
    "is written as PEFT writes it: the same tensors, bit for bit, and settings",
    .enabled(if: SharedFolder.isPresent))
  func layoutOfPEFT() throws {
    let source = TinyLlama.folder + "/lora"
    let model = try Llama(folder: TinyLlama.folder)
    let folder = try TemporaryFolder()
    try LoRA(folder: source, for: model).write(to: folder.file("own"), baseModel: "..")
    let (own, theirs) = try (
      SafetensorsFile(path: folder.file("own/adapter_model.safetensors")),
      SafetensorsFile(path: source + "/adapter_model.safetensors")
    )
    #expect(own.names == theirs.names && own.metadata == theirs.metadata)
    for name in own.names {
      #expect(try own.tensor(name).scalars == theirs.tensor(name).scalars)
    }
    func settings(_ path: String) throws -> [String: NSObject] {
      let data = try Data(contentsOf: URL(fileURLWithPath: path + "/adapter_config.json"))
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: NSObject])
    }
    let (written, expected) = try (settings(folder.file("own")), settings(source))
    for (name, value) in written { #expect(expected[name] == value, "\(name)") }
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

  @Test("a fresh adapter changes no bit of what its model says, and one that learned does")
  func freshAdapter() throws {
    let sizes = LlamaConfiguration(
      vocabulary: 8, width: 4, innerWidth: 6, layers: 2, heads: 2, keyHeads: 1)
    let model = Llama(sizes, at: ParameterStore(random: RandomSource(seed: 1)).root)
    let adapter = LoRA(LoRA.Configuration(), for: model, random: RandomSource(seed: 2))
    func logits(_ adaptation: Adaptation?) -> [Float] {
      let rows = model(
        model.embed([1, 2, 3, 4]), Sequences(lengths: [4]), adaptation: adaptation)
      return model.logits(rows).scalars
    }
    #expect(logits(Adaptation(adapter)) == logits(nil))
    for parameter in adapter.parameters.parameters where parameter.path.contains("lora_B") {
      parameter.value = .full(0.1, shape: parameter.shape)
    }
    #expect(logits(Adaptation(adapter)) != logits(nil))
  }

  @Test("an adapter of rank 8 on queries and values of the 1B shape has 851,968 numbers")
  func adapterSize() {
    // Llama-3.2-1B: 16 layers of width 2048, 32 heads of 64 numbers, 8 of them for keys. Its words and
    // its gated layers have no part in it, so they are left small here.
    let sizes = LlamaConfiguration(
      vocabulary: 8, width: 2048, innerWidth: 8, layers: 16, heads: 32, keyHeads: 8)
    var made: [Shape: Tensor] = [:]
    let model = Llama(sizes) { _, shape in
      let zeros = made[shape] ?? .zeros(shape)
      made[shape] = zeros
      return .fixed(zeros)
    }
    let adapter = LoRA(LoRA.Configuration(), for: model, random: RandomSource(seed: 1))
    // Of each layer 8 · (2048 + 2048) for queries and 8 · (2048 + 512) for values.
    #expect(adapter.parameters.scalarCount() == 851_968)
    #expect(adapter.parameters.parameters.count == 16 * 2 * 2)
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
