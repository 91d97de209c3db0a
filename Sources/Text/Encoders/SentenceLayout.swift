import Foundation

/// What sentence-transformers' files beside a model say about pooling, as versions 2 to 6 write them.
struct SentenceLayout {
  var pooling = BertSentenceEncoder.Pooling.mean
  var normalizes = true
  var longest: Int?

  init(folder: String) throws(TextError) {
    let modules = folder + "/modules.json"
    if FileManager.default.fileExists(atPath: modules) {
      let kinds = (try JSONValue.read(modules).array ?? []).map { module in
        (
          name: (module["type"]?.text ?? "").split(separator: ".").last.map(String.init) ?? "",
          path: module["path"]?.text ?? ""
        )
      }
      let unknown = kinds.map(\.name).filter {
        !["Transformer", "Pooling", "Normalize"].contains($0)
      }
      guard unknown.isEmpty else {
        throw .unsupported(path: modules, features: unknown.map { "a module \($0)" })
      }
      normalizes = kinds.contains { $0.name == "Normalize" }
      if let place = kinds.first(where: { $0.name == "Pooling" })?.path {
        try readPooling(folder + "/" + place + "/config.json")
      }
    }
    longest = try Self.longest(folder: folder)
  }

  /// How many tokens of a text an encoder sees: by `sentence_bert_config.json`; where that does not say
  /// (from version 5 on), by the tokenizer's configuration. nil for a folder of something else.
  static func longest(folder: String) throws(TextError) -> Int? {
    let sentence = folder + "/sentence_bert_config.json"
    guard FileManager.default.fileExists(atPath: sentence) else { return nil }
    if let longest = try JSONValue.read(sentence)["max_seq_length"]?.integer { return longest }
    let tokenizer = folder + "/tokenizer_config.json"
    guard FileManager.default.fileExists(atPath: tokenizer) else { return nil }
    return try JSONValue.read(tokenizer)["model_max_length"]?.integer
  }

  private mutating func readPooling(_ path: String) throws(TextError) {
    let json = try JSONValue.read(path)
    let modes = (json.members ?? []).filter {
      $0.key.hasPrefix("pooling_mode_") && $0.value.bool == true
    }.map(\.key)
    switch modes {
    case ["pooling_mode_mean_tokens"]: pooling = .mean
    case ["pooling_mode_cls_token"]: pooling = .first
    case []:
      switch json["pooling_mode"]?.text {
      case "mean": pooling = .mean
      case "cls": pooling = .first
      case let other: throw .unsupported(path: path, features: ["pooling \(other ?? "(none)")"])
      }
    default: throw .unsupported(path: path, features: modes)
    }
  }
}
