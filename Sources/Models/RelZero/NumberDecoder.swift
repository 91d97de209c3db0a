import Foundation
import Neural
import Tensors

/// Reads a number off a hidden vector: a distribution over bins, whose mean is the answer.
///
/// Bins stand at 41 places from −4 to 4, in deviations from the question's mean; a number between two of
/// them is learned as both, in proportion (two-hot), so that the mean can be any number.
///
/// - Source: `spec/relzero.md` §4.2: the expected value over a learned numeric decoder.
struct NumberDecoder {
  static let count = 41
  private let linear: Linear
  private static let centers = Tensor(
    (0..<count).map { Float($0 - count / 2) * 8 / Float(count - 1) }, shape: [count, 1])

  init(_ width: Int, at scope: ParameterScope) {
    linear = Linear(width, Self.count, at: scope)
  }

  /// Hidden vectors to expected numbers, `[rows, width]` to `[rows]`.
  func callAsFunction(_ hidden: Tensor) -> Tensor {
    let rows = hidden.shape.rows
    return linear(hidden).softmax().matmul(Self.centers).reshaped([rows])
  }

  /// The cross-entropy of each row's number, `[rows]`.
  func losses(_ hidden: Tensor, _ numbers: [Double]) -> Tensor {
    let places = numbers.map { number -> Double in
      let inside = min(4, max(-4, number.isFinite ? number : 0))
      return (inside + 4) / 8 * Double(Self.count - 1)
    }
    let below = places.map { Int32(min(Double(Self.count - 2), $0.rounded(.down))) }
    let shares = zip(places, below).map { Float($0 - Double($1)) }
    let logits = linear(hidden)
    return logits.crossEntropies(below) * Tensor(shares.map { 1 - $0 })
      + logits.crossEntropies(below.map { $0 + 1 }) * Tensor(shares)
  }
}
