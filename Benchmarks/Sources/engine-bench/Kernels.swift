import Foundation
import Tensors

/// Forward and backward of the operations around the products, as bytes that must move per second and as
/// a share of what a copy reaches: on 128 MiB tensors, which fit no cache, and on 128 KiB ones.
///
/// Bytes are counted as if each operand were read once and each result written once: x and y forward;
/// what the rule needs, g and ∂x backward.
func measureKernels(_ ceilings: Ceilings) {
  for (name, rows, rate) in [
    ("out of cache", 1 << 18, ceilings.memory), ("in cache", 256, ceilings.cache),
  ] {
    print("\n\(name), [\(rows), 128]: GB/s forward + backward, share of copy")
    measureKernels(rows: rows, rate: rate)
  }
}

private func measureKernels(rows: Int, rate: Double) {
  let width = 128
  let count = rows * width
  let x = noise([rows, width])
  let upstream = noise([rows, width])
  let (weight, bias) = (Tensor.full(1, shape: [width]), Tensor.zeros([width]))
  let taken = Rows((0..<rows).map { Int32(($0 * 7919) % rows) }, of: rows)
  // Three edges per target from scattered sources.
  let edges = Edges(
    sources: (0..<3 * rows).map { Int32(($0 * 104_729) % rows) },
    targets: (0..<3 * rows).map { Int32($0 / 3) }, sourceCount: rows, targetCount: rows)
  edges.prepareForGradients()
  taken.prepareForGradients()
  let dropout = DropoutRule(rate: 0.2, key: 1)

  /// `arrays`: how many floats must move per float of x.
  func report(_ name: String, arrays: Int, _ function: @escaping (Tensor) -> Tensor) {
    var gradient = x
    let timing = Timing(rounds: rows > 1000 ? 7 : 200) {
      gradient = vectorJacobian(of: function, at: x, upstream)
    }
    check(gradient.scalars.allSatisfy(\.isFinite), name)
    let bytes = Double(4 * arrays * count) * 1e-9
    print(
      padded(name, 44)
        + String(
          format: "%6.1f (%6.1f)  %3.0f %%", bytes / timing.best, bytes / timing.median,
          100 * bytes / timing.best / rate))
  }
  report("softmax", arrays: 5) { $0.softmax() }
  report("layer norm", arrays: 5) { $0.layerNorm(weight: weight, bias: bias) }
  report("layer norm, relu, dropout, residual", arrays: 6) {
    $0.layerNorm(weight: weight, bias: bias, then: .relu(dropout: dropout), adding: upstream)
  }
  report("RMS norm", arrays: 5) { $0.rmsNorm(weight: weight) }
  report("GELU", arrays: 5) { $0.gelu() }
  report("SiLU", arrays: 5) { $0.silu() }
  report("relu", arrays: 5) { $0.relu() }
  report("dropout", arrays: 4) { $0.dropout(rate: 0.2, key: 1) }
  report("gather", arrays: 4) { $0.gather(taken) }
  report("sum along edges, 3 per target", arrays: 8) { $0.sum(along: edges) }
  measureAdam(count: count, rounds: rows > 1000 ? 7 : 200, rate: rate)
}

/// The gradient of `function` for a given gradient of its result.
private func vectorJacobian(
  of function: (Tensor) -> Tensor, at x: Tensor, _ upstream: Tensor
) -> Tensor {
  gradients(at: [x], upstream: upstream) { function($0[0]) }[0]
}

private func measureAdam(count: Int, rounds: Int, rate: Double) {
  var (value, first, second) = (noise([count]), Tensor.zeros([count]), Tensor.zeros([count]))
  let gradient = noise([count])
  var number = 0
  let timing = Timing(rounds: rounds) {
    number += 1
    AdamStep(
      number: number, learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0,
      isDecoupled: true
    ).apply(along: gradient, to: &value, first: &first, second: &second)
  }
  check(value.scalars.allSatisfy(\.isFinite), "adam")
  let bytes = Double(28 * count) * 1e-9
  print(
    padded("AdamW", 44)
      + String(
        format: "%6.1f (%6.1f)  %3.0f %%", bytes / timing.best, bytes / timing.median,
        100 * bytes / timing.best / rate))
}
