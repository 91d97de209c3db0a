import Foundation
import Randomness

extension LanguageModel {
  /// A short name for the very files of the model, 16 hexadecimal digits: equal files have equal ones, and
  /// any training of the weights gives another.
  ///
  /// Hashes the size of every file of weights and of the tokenizer, and evenly spaced blocks of their
  /// bytes: a model of gigabytes is told from another without being read whole.
  public func fingerprint() throws(LanguageModelError) -> String {
    var hash = StableHash()
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: path).filter {
        $0.hasSuffix(".safetensors") || $0 == "tokenizer.json"
      }
      for name in names.sorted() {
        let bytes = try Data(
          contentsOf: URL(fileURLWithPath: path + "/" + name), options: .alwaysMapped)
        hash.combine(UInt64(bytes.count))
        for block in 0..<Self.blocks {
          let start = bytes.count / Self.blocks * block
          hash.combine(bytes: bytes[start..<min(start + Self.blockSize, bytes.count)])
        }
      }
    } catch {
      throw .malformed(path: path, reason: error.localizedDescription)
    }
    return hash.digits
  }

  /// Blocks read of each file, and bytes in one.
  private static var blocks: Int { 256 }
  private static var blockSize: Int { 512 }
}
