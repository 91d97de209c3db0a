import CKernels
import Foundation

/// Cosines and sines of the angles by which rotary positions turn pairs of numbers.
///
/// - Source: Su et al. 2021, <https://arxiv.org/abs/2104.09864>; pairs (i, i + half) as in Hugging
///   Face's Llama.
public struct RotaryTable: Sendable {
  /// Half the width of a head: how many pairs are turned.
  public let half: Int
  public let positions: Int
  let cosines: Tensor
  let sines: Tensor

  /// - Parameter frequencies: the angle per position of each pair; `base^(-i / half)` unless scaled.
  public init(frequencies: [Double], positions: Int) {
    half = frequencies.count
    self.positions = positions
    func table(_ function: @escaping (Double) -> Double) -> Tensor {
      Tensor(shape: [positions, frequencies.count]) { buffer in
        for position in 0..<positions {
          for (index, frequency) in frequencies.enumerated() {
            buffer[position * frequencies.count + index] = Float(
              function(Double(position) * frequency))
          }
        }
      }
    }
    cosines = table { cos($0) }
    sines = table { sin($0) }
  }

  /// - Parameter headWidth: numbers per head; even.
  public init(headWidth: Int, base: Double = 10_000, positions: Int) {
    let half = headWidth / 2
    self.init(
      frequencies: (0..<half).map { pow(base, -Double($0) / Double(half)) }, positions: positions)
  }
}

extension Tensor {
  /// Each head's pairs of numbers turned by the angles of the row's position.
  ///
  /// - Parameter positions: one per row of `[…, heads · 2 · half]`, each below `table.positions`.
  /// - Shape: `[rows, heads · 2 · half]`; returns the same
  ///
  /// Gradient: g turned back
  public func rotated(by table: RotaryTable, positions: [Int32]) -> Tensor {
    precondition(
      shape.rank > 0 && positions.count == shape.rows && table.half > 0
        && shape.width.isMultiple(of: 2 * table.half),
      "rotate: \(positions.count) positions and heads of \(2 * table.half) for \(shape)")
    let outside = positions.first { $0 < 0 || Int($0) >= table.positions }
    precondition(
      outside == nil, "rotate: position \(outside ?? 0) of a table of \(table.positions)")
    return Tensor.recorded(turned(by: table, positions, direction: 1), from: [self]) { g in
      [g.turned(by: table, positions, direction: -1)]
    }
  }

  private func turned(by table: RotaryTable, _ positions: [Int32], direction: Float) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let width = shape.width
    positions.withUnsafeBufferPointer { positions in
      guard let first = positions.baseAddress else { return }
      Chunks(rows: shape.rows, cost: width).forEach {
        let start = $0.lowerBound * width
        rz_rotate(
          base + start, first + $0.lowerBound, table.cosines.base, table.sines.base, direction,
          Int64($0.count), Int64(width / (2 * table.half)), Int64(table.half),
          result.base + start)
      }
    }
    return result
  }
}
