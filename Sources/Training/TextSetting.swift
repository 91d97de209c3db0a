import Models
import Text

extension Project {
  /// The encoder of texts that the settings name: `text=hashed`, a model's folder, a GloVe file or the
  /// name of a model found; `text_width` is the width of the built-in one.
  func textEncoder(_ reader: inout Settings) throws -> any SentenceEncoder {
    let width = try reader.integer("text_width", 64, in: 1...4096)
    return try EncoderChoice.encoder(
      reader.text("text", EncoderChoice.builtIn), hashedWidth: width, home: home)
  }
}
