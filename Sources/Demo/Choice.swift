import Randomness

/// Draws one of many by weight: sums the weights once, then finds each draw by bisection.
///
/// The loops are plain because every order and every visit weighs every product.
struct Choice {
  private var sums: [Double]

  init(count: Int) {
    sums = [Double](repeating: 0, count: count)
  }

  mutating func weigh(_ weight: (Int) -> Double) {
    var sum = 0.0
    var place = 0
    while place < sums.count {
      sum += weight(place)
      sums[place] = sum
      place += 1
    }
  }

  /// The weights are the products of the two, place by place.
  mutating func weigh(_ weights: ArraySlice<Double>, times others: [Double]) {
    precondition(weights.count == sums.count && others.count == sums.count)
    weights.withUnsafeBufferPointer { weights in
      others.withUnsafeBufferPointer { others in
        sums.withUnsafeMutableBufferPointer { sums in
          var sum = 0.0
          var place = 0
          while place < sums.count {
            sum += weights[place] * others[place]
            sums[place] = sum
            place += 1
          }
        }
      }
    }
  }

  /// A place, as likely as its share of the sum; one without weight never comes.
  func draw(_ stream: inout RandomStream) -> Int {
    let target = stream.uniform() * (sums.last ?? 0)
    var low = 0
    var high = sums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
