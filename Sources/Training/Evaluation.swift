import Foundation
import Models
import Neural
import Sampling
import Tasks
import Tensors

/// Asks a model about seeds and turns its raw outputs into answers.
///
/// Answers do not depend on how seeds are cut into batches or in which order they come.
public struct Evaluation: Sendable {
  public let kind: TaskKind
  /// Bounds of regression answers: the train labels' range, or percentiles of them (RelBench: the 2nd and
  /// the 98th).
  public let bounds: ClosedRange<Double>?
  public let scale: LabelScale
  public let batchSize: Int

  public init(
    kind: TaskKind, trainLabels: [Double], trimming: Double, scale: LabelScale, batchSize: Int
  ) {
    self.kind = kind
    self.scale = scale
    self.batchSize = batchSize
    bounds =
      kind == .regression
      ? Self.percentile(trainLabels, trimming)...Self.percentile(trainLabels, 1 - trimming) : nil
  }

  init(kind: TaskKind, bounds: ClosedRange<Double>?, scale: LabelScale, batchSize: Int) {
    self.kind = kind
    self.scale = scale
    self.bounds = bounds
    self.batchSize = batchSize
  }

  /// An answer per seed: a probability for a binary task, the target's unit for regression.
  ///
  /// - Parameters:
  ///   - hidden: rows to leave out per seed; empty to leave out none.
  ///   - workers: threads that gather batches ahead.
  ///   - isCancelled: asked before each batch.
  /// - Returns: nil when cancelled.
  public func answers<Model: RelationalModel>(
    of model: Model, to seeds: [Seed], without hidden: [HiddenRows] = [], workers: Int = 1,
    isCancelled: () -> Bool = { false }
  ) -> [Double]? {
    let batches = (seeds.count + batchSize - 1) / batchSize
    let source = model.batches
    let size = batchSize
    let prefetcher = Prefetcher(0..<batches, workers: workers, depth: 2) { number in
      let range = number * size..<min(seeds.count, (number + 1) * size)
      return source.batch(
        of: Array(seeds[range]), epoch: 0, without: hidden.isEmpty ? [] : Array(hidden[range]))
    }
    defer { prefetcher.cancel() }
    var answers: [Double] = []
    answers.reserveCapacity(seeds.count)
    while true {
      if isCancelled() { return nil }
      guard let batch = prefetcher.next() else { return answers }
      answers.append(contentsOf: model(batch, in: .inference).scalars.map(answer))
    }
  }

  /// A raw output as an answer.
  func answer(_ output: Float) -> Double {
    guard kind == .regression else { return 1 / (1 + exp(-Double(output))) }
    let value = scale.answer(output)
    guard let bounds, value.isFinite else { return value }
    return min(max(value, bounds.lowerBound), bounds.upperBound)
  }

  /// The value below which a share of the sorted values lies, between neighbors as numpy does it.
  static func percentile(_ values: [Double], _ share: Double) -> Double {
    let sorted = values.sorted()
    guard let last = sorted.last else { return 0 }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
