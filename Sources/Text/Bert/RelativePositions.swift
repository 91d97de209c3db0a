import Foundation
import Tensors

/// How much each head of an MPNet encoder favors a token by where it stands from the one that looks: a
/// learned number for each of 32 buckets of distances, half of them behind and half ahead; near distances
/// have a bucket each, farther ones share buckets of growing size, all from 128 on the last.
///
/// - Source: Raffel et al. 2019, <https://arxiv.org/abs/1910.10683>, section 2.1; buckets as in
///   transformers' `MPNetEncoder.relative_position_bucket`.
enum RelativePositions {
  static let buckets = 32
  private static let farthest = 128

  /// - Parameter distance: the place of the token looked at, less that of the one that looks.
  static func bucket(_ distance: Int) -> Int {
    let side = buckets / 2
    let exact = side / 2
    let start = distance > 0 ? side : 0
    let size = abs(distance)
    guard size >= exact else { return start + size }
    // In float32 as there: 16 and 32 lie on the edge of two buckets.
    let share = logf(Float(size) / Float(exact)) / Float(log(Double(farthest) / Double(exact)))
    return start + min(side - 1, exact + Int(share * Float(side - exact)))
  }

  /// The numbers of each distance from `1 - reach` to `reach - 1`.
  ///
  /// - Shape: table `[buckets, heads]`; returns `[heads, 2 · reach - 1]`
  static func distances(_ table: Tensor, reach: Int) -> Tensor {
    let rows = (1 - reach..<reach).map { Int32(bucket($0)) }
    return table.gather(Rows(rows, of: table.shape[0])).transposed()
  }
}
