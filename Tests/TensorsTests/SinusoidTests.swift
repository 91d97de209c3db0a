import Foundation
import Tensors
import Testing

@Suite("Sinusoids")
struct SinusoidTests {
  @Test("are exact to 1e-6 for angles up to a million radians")
  func accuracy() {
    let ages: [Float] =
      (0..<400).map { Float($0 * $0) * 0.61803 - 3000 } + [0, -0.0, 1e6, 30_000.5]
    let frequencies: [Float] = [1, 0.3, 0.01, 1e-4, 2.718_28, 1.570_796_4]
    let found = Tensor(ages).sinusoid(Tensor(frequencies))
    #expect(found.shape == [ages.count, 12])
    let values = found.scalars
    for (row, age) in ages.enumerated() {
      for (i, frequency) in frequencies.enumerated() {
        let angle = Double(age * frequency)
        #expect(abs(Double(values[row * 12 + i]) - sin(angle)) <= 2e-7, "sin \(angle)")
        #expect(abs(Double(values[row * 12 + 6 + i]) - cos(angle)) <= 2e-7, "cos \(angle)")
      }
    }
  }

  @Test("of nothing are nothing")
  func empty() {
    #expect(Tensor([]).sinusoid(Tensor([1, 2])).shape == [0, 4])
  }
}
