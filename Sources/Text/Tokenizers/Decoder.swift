extension Tokenizer {
  /// How tokens become text again.
  enum Decoder: Sendable, Equatable {
    /// Bytes put together; what is not UTF-8 becomes `�`.
    case bytes
    /// Words with spaces between; a piece with the mark is joined to the one before.
    case wordPieces(mark: String, cleansUp: Bool)

    func text(of tokens: some Sequence<String>) -> String {
      switch self {
      case .bytes:
        let bytes = tokens.flatMap { ByteAlphabet.bytes(of: $0) ?? Array($0.utf8) }
        return String(decoding: bytes, as: UTF8.self)
      case .wordPieces(let mark, let cleansUp):
        var result = ""
        for (index, token) in tokens.enumerated() {
          var piece = token
          if index > 0 {
            piece =
              token.utf8.starts(with: mark.utf8)
              ? String(token.unicodeScalars.dropFirst(mark.unicodeScalars.count)) : " " + token
          }
          result += cleansUp ? Self.cleanUp(piece) : piece
        }
        return result
      }
    }

    /// Spaces before punctuation and inside English contractions taken out, as Hugging Face does.
    private static func cleanUp(_ piece: String) -> String {
      guard piece.utf8.contains(UInt8(ascii: " ")) else { return piece }
      let replacements = [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
        (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
      ]
      return replacements.reduce(piece) { $0.replacing($1.0, with: $1.1) }
    }
  }
}
