import Foundation

extension LanguageModel {
  /// A short name for the very files of the model, 16 hexadecimal digits: equal files have equal ones, and
  /// any training of the weights gives another.
  ///
  /// Hashes the size of every file of weights and of the tokenizer, and evenly spaced blocks of their
  /// bytes: a model of gigabytes is told from another without being read whole.
  public func fingerprint() throws(LanguageModelError) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ value: UInt64) { hash = (hash ^ value) &* 0x0000_0100_0000_01B3 }
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: path).filter {
        $0.hasSuffix(".safetensors") || $0 == "tokenizer.json"
      }
      for name in names.sorted() {
        let bytes = try Data(
          contentsOf: URL(fileURLWithPath: path + "/" + name), options: .alwaysMapped)
        add(UInt64(bytes.count))
        for block in 0..<Self.blocks {
          let start = bytes.count / Self.blocks * block
          for byte in bytes[start..<min(start + Self.blockSize, bytes.count)] { add(UInt64(byte)) }
        }
      }
    } catch {
      throw .malformed(path: path, reason: error.localizedDescription)
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Blocks read of each file, and bytes in one.
  private static var blocks: Int { 256 }
  private static var blockSize: Int { 512 }
}
