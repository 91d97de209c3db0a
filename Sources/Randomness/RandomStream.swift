import Foundation

/// A stream of pseudo-random draws: SplitMix64 (Steele, Lea, Flood 2014), a counter and a finalizer.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(key: UInt64) {
    state = key
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return RandomSource.mix(state)
  }

  /// A number in `0 ..< bound`, without bias (Lemire 2019, rejection on the low word).
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "RandomStream.below(\(bound)): the bound must be positive")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// A number in `[0, 1)` with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A draw from the standard normal distribution (Box and Muller 1958).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// The numbers `0 ..< count` in random order (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int32] {
    var order = (0..<Int32(count)).map { $0 }
    var last = count - 1
    while last > 0 {
      order.swapAt(last, below(last + 1))
      last -= 1
    }
    return order
  }
}
