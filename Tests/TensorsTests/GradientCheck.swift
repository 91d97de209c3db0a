import Randomness
import Tensors
import Testing

/// Numbers in `-1 ..< 1`, the same for the same seed.
func randomTensor(_ shape: Shape, seed: UInt64 = 1, scale: Float = 1) -> Tensor {
  var stream = RandomStream(key: seed)
  return Tensor(shape: shape) { buffer in
    for index in buffer.indices { buffer[index] = Float(2 * stream.uniform() - 1) * scale }
  }
}

/// Numbers of random sign whose size is in `0.3 ..< 1.3`: none near a kink at 0.
func randomTensorAwayFromZero(_ shape: Shape, seed: UInt64 = 1) -> Tensor {
  let plain = randomTensor(shape, seed: seed)
  return Tensor(plain.scalars.map { $0 < 0 ? $0 - 0.3 : $0 + 0.3 }, shape: shape)
}

/// Compares the gradients of `Σ u · f(x)`, u random, with differences of five points:
/// `(-f(x + 2h) + 8 f(x + h) - 8 f(x - h) + f(x - 2h)) / 12h`, h = 1/32, summed in double. Their error
/// is about `h⁴ f⁗′ / 30 ≈ 3e-8 f⁗′` plus rounding of f, `1e-7 / h ≈ 3e-6`.
func expectGradients(
  at inputs: [Tensor], tolerance: Double = 5e-5, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation, _ function: ([Tensor]) -> Tensor
) {
  let upstream = randomTensor(function(inputs).shape, seed: 99)
  let (_, gradients) = valueAndGradients(at: inputs) { (function($0) * upstream).sum() }
  func value(_ inputs: [Tensor]) -> Double {
    zip(function(inputs).scalars, upstream.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  let step: Float = 1 / 32
  for (position, input) in inputs.enumerated() {
    #expect(gradients[position].shape == input.shape, comment, sourceLocation: sourceLocation)
    let found = gradients[position].scalars
    for index in 0..<input.count {
      func shifted(_ amount: Float) -> Double {
        var scalars = input.scalars
        scalars[index] += amount
        var moved = inputs
        moved[position] = Tensor(scalars, shape: input.shape)
        return value(moved)
      }
      let expected =
        (8 * (shifted(step) - shifted(-step)) - (shifted(2 * step) - shifted(-2 * step)))
        / Double(12 * step)
      #expect(
        abs(Double(found[index]) - expected) <= tolerance * max(1, abs(expected)),
        "input \(position), scalar \(index): \(found[index]), by differences \(expected)",
        sourceLocation: sourceLocation)
    }
  }
}

/// Whether two tensors have the same shape and numbers within a tolerance.
func isClose(_ a: Tensor, _ b: Tensor, within tolerance: Float = 1e-5) -> Bool {
  a.shape == b.shape && zip(a.scalars, b.scalars).allSatisfy { abs($0 - $1) <= tolerance }
}
