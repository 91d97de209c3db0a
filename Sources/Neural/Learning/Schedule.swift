import Foundation

/// The learning rate's factor at each step, a function of the step alone.
public enum Schedule: Sendable, Equatable, Codable {
  case constant
  /// Up in a line over `warmup` steps, then down half a cosine to `floor` at step `total`.
  case warmupCosine(warmup: Int, total: Int, floor: Float = 0)
  /// Up in a line over `warmup` steps, then down in a line to 0 at step `total`.
  case warmupLinear(warmup: Int, total: Int)
  /// Multiplied by `factor` after every `every` steps.
  case stepwise(every: Int, factor: Float)

  /// - Parameter step: from 0.
  public func factor(at step: Int) -> Float {
    switch self {
    case .constant:
      return 1
    case .warmupCosine(let warmup, let total, let floor):
      if step < warmup { return Float(step + 1) / Float(warmup) }
      let progress = Self.progress(step, from: warmup, to: total)
      return floor + (1 - floor) * 0.5 * (1 + Float(cos(Double.pi * progress)))
    case .warmupLinear(let warmup, let total):
      if step < warmup { return Float(step + 1) / Float(warmup) }
      return Float(1 - Self.progress(step, from: warmup, to: total))
    case .stepwise(let every, let factor):
      return Float(pow(Double(factor), Double(step / max(1, every))))
    }
  }

  private static func progress(_ step: Int, from start: Int, to end: Int) -> Double {
    min(1, Double(step - start) / Double(max(1, end - start)))
  }
}
