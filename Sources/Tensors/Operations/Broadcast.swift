import CKernels

/// How two operands of an elementwise operation meet: equal shapes, or one repeated along the other's
/// rows (a vector), columns (a last axis of 1) or both (a single number).
struct Broadcast {
  let shape: Shape
  let left: Layout
  let right: Layout

  /// How an operand is laid over the result.
  enum Layout {
    case full, row, column, number
  }

  init(_ name: String, _ a: Shape, _ b: Shape) {
    if a == b {
      (shape, left, right) = (a, .full, .full)
    } else if b.count == 1, b.rank <= a.rank {
      (shape, left, right) = (a, .full, .number)
    } else if a.count == 1, a.rank <= b.rank {
      (shape, left, right) = (b, .number, .full)
    } else if b.rows == 1, a.width == b.width {
      (shape, left, right) = (a, .full, .row)
    } else if a.rows == 1, a.width == b.width {
      (shape, left, right) = (b, .row, .full)
    } else if b == a.withWidth(1) {
      (shape, left, right) = (a, .full, .column)
    } else if a == b.withWidth(1) {
      (shape, left, right) = (b, .column, .full)
    } else if a.width == 1, a.rank > 1, b.rows == 1 {
      (shape, left, right) = (a.withWidth(b.width), .column, .row)
    } else if b.width == 1, b.rank > 1, a.rows == 1 {
      (shape, left, right) = (b.withWidth(a.width), .row, .column)
    } else {
      preconditionFailure("\(name): shapes \(a) and \(b) do not fit")
    }
  }

  typealias Kernel = (
    rz_operand, rz_operand, Int64, Int64, UnsafeMutablePointer<Float>?
  ) -> Void

  /// The result of the kernel on every pair.
  func apply(_ kernel: Kernel, _ a: Tensor, _ b: Tensor) -> Tensor {
    let result = Tensor(uninitialized: shape)
    // Two full operands are one long row, cut into rows of a size that suits the threads.
    if case (.full, .full) = (left, right) {
      Chunks(rows: shape.count, cost: 1).forEach { range in
        let start = range.lowerBound
        kernel(
          rz_operand(base: a.base + start, row_stride: 0, column_stride: 1),
          rz_operand(base: b.base + start, row_stride: 0, column_stride: 1),
          1, Int64(range.count), result.base + start)
      }
      return result
    }
    let width = shape.width
    Chunks(rows: shape.rows, cost: width).forEach { rows in
      kernel(
        left.operand(a, row: rows.lowerBound, width: width),
        right.operand(b, row: rows.lowerBound, width: width),
        Int64(rows.count), Int64(width), result.base + rows.lowerBound * width)
    }
    return result
  }
}

extension Broadcast.Layout {
  func operand(_ tensor: Tensor, row: Int, width: Int) -> rz_operand {
    switch self {
    case .full:
      rz_operand(base: tensor.base + row * width, row_stride: Int64(width), column_stride: 1)
    case .row: rz_operand(base: tensor.base, row_stride: 0, column_stride: 1)
    case .column: rz_operand(base: tensor.base + row, row_stride: 1, column_stride: 0)
    case .number: rz_operand(base: tensor.base, row_stride: 0, column_stride: 0)
    }
  }

  /// The gradient of an operand laid out like this: the result's, summed where it was repeated.
  func collect(_ gradient: Tensor, shape: Shape) -> Tensor {
    switch self {
    case .full: gradient.view(shape)
    case .row: gradient.summedRows().view(shape)
    case .column: gradient.summedColumns().view(shape)
    case .number: gradient.summedAll().view(shape)
    }
  }
}
