import CKernels

extension Tensor {
  /// For each target the sum of its edges' source rows; zeros without edges.
  ///
  /// - Shape: `[edges.sourceCount, width]`; returns `[edges.targetCount, width]`
  /// - Complexity: O(edges · width)
  ///
  /// Gradient: `∂xᵢ` = the sum of `g` over the targets of i's edges
  public func sum(along edges: Edges) -> Tensor {
    checkSources("sum along edges", edges)
    let shape = self.shape
    let result = segmentSum(edges.byTarget, shape: [edges.targetCount, shape.width])
    return Tensor.recorded(result, from: [self]) { g in
      [g.segmentSum(edges.bySource, shape: shape)]
    }
  }

  /// For each target the mean of its edges' source rows; zeros without edges.
  ///
  /// - Shape: `[edges.sourceCount, width]`; returns `[edges.targetCount, width]`
  ///
  /// Gradient: `∂xᵢ` = the sum over the targets t of i's edges of `gₜ` / number of t's edges
  public func mean(along edges: Edges) -> Tensor {
    checkSources("mean along edges", edges)
    let shape = self.shape
    let result = segmentSum(
      edges.byTarget, shape: [edges.targetCount, shape.width], rowScale: edges.reciprocalDegrees)
    return Tensor.recorded(result, from: [self]) { g in
      [g.segmentSum(edges.bySource, shape: shape, memberScale: edges.reciprocalDegrees)]
    }
  }

  private func checkSources(_ name: String, _ edges: Edges) {
    precondition(
      shape.rank == 2 && shape[0] == edges.sourceCount,
      "\(name): edges from \(edges.sourceCount) rows, tensor of shape \(shape)")
  }

  /// For each group the sum of its members' rows, times the group's and the members' scales.
  func segmentSum(
    _ groups: Grouping, shape: Shape, rowScale: [Float]? = nil, memberScale: [Float]? = nil
  ) -> Tensor {
    let width = shape.width
    let result = Tensor(uninitialized: shape)
    // Chunks of groups with about the same number of members: cut where the offsets say.
    let chunks = groups.chunks(cost: width)
    groups.offsets.withUnsafeBufferPointer { offsets in
      groups.members.withUnsafeBufferPointer { members in
        rowScale.withPointer { rowScale in
          memberScale.withPointer { memberScale in
            ComputePool.shared.run(chunks: chunks.count) { chunk in
              rz_segment_sum(
                base, Int64(width), offsets.baseAddress, members.baseAddress, rowScale,
                memberScale, Int64(chunks[chunk].lowerBound), Int64(chunks[chunk].upperBound),
                result.base)
            }
          }
        }
      }
    }
    return result
  }
}

extension Grouping {
  /// Ranges of groups with about equal work: a group costs its members' rows and its own.
  func chunks(cost: Int) -> [Range<Int>] {
    let limit = max(1, (1 << 16) / max(1, cost))
    var ranges: [Range<Int>] = []
    var start = 0
    var work = 0
    for group in 0..<count {
      work += 1 + Int(offsets[group + 1] - offsets[group])
      if work >= limit {
        ranges.append(start..<group + 1)
        start = group + 1
        work = 0
      }
    }
    if start < count { ranges.append(start..<count) }
    return ranges
  }
}

extension [Float]? {
  /// Calls `body` with the address of the array's first element, or nil without an array.
  fileprivate func withPointer(_ body: (UnsafePointer<Float>?) -> Void) {
    guard let self else { return body(nil) }
    self.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
