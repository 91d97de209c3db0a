extension Tensor {
  /// Tensors side by side: joined along the last axis, all others being equal.
  ///
  /// - Shape: parts `[rows, width₁]`, `[rows, width₂]`, …; returns `[rows, width₁ + width₂ + …]`
  ///
  /// Gradient: each part's is the columns it became
  public static func concatenated(_ parts: [Tensor]) -> Tensor {
    guard let first = parts.first else {
      preconditionFailure("concatenate: no tensors")
    }
    for part in parts {
      precondition(
        part.shape.rank > 0 && part.shape.withWidth(0) == first.shape.withWidth(0),
        "concatenate: shapes \(first.shape) and \(part.shape)")
    }
    guard parts.count > 1 else { return first }
    let widths = parts.map(\.shape.width)
    let starts = widths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let result = Tensor(uninitialized: first.shape.withWidth(starts[parts.count]))
    let width = result.shape.width
    Chunks(rows: result.shape.rows, cost: width).forEach { rows in
      for (part, start) in zip(parts, starts) {
        let partWidth = part.shape.width
        for row in rows {
          (result.base + row * width + start).update(
            from: part.base + row * partWidth, count: partWidth)
        }
      }
    }
    let wanted = parts.map(\.isTraced)
    return recorded(result, from: parts) { g in
      wanted.indices.map { wanted[$0] ? g.columns(starts[$0]..<starts[$0 + 1]) : nil }
    }
  }
}
