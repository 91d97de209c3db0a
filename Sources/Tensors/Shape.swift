/// The lengths of a tensor's axes, outermost first; `[]` is the shape of one number.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  public let dimensions: [Int]

  public init(_ dimensions: [Int]) {
    precondition(
      dimensions.allSatisfy { $0 >= 0 }, "Shape \(dimensions): a length below zero")
    self.dimensions = dimensions
  }

  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The number of scalars.
  public var count: Int { dimensions.reduce(1, *) }

  public subscript(axis: Int) -> Int { dimensions[axis] }

  /// The length of the last axis; 1 for a single number.
  public var width: Int { dimensions.last ?? 1 }

  /// The product of all lengths but the last: a tensor is `rows` rows of `width` scalars.
  public var rows: Int { dimensions.dropLast().reduce(1, *) }

  /// The shape with its last axis replaced.
  func withWidth(_ width: Int) -> Shape {
    Shape(dimensions.dropLast() + [width])
  }

  /// The shape as `[3, 4]`.
  public var description: String { "\(dimensions)" }
}
