import Foundation
import Neural
import Randomness
import Tensors

/// One training step of about the size of an RDL batch: 50,000 rows encoded by a residual network of
/// width 128, 200,000 instances gathered, two rounds of sums along edges and linear maps, a loss,
/// gradients of all of it, Adam.
func measureStep(_ ceilings: Ceilings) {
  let (rows, instances, seeds, width) = (50_000, 200_000, 512, 128)
  let parameters = ParameterStore(random: RandomSource(seed: 1))
  let encoder = (0..<4).map { Block(width, at: parameters / "encoder" / "\($0)") }
  let convolutions = (0..<2).map { Convolution(width, at: parameters / "gnn" / "\($0)") }
  let head = Linear(width, 1, at: parameters / "head")
  let features = noise([rows, width])
  let taken = Rows((0..<instances).map { Int32(($0 * 7919) % rows) }, of: rows)
  let edges = Edges(
    sources: (0..<instances).map { Int32($0) },
    targets: (0..<instances).map { Int32(($0 * 31) % instances / 8) }, sourceCount: instances,
    targetCount: instances)
  let labels = noise([seeds, 1])
  var optimizer = Adam(learningRate: 1e-5)
  var step = 0
  var losses: [Float] = []
  let timing = Timing(rounds: 5) {
    step += 1
    let pass = Pass.training(RandomSource(seed: 2), step: step)
    let (loss, gradients) = parameters.valueAndGradients {
      let rowVectors = encoder.reduce(features) { $1($0, in: pass) }
      let nodes = convolutions.reduce(rowVectors.gather(taken)) { $1($0, along: edges) }
      return Objective.meanSquared(head(nodes.prefix(rows: seeds)), labels)
    }
    optimizer.update(parameters, along: gradients)
    losses.append(loss)
  }
  check(losses.allSatisfy(\.isFinite) && losses[losses.count - 1] != losses[0], "step \(losses)")
  let multiplications =
    rows * 8 * width * width + instances * 4 * width * width + seeds * width
  let flops = 6 * Double(multiplications)
  // Per block what comes before and after its two norms, per instance the gathered vector and per
  // convolution sums, norm and result: written and read forward, read backward, gradient written and
  // read; then Adam.
  let floats = rows * width * 16 + instances * width * (1 + 2 * 3)
  let bytes = 4 * (5 * Double(floats) + 7 * Double(parameters.scalarCount()))
  print("\nRDL's step, \(parameters.scalarCount()) parameters: ms best (median)")
  ceilings.report("rows 50,000, instances 200,000, width 128", timing, flops: flops, bytes: bytes)
  let memory = Tensor.memoryUse
  print("  tensors' memory: peak \(memory.peak >> 20) MiB, kept \(memory.cached >> 20) MiB")
}

/// linear, normalize, ReLU, dropout, twice, and the residual.
private struct Block {
  let first: Linear
  let firstNorm: LayerNorm
  let second: Linear
  let secondNorm: LayerNorm
  let dropout: Dropout

  init(_ width: Int, at scope: ParameterScope) {
    first = Linear(width, width, at: scope / "lin1")
    firstNorm = LayerNorm(width, at: scope / "norm1")
    second = Linear(width, width, at: scope / "lin2")
    secondNorm = LayerNorm(width, at: scope / "norm2")
    dropout = Dropout(0.2, at: scope / "dropout")
  }

  func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    let rule = dropout.rule(in: pass)
    let inner = firstNorm([first.term(x)], then: .relu(dropout: rule))
    return secondNorm([second.term(inner)], then: .relu(dropout: rule), adding: x)
  }
}

/// Sums along edges, mixed with the rows' own vectors; normalize, ReLU.
private struct Convolution {
  let near: Linear
  let own: Linear
  let norm: LayerNorm

  init(_ width: Int, at scope: ParameterScope) {
    near = Linear(width, width, at: scope / "near")
    own = Linear(width, width, hasBias: false, at: scope / "own")
    norm = LayerNorm(width, at: scope / "norm")
  }

  func callAsFunction(_ x: Tensor, along edges: Edges) -> Tensor {
    norm([near.term(x.sum(along: edges)), own.term(x)], then: .relu())
  }
}
