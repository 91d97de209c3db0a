import Neural
import Randomness
import Tensors
import Testing

@testable import LanguageModels

/// Prompts that begin alike, their beginning computed once, against the same prompts one by one.
@Suite("Sequences with branches")
struct BranchesTests {
  static let configuration = LlamaConfiguration(
    vocabulary: 40, width: 16, innerWidth: 24, layers: 2, heads: 4, keyHeads: 2,
    rotaryBase: 10_000, longestContext: 64, beginID: 0, endIDs: [1], padID: 2)

  let stems: [[Int32]] = [[3, 4, 5, 6], [], [7, 8]]
  let branches: [[[Int32]]] = [[[9, 10], [11], [9, 12, 13]], [[14, 15, 16]], [[17], [18]]]

  private func packed() -> (ids: [Int32], Sequences) {
    (
      zip(stems, branches).flatMap { $0 + $1.flatMap { $0 } },
      Sequences(stems: stems.map(\.count), branches: branches.map { $0.map(\.count) })
    )
  }

  private func apart() -> (ids: [Int32], Sequences) {
    let whole = zip(stems, branches).flatMap { stem, branches in branches.map { stem + $0 } }
    return (
      whole.flatMap { $0 }, Sequences(lengths: whole.map(\.count), read: whole.map { _ in 1 })
    )
  }

  @Test("give the rows that the whole prompts give, and the same gradients")
  func equal() {
    let store = ParameterStore(random: RandomSource(seed: 3))
    let model = Llama(Self.configuration, at: store.root)
    let weights = Tensor((0..<6 * 40).map { Float($0 % 7) - 3 }, shape: [6, 40])
    func pass(_ batch: (ids: [Int32], Sequences)) -> (Tensor, [Tensor]) {
      var result = Tensor.zeros([])
      let (_, gradients) = store.valueAndGradients {
        result = model.logits(model(model.embed(batch.ids), batch.1))
        return (result * weights).sum()
      }
      return (result.detached, store.parameters.compactMap { gradients[$0.path] })
    }
    let (together, alone) = (pass(packed()), pass(apart()))
    #expect(together.0.shape == [6, 40])
    #expect(difference(together.0, alone.0) < 1e-5)
    #expect(together.1.count == store.parameters.count && together.1.count == alone.1.count)
    for (one, other) in zip(together.1, alone.1) { #expect(difference(one, other) < 1e-4) }
  }

  @Test("share a stem for as many rows as make a row cheapest", arguments: [1, 10, 40, 300])
  func sharing(stem: Int) {
    var sizes = Self.configuration
    (sizes.width, sizes.innerWidth) = (256, 704)
    // Operations of the maps of a row, and of the attention of a pair, which are four times as slow.
    let map = 8 * 256.0 * 256 + 6 * 256 * 704
    let pair = 4 * 4 * 256.0
    func cost(_ rows: Int) -> Double {
      let all = Double(stem + rows)
      return (Double(stem) * map + all * all * pair) / Double(rows)
    }
    let best = (1...2_000).min { cost($0) < cost($1) } ?? 0
    #expect(abs(sizes.branchRows(sharing: stem) - best) <= 1)
  }

  @Test("no branch sees another")
  func apartFromEachOther() {
    let store = ParameterStore(random: RandomSource(seed: 3))
    let model = Llama(Self.configuration, at: store.root)
    let (ids, sequences) = packed()
    var changed = ids
    changed[4] = 30
    func rows(_ ids: [Int32]) -> [[Float]] {
      let result = model(model.embed(ids), sequences).scalars
      return (0..<6).map { Array(result[$0 * 16..<($0 + 1) * 16]) }
    }
    let (before, after) = (rows(ids), rows(changed))
    #expect(before[0] != after[0])
    #expect(before[1...] == after[1...])
  }

  private func difference(_ one: Tensor, _ other: Tensor) -> Float {
    zip(one.scalars, other.scalars).map { abs($0 - $1) }.max() ?? .infinity
  }
}
