import Tensors
import Testing

@Suite("Arithmetic number by number")
struct ArithmeticTests {
  typealias Operation = @Sendable (Tensor, Tensor) -> Tensor

  static let operations:
    [(name: String, tensors: Operation, numbers: @Sendable (Float, Float) -> Float)] =
      [
        ("add", { $0 + $1 }, { $0 + $1 }), ("subtract", { $0 - $1 }, { $0 - $1 }),
        ("multiply", { $0 * $1 }, { $0 * $1 }), ("divide", { $0 / $1 }, { $0 / $1 }),
      ]

  /// Shapes that meet, and the shape of the result.
  static let meetings: [(Shape, Shape, Shape)] = [
    ([3, 4], [3, 4], [3, 4]), ([3, 4], [4], [3, 4]), ([4], [3, 4], [3, 4]),
    ([3, 4], [3, 1], [3, 4]), ([3, 1], [3, 4], [3, 4]), ([3, 4], [], [3, 4]),
    ([], [3, 4], [3, 4]), ([1], [2, 3], [2, 3]), ([3, 1], [4], [3, 4]), ([4], [3, 1], [3, 4]),
    ([2, 3, 4], [4], [2, 3, 4]), ([1, 4], [1, 4], [1, 4]), ([0, 4], [4], [0, 4]),
    ([0, 4], [0, 4], [0, 4]), ([5], [5], [5]), ([1, 1], [3], [1, 3]), ([2, 1], [1, 3], [2, 3]),
  ]

  @Test("operands of fitting shapes meet as stated", arguments: meetings)
  func meeting(_ a: Shape, _ b: Shape, _ expected: Shape) {
    let (x, y) = (randomTensorAwayFromZero(a), randomTensorAwayFromZero(b, seed: 2))
    let width = expected.width
    for operation in Self.operations {
      let result = operation.tensors(x, y)
      #expect(result.shape == expected, "\(operation.name)")
      func value(_ t: Tensor, _ row: Int, _ column: Int) -> Float {
        let scalars = t.scalars
        if scalars.count == 1 { return scalars[0] }
        if t.shape == expected { return scalars[row * width + column] }
        return t.shape.width == 1 ? scalars[row] : scalars[column]
      }
      for row in 0..<expected.rows {
        for column in 0..<width {
          let wanted = operation.numbers(value(x, row, column), value(y, row, column))
          #expect(result.scalars[row * width + column] == wanted, "\(operation.name)")
        }
      }
    }
  }

  @Test("gradients are those of differences, summed where an operand repeats", arguments: meetings)
  func gradients(_ a: Shape, _ b: Shape, _ expected: Shape) {
    let inputs = [randomTensorAwayFromZero(a), randomTensorAwayFromZero(b, seed: 2)]
    for operation in Self.operations {
      expectGradients(at: inputs, tolerance: 2e-3, "\(operation.name)") {
        operation.tensors($0[0], $0[1])
      }
    }
  }

  @Test("numbers stand on either side")
  func numbers() {
    let x = Tensor([1, -2, 4])
    #expect((x + 1).scalars == [2, -1, 5])
    #expect((1 - x).scalars == [0, 3, -3])
    #expect((x - 1).scalars == [0, -3, 3])
    #expect((2 * x).scalars == [2, -4, 8])
    #expect((x / 2).scalars == [0.5, -1, 2])
    #expect((8 / x).scalars == [8, -4, 2])
    #expect((-x).scalars == [-1, 2, -4])
    expectGradients(at: [randomTensorAwayFromZero([2, 3])], tolerance: 2e-3) {
      (1 - $0[0] * 2) / 3 + 2 / $0[0] - (-$0[0])
    }
  }
}
