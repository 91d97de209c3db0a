import Tensors
import Testing

@Suite("Sums and means")
struct ReductionTests {
  @Test(
    "are those of a plain loop",
    arguments: [[2, 3, 4], [1, 1, 5], [3, 0, 2], [4, 3, 1]] as [Shape])
  func axes(_ shape: Shape) {
    let x = randomTensor(shape)
    let scalars = x.scalars
    let lengths = shape.dimensions
    for axis in 0..<3 {
      var dimensions = lengths
      dimensions.remove(at: axis)
      var expected = [Float](repeating: 0, count: dimensions.reduce(1, *))
      for i in 0..<lengths[0] {
        for j in 0..<lengths[1] {
          for k in 0..<lengths[2] {
            var place = [i, j, k]
            place.remove(at: axis)
            expected[place[0] * dimensions[1] + place[1]] +=
              scalars[(i * lengths[1] + j) * lengths[2] + k]
          }
        }
      }
      let wanted = Tensor(expected, shape: Shape(dimensions))
      #expect(isClose(x.sum(axis: axis), wanted))
      #expect(isClose(x.sum(axis: axis - 3), wanted))
      if lengths[axis] > 0 {
        #expect(isClose(x.mean(axis: axis), wanted / Float(lengths[axis])))
      }
    }
    #expect(Swift.abs(x.sum().scalar - scalars.reduce(0, +)) < 1e-5)
  }

  @Test("have the gradients of differences")
  func gradients() {
    for axis in 0..<3 {
      expectGradients(at: [randomTensor([2, 3, 2])]) { $0[0].sum(axis: axis) }
      expectGradients(at: [randomTensor([2, 3, 2])]) { $0[0].mean(axis: axis) }
    }
    expectGradients(at: [randomTensor([4])]) { $0[0].sum(axis: 0) }
    expectGradients(at: [randomTensor([4, 2])]) { $0[0].mean() }
    expectGradients(at: [randomTensor([0, 2])]) { $0[0].sum() }
  }

  @Test("of many numbers are exact to float rounding")
  func many() {
    // 300,000 numbers in several chunks; their sum in double is the oracle.
    let x = randomTensor([3000, 100])
    let expected = x.scalars.reduce(0.0) { $0 + Double($1) }
    #expect(Swift.abs(Double(x.sum().scalar) - expected) < 2e-3)
    let squares = x.scalars.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(Swift.abs(x.sumOfSquares() / squares - 1) < 1e-12)
  }
}
