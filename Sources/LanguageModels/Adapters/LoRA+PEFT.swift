import Foundation
import Neural
import Randomness
import Tensors
import Text

extension LoRA {
  private static let configurationName = "adapter_config.json"
  private static let weightsName = "adapter_model.safetensors"

  /// Reads a folder that PEFT or ``write(to:baseModel:)`` wrote.
  public init(folder: String, for model: Llama) throws(LanguageModelError) {
    let configuration = try Self.readConfiguration(folder + "/" + Self.configurationName)
    self.init(configuration, for: model, random: RandomSource(seed: 0))
    let path = folder + "/" + Self.weightsName
    do {
      try parameters.load(try SafetensorsFile(path: path).tensors())
    } catch .doesNotFit(let missing, let unexpected, let shapes) {
      let parts = [("missing", missing), ("not expected", unexpected), ("other shapes", shapes)]
        .filter { !$0.1.isEmpty }
        .map { "\($0.1.count) tensors \($0.0) (\($0.1[0]))" }
      throw .otherModel(adapter: path, reason: parts.joined(separator: ", "))
    } catch {
      throw .weights(error)
    }
  }

  private static func readConfiguration(_ path: String) throws(LanguageModelError) -> Configuration
  {
    let json: JSONValue
    do {
      json = try JSONValue.read(path)
    } catch {
      throw .text(error)
    }
    var features: [String] = []
    if let type = json["peft_type"]?.text, type != "LORA" { features.append("peft_type \(type)") }
    if let bias = json["bias"]?.text, bias != "none" { features.append("bias \(bias)") }
    for name in ["use_rslora", "use_dora", "use_qalora", "lora_bias", "fan_in_fan_out"]
    where json[name]?.bool == true { features.append(name) }
    for name in ["alpha_pattern", "rank_pattern"] where json[name]?.members?.isEmpty == false {
      features.append(name)
    }
    for name in [
      "layers_to_transform", "modules_to_save", "layer_replication", "exclude_modules",
      "target_parameters", "trainable_token_indices", "alora_invocation_tokens", "arrow_config",
      "kasa_config", "monteclora_config", "velora_config", "use_bdlora",
    ]
    where json[name] != nil { features.append(name) }
    let names =
      json["target_modules"]?.array?.compactMap(\.text)
      ?? [json["target_modules"]?.text ?? "(none)"]
    let targets = names.compactMap(Target.init)
    if targets.count < names.count || targets.isEmpty {
      features.append("target_modules \(names.joined(separator: ", "))")
    }
    guard features.isEmpty else { throw .unsupported(path: path, features: features) }
    guard let rank = json["r"]?.integer, 1...4096 ~= rank, let alpha = json["lora_alpha"]?.number,
      let dropout = Optional(json["lora_dropout"]?.number ?? 0), 0..<1 ~= dropout
    else { throw .malformed(path: path, reason: "r, lora_alpha or lora_dropout is no number") }
    return Configuration(
      rank: rank, alpha: Float(alpha), dropout: Float(dropout), targets: Set(targets))
  }

  /// Writes the folder that PEFT's `PeftModel.from_pretrained` reads.
  ///
  /// - Parameter baseModel: the folder or name of the model that it adds to.
  public func write(to folder: String, baseModel: String) throws(LanguageModelError) {
    let path = folder + "/" + Self.configurationName
    let description = Description(
      baseModel: baseModel, rank: configuration.rank,
      alpha: configuration.alpha, dropout: configuration.dropout,
      targets: configuration.targets.map(\.rawValue).sorted())
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try encoder.encode(description).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      let reason = (error as NSError).localizedDescription
      throw .weights(.unwritable(path: path, reason: reason))
    }
    do {
      try SafetensorsFile.write(
        parameters.export().filter { $0.key.hasPrefix(Self.prefix) }, metadata: ["format": "pt"],
        to: folder + "/" + Self.weightsName)
    } catch {
      throw .weights(error)
    }
  }

  /// What PEFT wants to know.
  private struct Description: Encodable {
    let baseModel: String
    let rank: Int
    let alpha: Float
    let dropout: Float
    let targets: [String]
    let type = "LORA"
    let task = "CAUSAL_LM"
    let bias = "none"
    let isTransposed = false
    let isForInference = true
    let startsRandom = true

    private enum CodingKeys: String, CodingKey {
      case baseModel = "base_model_name_or_path"
      case rank = "r"
      case alpha = "lora_alpha"
      case dropout = "lora_dropout"
      case targets = "target_modules"
      case type = "peft_type"
      case task = "task_type"
      case bias
      case isTransposed = "fan_in_fan_out"
      case isForInference = "inference_mode"
      case startsRandom = "init_lora_weights"
    }
  }
}
