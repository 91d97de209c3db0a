import Foundation
import Neural
import Randomness
import Tensors
import Testing

@Suite("Adam")
struct AdamTests {
  func parameters(_ values: [Float]) -> (ParameterStore, Parameter) {
    let store = ParameterStore(random: RandomSource(seed: 1))
    let parameter = store.root.parameter("p", [values.count], .zeros)
    parameter.value = Tensor(values)
    return (store, parameter)
  }

  /// Two steps from 1 with the gradients 0.5 and -0.25 at rate 0.1.
  func twoSteps(_ adam: Adam) -> [Float] {
    let (store, parameter) = parameters([1])
    var adam = adam
    return [0.5, -0.25].map { (slope: Float) in
      let (_, gradients) = store.valueAndGradients { (parameter.value * slope).sum() }
      adam.update(store, along: gradients)
      return parameter.value.scalar
    }
  }

  @Test("takes the steps worked out by hand")
  func byHand() {
    // Step 1: m̂ = 0.5, v̂ = 0.25, p = 1 - 0.1 · 0.5 / 0.5 = 0.9.
    // Step 2: m = 0.9 · 0.05 - 0.025 = 0.02, m̂ = 0.02 / 0.19 = 0.105263; v = 0.999 · 0.00025
    //   + 0.001 · 0.0625 = 0.00031225, v̂ = 0.00031225 / 0.001999 = 0.156203;
    //   p = 0.9 - 0.1 · 0.105263 / 0.395225 = 0.873366.
    let found = twoSteps(Adam(learningRate: 0.1))
    #expect(abs(found[0] - 0.9) < 1e-6)
    #expect(abs(found[1] - 0.873_366) < 2e-6)
  }

  @Test("decays weights apart from the gradient, or through it")
  func decay() {
    // Decoupled: p shrinks by 1 - 0.1 · 0.01 = 0.999 before each step:
    //   0.999 - 0.1 = 0.899; 0.899 · 0.999 - 0.026634 = 0.871467.
    let decoupled = twoSteps(Adam(learningRate: 0.1, weightDecay: 0.01, isDecoupled: true))
    #expect(abs(decoupled[0] - 0.899) < 1e-6)
    #expect(abs(decoupled[1] - 0.871_467) < 2e-6)
    // Through the gradient: 0.51, then -0.25 + 0.009 = -0.241. m = 0.9 · 0.051 - 0.0241 = 0.0218,
    //   m̂ = 0.114737; v = 0.999 · 0.0002601 + 0.001 · 0.058081 = 0.000317921, v̂ = 0.15904;
    //   p = 0.9 - 0.1 · 0.114737 / 0.398798 = 0.871229.
    let coupled = twoSteps(Adam(learningRate: 0.1, weightDecay: 0.01))
    #expect(abs(coupled[0] - 0.9) < 1e-6)
    #expect(abs(coupled[1] - 0.871_229) < 2e-6)
  }

  @Test("leaves frozen parameters and those without a gradient alone")
  func untouched() {
    let store = ParameterStore(random: RandomSource(seed: 1))
    let moved = store.root.parameter("moved", [2], .ones)
    let unused = store.root.parameter("unused", [2], .ones)
    let frozen = store.root.parameter("frozen", [2], .ones)
    var adam = Adam(learningRate: 0.1)
    let (_, gradients) = store.valueAndGradients { (moved.value * frozen.value).sum() }
    frozen.isFrozen = true
    adam.update(store, along: gradients)
    #expect(moved.value.scalars != [1, 1])
    #expect(unused.value.scalars == [1, 1])
    #expect(frozen.value.scalars == [1, 1])
    #expect(Set(adam.state.keys) == ["first.moved", "second.moved", "step.moved"])
  }

  @Test("goes on to the same bits from its exported state")
  func resuming() {
    let (store, parameter) = parameters([1, -2, 3])
    var adam = Adam(learningRate: 0.05)
    func step(_ adam: inout Adam) {
      let (_, gradients) = store.valueAndGradients {
        (parameter.value * parameter.value).sum() + parameter.value.softplus().sum()
      }
      adam.update(store, along: gradients)
    }
    for _ in 0..<5 { step(&adam) }
    let (weights, state) = (store.export(), adam.state)
    for _ in 0..<5 { step(&adam) }
    let expected = parameter.value.scalars
    // The export is not changed by the steps after it.
    parameter.value = weights["p"] ?? Tensor(0)
    var resumed = Adam(learningRate: 0.05)
    resumed.state = state
    for _ in 0..<5 { step(&resumed) }
    #expect(parameter.value.scalars == expected)
  }

  @Test("refuses a state that belongs to other parameters")
  func restoring() throws {
    let (store, parameter) = parameters([1, -2, 3])
    var adam = Adam(learningRate: 0.05)
    let (_, gradients) = store.valueAndGradients { (parameter.value * parameter.value).sum() }
    adam.update(store, along: gradients)
    let good = adam.state
    func refusal(_ change: (inout [String: Tensor]) -> Void) -> CheckpointError? {
      var (state, fresh) = (good, Adam())
      change(&state)
      do throws(CheckpointError) {
        try fresh.restore(state, for: store)
        return nil
      } catch {
        #expect(fresh.state.isEmpty)
        return error
      }
    }
    #expect(refusal { _ in } == nil)
    #expect(
      refusal { $0["first.q"] = Tensor(0) }
        == .doesNotFit(missing: [], unexpected: ["first.q"], shapes: []))
    #expect(
      refusal { $0["junk"] = Tensor(0) }
        == .doesNotFit(missing: [], unexpected: ["junk"], shapes: []))
    #expect(
      refusal { $0["step.p"] = Tensor([1, 2]) }
        == .doesNotFit(missing: [], unexpected: [], shapes: ["step.p [2] for []"]))
    #expect(
      refusal { $0["second.p"] = Tensor([1, 2]) }
        == .doesNotFit(missing: [], unexpected: [], shapes: ["second.p [2] for [3]"]))
    #expect(
      refusal { $0["first.p"] = nil }
        == .doesNotFit(missing: ["first.p"], unexpected: [], shapes: []))
  }

  @Test("finds the least squares solution")
  func converges() {
    let store = ParameterStore(random: RandomSource(seed: 1))
    let layer = Linear(2, 1, at: store / "l")
    let x = Tensor([1, 0, 0, 1, 1, 1, 2, -1], shape: [4, 2])
    let y = Tensor([3, 0, 2, 6], shape: [4, 1])  // 2 a - b + 1
    var adam = Adam(learningRate: 0.1)
    var loss: Float = 0
    for _ in 0..<1000 {
      let (value, gradients) = store.valueAndGradients {
        Objective.meanSquared(layer(x), y)
      }
      adam.update(store, along: gradients)
      loss = value
    }
    #expect(loss < 1e-4)
    #expect(largestDifference(layer.weight.value, Tensor([2, -1], shape: [1, 2])) < 0.02)
  }
}

@Suite("Objectives")
struct ObjectiveTests {
  let logits: [Float] = [-30, -2, -0.1, 0.3, 1.5, 40, 0.7]
  let labels: [Float] = [0, 1, 0, 1, 1, 1, 0]

  func expectLoss(_ objective: Objective, _ term: (Double, Double) -> Double) {
    let found = objective(Tensor(logits), Tensor(labels)).scalar
    let expected =
      zip(logits, labels).reduce(0) { $0 + term(Double($1.0), Double($1.1)) } / Double(logits.count)
    #expect(abs(Double(found) - expected) <= 1e-6 * max(1, abs(expected)), "\(objective)")
  }

  @Test("are the means of their formulas")
  func values() {
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    /// log σ(x) without overflow.
    func logSigmoid(_ x: Double) -> Double { -log1p(exp(-abs(x))) + min(x, 0) }
    expectLoss(.l1) { abs($0 - $1) }
    expectLoss(.meanSquared) { ($0 - $1) * ($0 - $1) }
    for weight in [1.0, 3.5] {
      expectLoss(.binaryCrossEntropy(positiveWeight: Float(weight))) {
        -(weight * $1 * logSigmoid($0) + (1 - $1) * logSigmoid(-$0))
      }
    }
    for (gamma, alpha) in [(2.0, 0.25), (0, 0.5), (1.5, 0.75)] {
      expectLoss(.focal(gamma: Float(gamma), alpha: Float(alpha))) { x, y in
        let right = y == 1 ? x : -x
        let share = y == 1 ? alpha : 1 - alpha
        return -share * pow(1 - sigmoid(right), gamma) * logSigmoid(right)
      }
    }
  }

  @Test("have the slopes of their formulas")
  func slopes() {
    let targets = Tensor(labels)
    let objectives: [Objective] = [
      .l1, .meanSquared, .binaryCrossEntropy(), .binaryCrossEntropy(positiveWeight: 3),
      .focal(), .focal(gamma: 1.5, alpha: 0.6),
    ]
    for objective in objectives {
      let (_, gradients) = valueAndGradients(at: [Tensor(logits)]) { objective($0[0], targets) }
      for index in logits.indices {
        func loss(_ shift: Float) -> Double {
          var moved = logits
          moved[index] += shift
          // The other rows are left out: they would drown the difference.
          return Double(objective(Tensor([moved[index]]), Tensor([labels[index]])).scalar)
        }
        let slope =
          (8 * (loss(1 / 32) - loss(-1 / 32)) - (loss(1 / 16) - loss(-1 / 16))) / (12.0 / 32)
        let found = Double(gradients[0].scalars[index]) * Double(logits.count)
        #expect(abs(found - slope) < 1e-4 * max(1, abs(slope)), "\(objective), row \(index)")
      }
    }
  }

  @Test("stay finite for extreme logits")
  func extremes() {
    let x = Tensor([-1e4, 1e4, 0])
    let objectives: [Objective] = [
      .binaryCrossEntropy(), .binaryCrossEntropy(positiveWeight: 2), .focal(),
    ]
    for objective in objectives {
      for label: Float in [0, 1] {
        let (value, gradients) = valueAndGradients(at: [x]) {
          objective($0[0], .full(label, shape: [3]))
        }
        #expect(value.isFinite && gradients[0].scalars.allSatisfy(\.isFinite), "\(objective)")
      }
    }
  }
}

@Suite("Schedules")
struct ScheduleTests {
  @Test("are functions of the step")
  func factors() {
    #expect(Schedule.constant.factor(at: 1000) == 1)
    let cosine = Schedule.warmupCosine(warmup: 4, total: 14, floor: 0.1)
    #expect((0..<4).map(cosine.factor) == [0.25, 0.5, 0.75, 1])
    #expect(abs(cosine.factor(at: 9) - 0.55) < 1e-6)  // half way: (1 + 0.1) / 2
    #expect(abs(cosine.factor(at: 14) - 0.1) < 1e-6)
    #expect(abs(cosine.factor(at: 99) - 0.1) < 1e-6)
    let linear = Schedule.warmupLinear(warmup: 2, total: 12)
    #expect([0, 1, 2, 7, 12, 50].map(linear.factor) == [0.5, 1, 1, 0.5, 0, 0])
    let steps = Schedule.stepwise(every: 3, factor: 0.5)
    #expect([0, 2, 3, 6].map(steps.factor) == [1, 1, 0.5, 0.25])
  }
}
