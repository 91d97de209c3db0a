import Testing

@testable import Tensors

@Suite("Attention")
struct AttentionTests {
  /// Attention of one problem written out with products and softmax, head by head.
  private func plain(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, heads: Int, keyHeads: Int, mask: ScoreMask
  ) -> Tensor {
    let width = q.shape.width / heads
    return .concatenated(
      (0..<heads).map { head in
        let own = head * width..<(head + 1) * width
        let shared = head / (heads / keyHeads)
        let theirs = shared * width..<(shared + 1) * width
        return q.columns(own).matmul(k.columns(theirs), transposingOther: true)
          .softmax(scale: 1 / Float(width).squareRoot(), mask: mask).matmul(v.columns(theirs))
      })
  }

  @Test("one problem agrees with products and softmax, masks and shared heads included")
  func oneProblem() {
    let (q, k, v) = (
      randomTensor([5, 12]), randomTensor([7, 6], seed: 2), randomTensor([7, 6], seed: 3)
    )
    let bytes = (0..<35).map { UInt8($0 % 4 == 0 || $0 / 7 == 2 ? 0 : 1) }
    let problem = [AttentionPlan.Problem(queries: 0..<5, keys: 0..<7)]
    for (mask, plain) in [
      (AttentionPlan.Mask.all, ScoreMask.all), (.causal, .causal),
      (.visible(bytes), .visible(bytes)),
    ] {
      let found = Tensor.attention(
        queries: q, keys: k, values: v, heads: 4, keyHeads: 2,
        plan: AttentionPlan(problem, mask: mask))
      #expect(
        isClose(found, self.plain(q, k, v, heads: 4, keyHeads: 2, mask: plain), within: 1e-6))
    }
  }

  @Test("scores get what their distance adds, for queries of any place and in gradients")
  func distances() {
    let (heads, reach) = (2, 40)
    let (q, k, v) = (
      randomTensor([20, 12]), randomTensor([36, 12], seed: 2), randomTensor([36, 12], seed: 3)
    )
    let bias = randomTensor([heads, 2 * reach - 1], seed: 4, scale: 3)
    let plan = AttentionPlan([.init(queries: 0..<20, keys: 0..<36)])
    // Query i stands at key i + 16.
    let added = (0..<heads).map { head in
      Tensor(
        (0..<20).flatMap { i in
          (0..<36).map { j in bias.scalars[head * (2 * reach - 1) + reach - 1 + j - (i + 16)] }
        }, shape: [20, 36])
    }
    func plain(_ x: [Tensor]) -> Tensor {
      .concatenated(
        (0..<heads).map { head in
          let own = head * 6..<(head + 1) * 6
          let scores = x[0].columns(own).matmul(x[1].columns(own), transposingOther: true)
          return (scores * (1 / Float(6).squareRoot()) + added[head]).softmax()
            .matmul(x[2].columns(own))
        })
    }
    func fast(_ x: [Tensor]) -> Tensor {
      .attention(
        queries: x[0], keys: x[1], values: x[2], heads: heads, distances: bias, plan: plan)
    }
    #expect(isClose(fast([q, k, v]), plain([q, k, v]), within: 1e-5))
    let found = valueAndGradients(at: [q, k, v]) { (fast($0) * fast($0)).sum() }
    let expected = valueAndGradients(at: [q, k, v]) { (plain($0) * plain($0)).sum() }
    for (found, expected) in zip(found.gradients, expected.gradients) {
      #expect(isClose(found, expected, within: 1e-4))
    }
  }

  @Test("a query that sees nothing gets zeros, and so does a row in no problem")
  func nothing() {
    let x = randomTensor([3, 4])
    let plan = AttentionPlan(
      [.init(queries: 0..<1, keys: 1..<3), .init(queries: 2..<3, keys: 1..<1)])
    let (_, gradients) = valueAndGradients(at: [x]) {
      Tensor.attention(queries: $0[0], keys: $0[0], values: $0[0], heads: 2, plan: plan).sum()
    }
    let found = Tensor.attention(queries: x, keys: x, values: x, heads: 2, plan: plan)
    #expect(found.scalars[4...].allSatisfy { $0 == 0 } && found.scalars[0] != 0)
    #expect(gradients[0].scalars.allSatisfy { $0.isFinite })
  }

  @Test("sequences after one another are what each is alone")
  func sequences() {
    let x = randomTensor([7, 6])
    let plan = AttentionPlan(lengths: [3, 4], mask: .causal)
    let both = Tensor.attention(queries: x, keys: x, values: x, heads: 3, plan: plan)
    for range in [0..<3, 3..<7] {
      let part = x.rows(range)
      let alone = plain(part, part, part, heads: 3, keyHeads: 3, mask: .causal)
      #expect(isClose(both.rows(range), alone, within: 1e-6))
    }
  }

  @Test("later queries of a cached sequence see what they saw in the whole")
  func cache() {
    let x = randomTensor([6, 4])
    let whole = Tensor.attention(
      queries: x, keys: x, values: x, heads: 2,
      plan: AttentionPlan(lengths: [6], mask: .causal))
    let last = Tensor.attention(
      queries: x.rows(4..<6), keys: x, values: x, heads: 2,
      plan: AttentionPlan([.init(queries: 0..<2, keys: 0..<6)], mask: .causal))
    #expect(isClose(whole.rows(4..<6), last, within: 1e-6))
  }

  @Test("its gradients are those of differences, with separate and with shared keys")
  func gradients() {
    let (q, k, v) = (
      randomTensor([4, 4]), randomTensor([5, 2], seed: 2), randomTensor([5, 2], seed: 3)
    )
    let separate = [
      AttentionPlan.Problem(queries: 0..<2, keys: 0..<3), .init(queries: 2..<4, keys: 3..<5),
    ]
    let shared = [
      AttentionPlan.Problem(queries: 0..<2, keys: 0..<4), .init(queries: 2..<4, keys: 1..<5),
    ]
    for plan in [
      AttentionPlan(separate), AttentionPlan(separate, mask: .causal), AttentionPlan(shared),
      AttentionPlan(shared, mask: .visible([1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 0])),
    ] {
      expectGradients(at: [q, k, v]) {
        Tensor.attention(
          queries: $0[0], keys: $0[1], values: $0[2], heads: 2, keyHeads: 1, plan: plan)
      }
    }
  }
}
