import CKernels

extension Tensor {
  /// The sum of all numbers, of shape `[]`.
  ///
  /// Gradient: `∂x = g` everywhere
  public func sum() -> Tensor {
    let shape = self.shape
    return Tensor.recorded(summedAll(), from: [self]) { g in [.full(g.scalar, shape: shape)] }
  }

  /// The mean of all numbers, of shape `[]`; NaN of none, as in torch.
  ///
  /// Gradient: `∂x = g / count` everywhere
  public func mean() -> Tensor {
    sum() * (1 / Float(count))
  }

  /// The sum along one axis, which the result lacks.
  ///
  /// - Parameter axis: from 0, or from the end when negative.
  ///
  /// Gradient: `∂x = g` repeated along the axis
  public func sum(axis: Int) -> Tensor {
    let (outer, length, inner) = split("sum", around: axis)
    var dimensions = shape.dimensions
    dimensions.remove(at: axis < 0 ? axis + shape.rank : axis)
    let reduced = Shape(dimensions)
    let shape = self.shape
    let result: Tensor
    if inner == 1 {
      result = view([outer, length]).summedColumns().view(reduced)
    } else if outer == 1 {
      result = view([length, inner]).summedRows().view(reduced)
    } else {
      result = Tensor(uninitialized: reduced)
      Chunks(rows: outer, cost: length * inner).forEach { blocks in
        for block in blocks {
          rz_fill(0, Int64(inner), result.base + block * inner)
          rz_sum_rows(
            base + block * length * inner, Int64(length), Int64(inner), result.base + block * inner)
        }
      }
    }
    return Tensor.recorded(result, from: [self]) { g in
      [g.repeated(outer: outer, length: length, inner: inner, shape: shape)]
    }
  }

  /// The mean along one axis, which the result lacks.
  public func mean(axis: Int) -> Tensor {
    let (_, length, _) = split("mean", around: axis)
    return sum(axis: axis) * (1 / Float(length))
  }

  /// The lengths before, of and after an axis.
  private func split(_ name: String, around axis: Int) -> (Int, Int, Int) {
    let position = axis < 0 ? axis + shape.rank : axis
    precondition(
      shape.dimensions.indices.contains(position), "\(name): no axis \(axis) in shape \(shape)")
    let outer = shape.dimensions[..<position].reduce(1, *)
    let inner = shape.dimensions[(position + 1)...].reduce(1, *)
    return (outer, shape[position], inner)
  }

  private func repeated(outer: Int, length: Int, inner: Int, shape: Shape) -> Tensor {
    let result = Tensor(uninitialized: shape)
    Chunks(rows: outer, cost: length * inner).forEach { blocks in
      for block in blocks {
        let target = result.base + block * length * inner
        if inner == 1 {
          rz_fill(base[block], Int64(length), target)
        } else {
          rz_fill_rows(base + block * inner, Int64(length), Int64(inner), target)
        }
      }
    }
    return result
  }

  /// The sum of all numbers: partial sums of 65,536, added in order.
  func summedAll() -> Tensor {
    let chunks = Chunks(rows: count, cost: 1)
    let result = Tensor(uninitialized: [])
    PartialSums(count: chunks.count, width: 1).fill { part, target in
      let range = chunks[part]
      target[0] = rz_sum(base + range.lowerBound, Int64(range.count))
    }.add(into: result.base)
    return result
  }

  /// The sum of the rows, `[width]`.
  func summedRows() -> Tensor {
    let width = shape.width
    let chunks = PartialSums.chunks(of: shape.rows)
    let result = Tensor(uninitialized: [width])
    PartialSums(count: chunks.count, width: width).fill { part, target in
      let range = chunks[part]
      rz_fill(0, Int64(width), target)
      rz_sum_rows(base + range.lowerBound * width, Int64(range.count), Int64(width), target)
    }.add(into: result.base)
    return result
  }

  /// The sum of each row, `[rows]`.
  func summedColumns() -> Tensor {
    let (rows, width) = (shape.rows, shape.width)
    let result = Tensor(uninitialized: [rows])
    Chunks(rows: rows, cost: width).forEach {
      rz_sum_columns(
        base + $0.lowerBound * width, Int64($0.count), Int64(width), result.base + $0.lowerBound)
    }
    return result
  }
}
