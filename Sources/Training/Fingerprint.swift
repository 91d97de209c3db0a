import Tensors

/// A short name for the exact bits of a model.
enum Fingerprint {
  /// FNV-1a over names, shapes and scalars in order of names: 16 hexadecimal digits.
  static func of(_ tensors: [String: Tensor]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ value: UInt64) { hash = (hash ^ value) &* 0x0000_0100_0000_01B3 }
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      for byte in name.utf8 { add(UInt64(byte)) }
      tensor.withScalars { scalars in
        for scalar in scalars { add(UInt64(scalar.bitPattern)) }
      }
    }
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
