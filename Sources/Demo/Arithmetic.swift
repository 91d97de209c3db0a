import Randomness

/// The few functions that the shop's processes need, made of additions and multiplications alone.
///
/// The C library's `exp` and `cos` differ in their last bits from system to system. These do not, so
/// the demo database is the same bytes everywhere.
enum Arithmetic {
  /// eˣ, exact to about 1e-13 relative, for |x| ≤ 700.
  ///
  ///     eˣ = (e^(x/2ᵏ))^(2ᵏ), the inner one by its Taylor series
  static func exp(_ x: Double) -> Double {
    var halvings = 0
    var small = x
    while abs(small) > 0.125 {
      small *= 0.5
      halvings += 1
    }
    var sum = 1.0
    var term = 10.0
    while term >= 1 {
      sum = 1 + sum * small / term
      term -= 1
    }
    while halvings > 0 {
      sum *= sum
      halvings -= 1
    }
    return sum
  }

  /// The cosine of an angle given in turns (1 is a full circle), exact to about 1e-7.
  static func cosine(turns: Double) -> Double {
    let folded = abs(turns - turns.rounded())  // 0 ... 0.5
    let isLower = folded > 0.25
    let angle = (isLower ? 0.5 - folded : folded) * 6.283185307179586
    let square = angle * angle
    var sum = 1.0
    var term = 10.0
    while term >= 2 {
      sum = 1 - sum * square / (term * (term - 1))
      term -= 2
    }
    return isLower ? -sum : sum
  }
}

extension RandomStream {
  /// A nearly normal draw with mean 0 and deviation 1: twelve uniform numbers, centered (Irwin–Hall).
  mutating func bell() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += uniform() }
    return sum
  }

  /// True with the given probability.
  mutating func happens(_ probability: Double) -> Bool {
    uniform() < probability
  }

  mutating func one<Element>(of choices: [Element]) -> Element {
    choices[below(choices.count)]
  }

  /// A place in `weights`, each as likely as its share of the sum.
  mutating func place(in weights: [Double]) -> Int {
    var choice = Choice(count: weights.count)
    choice.weigh { weights[$0] }
    return choice.draw(&self)
  }
}
