import Randomness
import Tensors

/// A short name for the exact bits of a model.
enum Fingerprint {
  /// Of names and scalars in order of names: 16 hexadecimal digits.
  static func of(_ tensors: [String: Tensor]) -> String {
    var hash = StableHash()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      hash.combine(bytes: name.utf8)
      tensor.withScalars { scalars in
        for scalar in scalars { hash.combine(UInt64(scalar.bitPattern)) }
      }
    }
    return hash.digits
  }
}
