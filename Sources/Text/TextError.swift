/// Why a tokenizer, a sentence encoder or a model's description could not be read.
public enum TextError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case malformed(path: String, reason: String)
  /// A sound file that asks for what is not built; each feature in words.
  case unsupported(path: String, features: [String])

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason)."
    case .malformed(let path, let reason):
      "\(path): \(reason). Fetch the file again, or take another model."
    case .unsupported(let path, let features):
      "\(path): asks for what is not supported: \(features.joined(separator: "; ")). "
        + "Supported are byte-level BPE (Llama 3, GPT-2) and WordPiece (BERT) tokenizers."
    }
  }
}
