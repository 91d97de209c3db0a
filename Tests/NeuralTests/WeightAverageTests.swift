import Neural
import Randomness
import Tensors
import Testing

@Suite("Average of the parameters")
struct WeightAverageTests {
  @Test("forgets its start at first, then moves by its decay")
  func update() throws {
    let store = ParameterStore(random: RandomSource(seed: 1))
    let parameter = store.root.parameter("w", [1], .constant(0))
    var average = WeightAverage(decay: 0.5)
    var expected: Float = 0
    for step in 0..<20 {
      parameter.value = Tensor([Float(step * step)], shape: [1])
      average.update(store, step: step)
      let share = min(0.5, Float(1 + step) / Float(10 + step))
      expected = step == 0 ? 0 : share * expected + (1 - share) * Float(step * step)
      #expect(average.parameters["w"]?.scalars == [expected])
    }
    var other = WeightAverage(decay: 0.5)
    other.restore(average.parameters)
    other.update(store, step: 20)
    average.update(store, step: 20)
    #expect(other.parameters["w"]?.scalars == average.parameters["w"]?.scalars)
  }
}
