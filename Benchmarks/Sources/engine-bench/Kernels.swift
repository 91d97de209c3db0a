import Foundation
import Tensors

/// Nanoseconds per float of the operations around the matrix products, on [100,000, 128].
func measureKernels() {
  let (rows, width) = (100_000, 128)
  let count = rows * width
  let x = noise([rows, width])
  let other = noise([rows, width])
  let (weight, bias) = (Tensor.full(1, shape: [width]), Tensor.zeros([width]))
  let indices = (0..<rows).map { Int32(($0 * 7919) % rows) }
  let taken = Rows(indices, of: rows)
  // About three edges per target from scattered sources.
  let edges = Edges(
    sources: (0..<3 * rows).map { Int32(($0 * 104_729) % rows) },
    targets: (0..<3 * rows).map { Int32($0 / 3) }, sourceCount: rows, targetCount: rows)
  let dropout = DropoutRule(rate: 0.2, key: 1)

  print("\nns per float on [\(rows), \(width)]: best (median)")
  func report(_ name: String, floats: Int = count, _ work: () -> Tensor) {
    var result = x
    let timing = Timing(rounds: 9) { result = work() }
    check(result.scalars.allSatisfy(\.isFinite), name)
    print(padded(name, 44) + timing.nanosecondsPer(floats))
  }
  func gradient(_ name: String, floats: Int = count, _ function: @escaping (Tensor) -> Tensor) {
    report(name + ", value and gradient", floats: floats) {
      valueAndGradients(at: [x]) { function($0[0]).sum() }.gradients[0]
    }
  }
  report("add") { x + other }
  report("add a row") { x + bias }
  report("relu") { x.relu() }
  report("exp") { x.exp() }
  report("sigmoid") { x.sigmoid() }
  report("softplus") { x.softplus() }
  report("sum") { x.sum() }
  report("dropout") { x.dropout(rate: 0.2, key: 1) }
  report("layer norm") { x.layerNorm(weight: weight, bias: bias) }
  report("layer norm, relu, dropout, residual") {
    x.layerNorm(weight: weight, bias: bias, then: .relu(dropout: dropout), adding: other)
  }
  gradient("layer norm, relu, dropout") {
    $0.layerNorm(weight: weight, bias: bias, then: .relu(dropout: dropout))
  }
  report("gather") { x.gather(taken) }
  gradient("gather") { $0.gather(taken) }
  report("sum along edges, per edge float", floats: 3 * count) { x.sum(along: edges) }
  gradient("sum along edges, per edge float", floats: 3 * count) { $0.sum(along: edges) }
  let ages = noise([rows]) * 3000
  report("sinusoid") { ages.sinusoid(.full(0.5, shape: [width / 2])) }
  measureAdam(count: 3_000_000)
}

private func measureAdam(count: Int) {
  var (value, first, second) = (noise([count]), Tensor.zeros([count]), Tensor.zeros([count]))
  let gradient = noise([count])
  var number = 0
  let timing = Timing {
    number += 1
    AdamStep(
      number: number, learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0,
      isDecoupled: false
    ).apply(along: gradient, to: &value, first: &first, second: &second)
  }
  check(value.scalars.allSatisfy(\.isFinite), "adam")
  print(padded("adam, \(count) parameters", 44) + timing.nanosecondsPer(count))
}
