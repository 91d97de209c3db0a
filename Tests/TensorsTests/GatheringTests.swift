import Tensors
import Testing

@Suite("Gathering rows and summing along edges")
struct GatheringTests {
  @Test("gathering takes rows in order, zeros for -1")
  func gather() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    let rows = Rows([2, -1, 0, 2], of: 3)
    #expect(x.gather(rows).scalars == [5, 6, 0, 0, 1, 2, 5, 6])
    #expect(x.gather(Rows([], of: 3)).shape == [0, 2])
    #expect(Tensor.zeros([0, 2]).gather(Rows([-1], of: 0)).scalars == [0, 0])
  }

  @Test("gathering has the gradient of differences, also for rows taken often or never")
  func gatherGradient() {
    let x = randomTensor([4, 3])
    expectGradients(at: [x]) { $0[0].gather(Rows([1, 1, -1, 3, 1], of: 4)) }
    expectGradients(at: [x]) { $0[0].gather(Rows([], of: 4)) }
    expectGradients(at: [x]) { $0[0].gather(Rows([-1], of: 4)) }
    expectGradients(at: [randomTensor([1, 2])]) { $0[0].gather(Rows([0], of: 1)) }
  }

  static let edges = Edges(
    sources: [0, 2, 2, 1, 4, 2, 0], targets: [1, 0, 0, 1, 3, 3, 1], sourceCount: 5, targetCount: 4)

  @Test("sums and means go along edges, a doubled edge counting twice")
  func sums() {
    let x = Tensor([1, 10, 2, 20, 3, 30, 4, 40, 5, 50], shape: [5, 2])
    // Target 0: row 2 twice; 1: rows 0, 1, 0; 2: none; 3: rows 4 and 2.
    #expect(x.sum(along: Self.edges).scalars == [6, 60, 4, 40, 0, 0, 8, 80])
    let means = x.mean(along: Self.edges)
    #expect(
      isClose(means, Tensor([3, 30, 4.0 / 3, 40.0 / 3, 0, 0, 4, 40], shape: [4, 2]), within: 1e-5))
  }

  @Test("sums and means along edges have the gradients of differences")
  func sumGradients() {
    let x = randomTensor([5, 3])
    expectGradients(at: [x]) { $0[0].sum(along: Self.edges) }
    expectGradients(at: [x]) { $0[0].mean(along: Self.edges) }
    let none = Edges(sources: [], targets: [], sourceCount: 5, targetCount: 2)
    expectGradients(at: [x]) { $0[0].sum(along: none) }
    let empty = Edges(sources: [], targets: [], sourceCount: 0, targetCount: 0)
    #expect(Tensor.zeros([0, 3]).mean(along: empty).shape == [0, 3])
    let one = Edges(sources: [0], targets: [0], sourceCount: 1, targetCount: 1)
    expectGradients(at: [randomTensor([1, 3])]) { $0[0].mean(along: one) }
  }

  @Test("thousands of edges sum as a plain loop sums them")
  func many() {
    // Targets of very different degree: edge e goes to target e² mod 97, so some get none.
    let count = 20_000
    let sources = (0..<count).map { Int32($0 * 7919 % 500) }
    let targets = (0..<count).map { Int32($0 * $0 % 97) }
    let edges = Edges(sources: sources, targets: targets, sourceCount: 500, targetCount: 97)
    let x = randomTensor([500, 20])
    let values = x.scalars
    var expected = [Float](repeating: 0, count: 97 * 20)
    var backward = [Float](repeating: 0, count: 500 * 20)
    let g = randomTensor([97, 20], seed: 2)
    let upstream = g.scalars
    for (source, target) in zip(sources, targets) {
      for i in 0..<20 {
        expected[Int(target) * 20 + i] += values[Int(source) * 20 + i]
        backward[Int(source) * 20 + i] += upstream[Int(target) * 20 + i]
      }
    }
    // The same order of additions: the same bits.
    #expect(x.sum(along: edges).scalars == expected)
    let (_, gradients) = valueAndGradients(at: [x]) { ($0[0].sum(along: edges) * g).sum() }
    #expect(gradients[0].scalars == backward)
  }
}
