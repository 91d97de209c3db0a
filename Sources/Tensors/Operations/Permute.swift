import CKernels

extension Tensor {
  /// The axes in another order: axis i of the result is axis `axes[i]` of this tensor.
  ///
  /// Gradient: `∂x = g` with the axes put back
  public func permuted(_ axes: Int...) -> Tensor { permuted(axes) }

  public func permuted(_ axes: [Int]) -> Tensor {
    precondition(
      axes.sorted() == Array(0..<shape.rank), "permute: axes \(axes) of shape \(shape)")
    let result = Permutation(shape.dimensions, axes).apply(self)
    var back = axes
    for (position, axis) in axes.enumerated() { back[axis] = position }
    let inverse = back
    return Tensor.recorded(result, from: [self]) { g in
      [Permutation(g.shape.dimensions, inverse).apply(g)]
    }
  }

  /// The last two axes exchanged.
  public func transposed() -> Tensor {
    precondition(shape.rank > 1, "transpose: shape \(shape) has no two axes")
    let rank = shape.rank
    return permuted(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }
}

/// Moves axes by blocks: runs of the last axis when it stays, else transposed matrices of the old and
/// the new last axis.
private struct Permutation {
  let dimensions: [Int]
  let axes: [Int]
  /// Floats from one entry to the next, per axis of the source and of the result.
  let sourceStrides: [Int]
  let strides: [Int]

  init(_ dimensions: [Int], _ axes: [Int]) {
    self.dimensions = dimensions
    self.axes = axes
    sourceStrides = Self.strides(dimensions)
    strides = Self.strides(axes.map { dimensions[$0] })
  }

  private static func strides(_ dimensions: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: dimensions.count)
    for axis in dimensions.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }

  func apply(_ x: Tensor) -> Tensor {
    let result = Tensor(uninitialized: Shape(axes.map { dimensions[$0] }))
    guard result.count > 0 else { return result }
    let last = axes.count - 1
    guard last >= 0, axes[last] != last else {
      copyRuns(x, to: result)
      return result
    }
    let oldLast = axes.firstIndex(of: last) ?? last
    let rows = dimensions[axes[last]]
    let columns = dimensions[last]
    let others = axes.indices.filter { $0 != last && $0 != oldLast }
    let blocks = others.reduce(1) { $0 * dimensions[axes[$1]] }
    Chunks(rows: blocks, cost: 2 * rows * columns).forEach { blocks in
      for block in blocks {
        let (from, to) = offsets(of: block, over: others)
        rz_transpose(
          x.base + from, Int64(sourceStrides[axes[last]]), Int64(rows), Int64(columns),
          Int64(strides[oldLast]), result.base + to)
      }
    }
    return result
  }

  private func copyRuns(_ x: Tensor, to result: Tensor) {
    // Axes at the end that keep their places form one run.
    var kept = axes.count
    while kept > 0, axes[kept - 1] == kept - 1 { kept -= 1 }
    let others = Array(0..<kept)
    let run = dimensions[kept...].reduce(1, *)
    Chunks(rows: result.count / max(1, run), cost: run).forEach { runs in
      for number in runs {
        let (from, to) = offsets(of: number, over: others)
        (result.base + to).update(from: x.base + from, count: run)
      }
    }
  }

  /// Where the block of a number, counted over some axes of the result, begins in source and result.
  private func offsets(of number: Int, over others: [Int]) -> (from: Int, to: Int) {
    var (rest, from, to) = (number, 0, 0)
    for position in others.reversed() {
      let length = dimensions[axes[position]]
      let index = rest % length
      rest /= length
      from += index * sourceStrides[axes[position]]
      to += index * strides[position]
    }
    return (from, to)
  }
}
