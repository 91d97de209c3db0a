import Foundation
import Neural
import Randomness
import Tensors

/// Training steps of a transformer stack and of a multilayer perceptron beside their floors.
func measureBlocks(_ ceilings: Ceilings, isProfiling: Bool) {
  print("\ntraining steps: ms best (median)")
  measureTransformer(ceilings, isProfiling: isProfiling)
  measurePerceptron(ceilings)
}

/// Four blocks of width 128 with four attentions under masks each, 32 contexts of 256: the shape of
/// `fixtures/rt`, timed for torch by `tools/peers/rt.py`.
private func measureTransformer(_ ceilings: Ceilings, isProfiling: Bool) {
  let (contexts, length, width, heads, hidden, depth) = (32, 256, 128, 4, 512, 4)
  let rows = contexts * length
  let parameters = ParameterStore(random: RandomSource(seed: 1))
  let blocks = (0..<depth).map {
    Block(width, heads: heads, hidden: hidden, at: parameters / "block" / "\($0)")
  }
  let masks = (0..<4).map { kind -> AttentionPlan in
    let bytes = (0..<contexts * length * length).map { place -> UInt8 in
      let (query, key) = (place / length % length, place % length)
      return kind == 3 || query % (kind + 2) == key % (kind + 2) ? 1 : 0
    }
    return AttentionPlan(sequences: contexts, length: length, mask: .visible(bytes))
  }
  let x = noise([rows, width])
  var optimizer = Adam(learningRate: 1e-4, isDecoupled: true)
  var losses: [Float] = []
  let step = {
    let (loss, gradients) = parameters.valueAndGradients {
      let y = blocks.reduce(x) { $1($0, masks) }
      return (y * y).mean()
    }
    optimizer.update(parameters, along: gradients)
    losses.append(loss)
  }
  let timing = Timing(rounds: 5, step)
  check(losses.allSatisfy(\.isFinite) && losses[losses.count - 1] < losses[0], "transformer")
  // Per block: four projections of each of four attentions, their two products, three of the gated unit.
  let projections = 16 * width * width + 3 * width * hidden
  let attention = 4 * 2 * length * width
  let flops = Double(6 * depth * rows) * Double(projections + attention)
  // Kept forward and read backward: x, q, k, v and the result of each attention, the gated unit's three.
  let kept = depth * rows * (4 * 6 * width + 2 * width + 3 * hidden)
  let bytes = 4 * (4 * Double(kept) + 7 * Double(parameters.scalarCount()))
  ceilings.report("transformer 4 × 128, 32 × 256 tokens", timing, flops: flops, bytes: bytes)
  print(String(format: "  %.0f tokens/s", Double(rows) / timing.best))
  let memory = Tensor.memoryUse
  print("  tensors' memory: peak \(memory.peak >> 20) MiB")
  guard isProfiling else { return }
  Profiler.shared.begin()
  step()
  Profiler.shared.mark("optimizer")
  print(Profiler.shared.end().summary.text)
}

private struct Block {
  let norms: [RMSNorm]
  let projections: [(q: Linear, k: Linear, v: Linear, out: Linear)]
  let lastNorm: RMSNorm
  let gate: Linear
  let up: Linear
  let down: Linear
  let heads: Int

  init(_ width: Int, heads: Int, hidden: Int, at scope: ParameterScope) {
    self.heads = heads
    norms = (0..<4).map { RMSNorm(width, at: scope / "norm\($0)") }
    projections = (0..<4).map { index in
      func linear(_ name: String) -> Linear {
        Linear(width, width, hasBias: false, at: scope / "attention\(index)" / name)
      }
      return (linear("q"), linear("k"), linear("v"), linear("out"))
    }
    lastNorm = RMSNorm(width, at: scope / "last")
    gate = Linear(width, hidden, hasBias: false, at: scope / "gate")
    up = Linear(width, hidden, hasBias: false, at: scope / "up")
    down = Linear(hidden, width, hasBias: false, at: scope / "down")
  }

  func callAsFunction(_ input: Tensor, _ masks: [AttentionPlan]) -> Tensor {
    var x = input
    for (index, mask) in masks.enumerated() {
      let (z, p) = (norms[index](x), projections[index])
      let y = Tensor.attention(
        queries: p.q(z), keys: p.k(z), values: p.v(z), heads: heads, plan: mask)
      x = .linear([p.out.term(y)], adding: x)
    }
    let z = lastNorm(x)
    return .linear([down.term(gate(z).silu(times: up(z)))], adding: x)
  }
}

/// Three layers of width 512 on 8,192 rows.
private func measurePerceptron(_ ceilings: Ceilings) {
  let (rows, width, depth) = (8192, 512, 3)
  let parameters = ParameterStore(random: RandomSource(seed: 1))
  let layers = (0..<depth).map { Linear(width, width, at: parameters / "\($0)") }
  let norms = (0..<depth).map { LayerNorm(width, at: parameters / "norm\($0)") }
  let (x, target) = (noise([rows, width]), noise([rows, width]))
  var optimizer = Adam(learningRate: 1e-4)
  let timing = Timing(rounds: 5) {
    let (_, gradients) = parameters.valueAndGradients {
      let y = zip(layers, norms).reduce(x) { $1.1([$1.0.term($0)], then: .relu()) }
      return Objective.meanSquared(y, target)
    }
    optimizer.update(parameters, along: gradients)
  }
  let flops = Double(6 * depth - 2) * Double(rows * width * width)
  let bytes =
    4 * (Double(depth * rows * width * 8) + 7 * Double(parameters.scalarCount()))
  ceilings.report("perceptron 3 × 512, 8,192 rows", timing, flops: flops, bytes: bytes)
}
