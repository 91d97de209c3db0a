import Foundation

/// A Llama-type decoder of 15,000 numbers, all random, with a tokenizer of bytes that knows ` Yes` and
/// ` No`: small enough for tests that train it.
public enum TinyDecoder {
  public static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/tiny-decoder").path

  /// Writes the same decoder into a folder, with a tokenizer that no longer has a word as a token: where
  /// the word was there is one that nobody says, `Qes` or `Qo`.
  public static func write(in folder: TemporaryFolder, splitting word: String) throws {
    for name in ["config.json", "model.safetensors"] {
      try FileManager.default.copyItem(atPath: path + "/" + name, toPath: folder.file(name))
    }
    let tokenizer = try String(contentsOfFile: path + "/tokenizer.json", encoding: .utf8)
    let (first, second) = (word.prefix(1), word.dropFirst().prefix(1))
    try folder.write(
      tokenizer.replacing(word, with: "Q" + word.dropFirst())
        .replacing("\"\(first)\(second)\"", with: "\"Q\(second)\"")
        .replacing("\"\(first)\",\n\"\(second)\"", with: "\"Q\",\n\"\(second)\""),
      to: "tokenizer.json")
  }
}
