import CKernels

/// Which numbers dropout sets to zero: each with the same probability, decided by a key and by its
/// position alone, so that the gradient can decide again instead of keeping a mask.
public struct DropoutRule: Sendable, Equatable {
  /// The probability of zero, in `0 ..< 1`.
  public let rate: Float
  public let key: UInt64

  public init(rate: Float, key: UInt64) {
    precondition(rate >= 0 && rate < 1, "dropout: a rate of \(rate) is not in 0 ..< 1")
    self.rate = rate
    self.key = key
  }

  var kernelRule: rz_dropout_rule {
    rz_dropout_rule(
      threshold: UInt32(Double(rate) * 0x1p32), scale: 1 / (1 - rate), key: key)
  }
}

extension Tensor {
  /// Each number with probability `rate` 0, else divided by `1 - rate`.
  ///
  /// Gradient: `∂x = dropout(g)` with the same key
  public func dropout(rate: Float, key: UInt64) -> Tensor {
    let rule = DropoutRule(rate: rate, key: key)
    guard rate > 0 else { return self }
    return Tensor.recorded(dropped(rule), from: [self]) { g in [g.dropped(rule)] }
  }

  private func dropped(_ rule: DropoutRule) -> Tensor {
    let kernelRule = rule.kernelRule
    let result = Tensor(uninitialized: shape)
    Chunks(rows: count, cost: 2).forEach {
      let start = $0.lowerBound
      rz_dropout(
        base + start, kernelRule, UInt64(start), Int64($0.count), result.base + start)
    }
    return result
  }
}
