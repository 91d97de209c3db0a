import Foundation
import Neural
import Text

/// Why a language model cannot be used.
public enum LanguageModelError: Error, Equatable, Sendable, CustomStringConvertible {
  case text(TextError)
  case weights(CheckpointError)
  case noFolder(String)
  /// A file where a folder should be.
  case notFolder(String)
  /// A folder without files that every model has; what else is in it.
  case missingFiles(folder: String, missing: [String], found: [String])
  /// The model that comes with the program is not where the program is.
  case noBuiltIn(places: [String])
  /// A sound description of a model that is not built; each feature in words.
  case unsupported(path: String, features: [String])
  case malformed(path: String, reason: String)
  /// A tensor of another shape than the configuration says.
  case shape(path: String, name: String, expected: String, found: String)
  /// The model begins or ends texts with an id that is no such token of the tokenizer.
  case otherSpecialTokens(folder: String, role: String, id: Int32, found: String?)
  /// The tokenizer has ids that the model does not.
  case otherTokenizer(folder: String, ids: Int, vocabulary: Int)
  /// The adapter was made for another model.
  case otherModel(adapter: String, reason: String)
  /// Something was learned before a language model with other weights.
  case otherWeights(path: String, expected: String, found: String)
  /// Weights of eight bits cost too much quality; nats per token.
  case lossyWeights(path: String, divergence: Double, limit: Double)
  /// The tokenizer has no single token for a word that answers are read from.
  case noVerbalizer(String, path: String)

  public var description: String {
    switch self {
    case .text(let error): error.description
    case .weights(let error): error.description
    case .noFolder(let path):
      "\(path): no such folder, and no model of this name was found. A language model is a folder in "
        + "Hugging Face's layout: \(Self.layout). `relzero doctor` lists the models found and where they "
        + "are looked for; without --model the built-in one is used."
    case .notFolder(let path):
      "\(path): asked for a model's folder, found a file. Point at the folder that holds "
        + "\(Self.layout); GGUF and PyTorch files are not read."
    case .missingFiles(let folder, let missing, let found):
      "\(folder): asked for a model's folder, with \(Self.layout); "
        + "\(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") missing (found: "
        + (found.isEmpty ? "nothing" : found.prefix(8).joined(separator: ", "))
        + (found.count > 8 ? ", …" : "")
        + "). Fetch what is missing from where the model came from, or point at its folder."
    case .noBuiltIn(let places):
      "The built-in language model is missing; looked in \(places.joined(separator: ", ")). "
        + "Keep relzero_LanguageModels.resources beside the program, or give another --model."
    case .unsupported(let path, let features):
      "\(path): asks for what is not supported: \(features.joined(separator: "; ")). "
        + "Supported are Llama models (LlamaForCausalLM: Llama 2 and 3 shapes, TinyLlama, SmolLM) "
        + "without quantization. Take such a model, or the built-in one."
    case .malformed(let path, let reason):
      "\(path): \(reason). Fetch the file again, or take another model."
    case .shape(let path, let name, let expected, let found):
      "\(path): tensor \(name) should have shape \(expected) by config.json, found \(found). "
        + "The two files are of different models."
    case .otherSpecialTokens(let folder, let role, let id, let found):
      "\(folder): config.json \(role) with token \(id), which tokenizer.json "
        + (found.map { "has as the ordinary token \($0.debugDescription)" } ?? "lacks")
        + ". The tokenizer is of another model; fetch the one that belongs to it."
    case .otherTokenizer(let folder, let ids, let vocabulary):
      "\(folder): tokenizer.json has \(ids) ids, the model knows \(vocabulary). "
        + "The tokenizer is of another model; fetch the one that belongs to it."
    case .otherModel(let adapter, let reason):
      "\(adapter): \(reason). The adapter is of another model."
    case .otherWeights(let path, let expected, let found):
      "\(path): this model learned with the language model \(expected), the one here is \(found); its "
        + "answers would mean nothing. Put the former one back or train again with this one."
    case .lossyWeights(let path, let divergence, let limit):
      "\(path): weights of eight bits move its next tokens by \(Self.short(divergence)) nats, more than "
        + "the \(Self.short(limit)) allowed. Leave out --weights int8; `relzero lm quality` measures it on "
        + "a text of yours."
    case .noVerbalizer(let word, let path):
      "\(path): its tokenizer splits the word \(word); answers of yes and no are read from single "
        + "tokens. Take a model whose vocabulary has Yes and No."
    }
  }

  private static let layout =
    "config.json, tokenizer.json and model.safetensors (or model.safetensors.index.json with its parts)"

  private static func short(_ value: Double) -> String { String(format: "%.4f", value) }
}
