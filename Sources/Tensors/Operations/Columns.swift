import CKernels

extension Tensor {
  /// Some successive columns (entries of the last axis), copied.
  ///
  /// Gradient: `∂x = g` in these columns, zeros elsewhere
  public func columns(_ range: Range<Int>) -> Tensor {
    precondition(
      shape.rank > 0 && range.lowerBound >= 0 && range.upperBound <= shape.width,
      "columns: \(range) of shape \(shape)")
    let whole = shape
    let (width, part) = (shape.width, range.count)
    let result = Tensor(uninitialized: shape.withWidth(part))
    Chunks(rows: shape.rows, cost: part).forEach { rows in
      for row in rows {
        (result.base + row * part).update(
          from: base + row * width + range.lowerBound, count: part)
      }
    }
    return Tensor.recorded(result, from: [self]) { g in
      let spread = Tensor.zeros(whole)
      Chunks(rows: whole.rows, cost: part).forEach { rows in
        for row in rows {
          (spread.base + row * width + range.lowerBound).update(
            from: g.base + row * part, count: part)
        }
      }
      return [spread]
    }
  }
}
