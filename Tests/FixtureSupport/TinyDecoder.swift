import Foundation

/// A Llama-type decoder of 15,000 numbers, all random, with a tokenizer of bytes that knows ` Yes` and
/// ` No`: small enough for tests that train it.
public enum TinyDecoder {
  public static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/tiny-decoder").path
}
