import CKernels

/// One step of Adam on one tensor, all its arithmetic in a single pass over memory.
public struct AdamStep: Sendable {
  private let rule: rz_adam_rule

  /// - Parameters:
  ///   - number: which step of this tensor it is, from 1.
  ///   - weightDecay: added to the gradient, or decoupled from it.
  public init(
    number: Int, learningRate: Float, beta1: Float, beta2: Float, epsilon: Float,
    weightDecay: Float, isDecoupled: Bool
  ) {
    let correction1 = 1 - power(Double(beta1), number)
    let correction2 = 1 - power(Double(beta2), number)
    rule = rz_adam_rule(
      learning_rate: Float(Double(learningRate) / correction1), beta1: beta1, beta2: beta2,
      second_correction: Float(correction2.squareRoot()), epsilon: epsilon,
      l2: isDecoupled ? 0 : weightDecay, decay: isDecoupled ? 1 - learningRate * weightDecay : 1)
  }

  /// Changes `value` and the running means `first` and `second`, all of the gradient's shape.
  public func apply(
    along gradient: Tensor, to value: inout Tensor, first: inout Tensor, second: inout Tensor
  ) {
    precondition(
      value.shape == gradient.shape && first.shape == gradient.shape
        && second.shape == gradient.shape,
      "adam: value \(value.shape), gradient \(gradient.shape), means \(first.shape)")
    let count = value.count
    value.withMutableScalars { value in
      first.withMutableScalars { first in
        second.withMutableScalars { second in
          guard let p = value.baseAddress, let m = first.baseAddress, let v = second.baseAddress
          else { return }
          Chunks(rows: count, cost: 2).forEach {
            let start = $0.lowerBound
            rz_adam(
              rule, gradient.base + start, Int64($0.count), p + start, m + start, v + start)
          }
        }
      }
    }
  }
}

private func power(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  var square = base
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
