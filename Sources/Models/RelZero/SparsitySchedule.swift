import Foundation

/// How much of a row's text is hidden as training goes on: Progressive Sparsity-based Context Refinement.
///
/// Sparsity s in [0, 1] is the share of the attributes that could be said and are not. It rises, so that
/// a decoder that at first reads the answer off the row's text has to take more and more of it from the
/// graph.
///
/// - Source: `spec/relzero.md` §3.1, §3.4, §3.6. The published code has the opposite, 0.85 → 0 within 26
///   steps; it is ``Shape/published`` here, and ``Shape/reverse`` is the same slowly.
public struct SparsitySchedule: Sendable, Equatable {
  public enum Shape: String, Sendable, CaseIterable {
    case linear
    case cosine
    case sigmoid
    case staircase
    /// From 0.85 down to 0 in a line.
    case reverse
    /// ``end`` from the first step to the last.
    case constant
    /// Nothing is ever hidden but what is asked for.
    case none
    /// Up a step whenever the validation loss at this one has stopped falling.
    case gated
    /// As the published code has it: 0.85 − t / 30 at step t, not below 0.
    case published
  }

  public var shape: Shape
  public var start: Double
  public var end: Double
  /// Steps of ``Shape/staircase`` and ``Shape/gated``.
  public var levels: Int
  /// Validations without a better loss after which ``Shape/gated`` goes up.
  public var patience: Int

  public init(
    _ shape: Shape = .linear, start: Double = 0.085, end: Double = 0.765, levels: Int = 5,
    patience: Int = 1
  ) {
    self.shape = shape
    self.start = start
    self.end = end
    self.levels = levels
    self.patience = patience
  }

  /// The sparsity at a share u of the training, from 0 to 1.
  ///
  /// - Parameters:
  ///   - step: steps done, for the published schedule, which does not know how long training is.
  ///   - validations: the losses of the validations so far, for the gated one.
  public func sparsity(at u: Double, step: Int, validations: [Double] = []) -> Double {
    let u = min(1, max(0, u))
    switch shape {
    case .linear: return start + (end - start) * u
    case .cosine: return start + (end - start) * (1 - cos(.pi * u)) / 2
    case .sigmoid:
      let low = Self.logistic(-6)
      let rise = (Self.logistic(12 * u - 6) - low) / (1 - 2 * low)
      return start + (end - start) * rise
    case .staircase: return level(min(levels - 1, Int(u * Double(levels))))
    case .reverse: return 0.85 * (1 - u)
    case .constant: return end
    case .none: return 0
    case .gated: return level(Self.gate(validations, levels: levels, patience: patience))
    case .published: return max(0, 0.85 - Double(step) / 30)
    }
  }

  private func level(_ number: Int) -> Double {
    levels == 1 ? end : start + (end - start) * Double(number) / Double(levels - 1)
  }

  /// The level that the gate has come to: up by one after `patience` validations that were not better
  /// than the best at this level.
  static func gate(_ validations: [Double], levels: Int, patience: Int) -> Int {
    var (level, waited) = (0, 0)
    var best = Double.infinity
    for loss in validations {
      if loss < best {
        best = loss
        waited = 0
        continue
      }
      waited += 1
      guard waited >= patience else { continue }
      level = min(levels - 1, level + 1)
      (best, waited) = (.infinity, 0)
    }
    return level
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// How many of a row's attributes are said, of `count` with the one that is asked for.
  ///
  /// - Source: `spec/relzero.md` §3.6: m = round((1 − s)(n − 1)).
  public static func visible(of count: Int, at sparsity: Double) -> Int {
    Int(((1 - sparsity) * Double(max(0, count - 1))).rounded())
  }
}
