import Testing

@testable import Models

@Suite("Sparsity schedule")
struct SparsityScheduleTests {
  private func values(_ shape: SparsitySchedule.Shape) -> [Double] {
    [0, 0.25, 0.5, 0.75, 1].map { u in
      let value = SparsitySchedule(shape, start: 0.1, end: 0.7, levels: 4)
        .sparsity(at: u, step: Int(u * 40))
      return (value * 1000).rounded() / 1000
    }
  }

  @Test("rises from its start to its end, each shape in its way")
  func shapes() {
    #expect(values(.linear) == [0.1, 0.25, 0.4, 0.55, 0.7])
    #expect(values(.cosine) == [0.1, 0.188, 0.4, 0.612, 0.7])
    #expect(values(.sigmoid) == [0.1, 0.127, 0.4, 0.673, 0.7])
    #expect(values(.staircase) == [0.1, 0.3, 0.5, 0.7, 0.7])
    #expect(values(.constant) == [0.7, 0.7, 0.7, 0.7, 0.7])
    #expect(values(.none) == [0, 0, 0, 0, 0])
  }

  @Test("the published schedule falls, and is over after 26 steps; reverse falls to the end")
  func published() {
    let published = SparsitySchedule(.published)
    #expect(published.sparsity(at: 0, step: 0) == 0.85)
    #expect(published.sparsity(at: 0.01, step: 26) == 0)
    #expect(values(.reverse) == [0.85, 0.638, 0.425, 0.213, 0])
  }

  @Test("no shape leaves [0, 1] or, where it rises, ever falls")
  func monotone() {
    for shape in SparsitySchedule.Shape.allCases {
      let schedule = SparsitySchedule(shape)
      let values = (0...100).map { schedule.sparsity(at: Double($0) / 100, step: $0) }
      #expect(values.allSatisfy { (0...1).contains($0) })
      let rises = ![.reverse, .published].contains(shape)
      #expect(zip(values, values.dropFirst()).allSatisfy { rises ? $1 >= $0 : $1 <= $0 })
    }
  }

  @Test("the gate goes up when the loss has stopped falling, and waits where patience says")
  func gate() {
    #expect(SparsitySchedule.gate([], levels: 3, patience: 1) == 0)
    #expect(SparsitySchedule.gate([3, 2, 1], levels: 3, patience: 1) == 0)
    #expect(SparsitySchedule.gate([3, 2, 2], levels: 3, patience: 1) == 1)
    // Each level has a best of its own: the loss is higher where more is hidden.
    #expect(SparsitySchedule.gate([3, 2, 2, 5, 4, 4], levels: 3, patience: 1) == 2)
    #expect(SparsitySchedule.gate([3, 2, 2, 2], levels: 3, patience: 2) == 1)
    #expect(SparsitySchedule.gate([1, 1, 1, 1, 1, 1, 1, 1], levels: 3, patience: 1) == 2)
  }

  @Test("shows as many attributes as the sparsity leaves, and none at 1")
  func visible() {
    #expect(
      [0, 0.25, 0.5, 0.75, 1].map { SparsitySchedule.visible(of: 5, at: $0) } == [4, 3, 2, 1, 0])
    #expect(SparsitySchedule.visible(of: 1, at: 0) == 0)
    #expect(SparsitySchedule.visible(of: 0, at: 0) == 0)
  }

  /// Planned levels at five equal shares of a training of 40 steps, to 3 digits.
  private func planned(_ settings: [String: String]) -> [Double?]? {
    var configuration = ["sparsity.schedule": "linear", "sparsity.start": "0", "sparsity.end": "1"]
    configuration.merge(settings) { $1 }
    let plan = SparsitySchedule.plan(of: configuration, steps: 40, points: 5)
    return plan?.levels.map { level in level.map { ($0 * 1000).rounded() / 1000 } }
  }

  @Test("is told before a training: no text at first, then all hidden, then as the shape has it")
  func plan() {
    #expect(planned(["graph_first": "0.5", "alignment": "0"]) == [nil, nil, 0, 0.5, 1])
    #expect(planned(["graph_first": "0.25", "alignment": "0.25"]) == [nil, 1, 0, 0.5, 1])
    #expect(
      planned(["schema_warmup": "0.25", "graph_first": "0.25", "alignment": "0.25"])
        == [nil, nil, 1, 0, 1])
    #expect(
      planned(["graph_first": "0", "alignment": "0", "sparsity.schedule": "published"])
        == [0.85, 0.517, 0.183, 0, 0])
    // When the gate opens is known afterwards.
    #expect(
      planned(["graph_first": "0", "alignment": "0.25", "sparsity.schedule": "gated"])
        == [1, 0, nil, nil, nil])
  }

  @Test("plans no part of its own for the graph side where no questions are asked")
  func planWithoutQuestions() {
    let rising: [Double?] = [0, 0.25, 0.5, 0.75, 1]
    #expect(planned(["question_pool": "0", "alignment": "0"]) == rising)
    #expect(planned(["questions": "0", "alignment": "0"]) == rising)
  }

  @Test("has no plan for runs that hide nothing, nor for settings that it cannot read")
  func noPlan() {
    #expect(SparsitySchedule.plan(of: ["epochs": "3"], steps: 40) == nil)
    #expect(planned(["alignment": "most"]) == nil)
  }
}
