import Neural
import Tensors

/// Tells rows apart by what stands next to them: an objective beside others, off unless a weight is given.
///
/// - Source: `spec/relzero.md` §3.4: NT-Xent of a seed's vector and the mean of its neighbors' vectors; NT-Xent
///   of a row's text and that of the row with its neighbors, each the mean of its words' embeddings behind
///   a map of two layers. The published code draws rows by their place in the batch, and its gradient
///   reaches nothing that learns (§3.8, B20); here rows are the seeds' own, and the words' embeddings
///   learn.
struct RowContrast {
  /// What each counts; 0: not learned from.
  struct Weights: Sendable, Equatable {
    var graph: Double
    var text: Double

    init(_ settings: inout Settings) throws(SettingsError) {
      graph = try settings.number("graph_contrast", 0, in: 0...100)
      text = try settings.number("text_contrast", 0, in: 0...100)
    }
  }

  private let weights: Weights
  private let loss = ContrastiveLoss(temperature: 0.1)
  /// Of texts; nil where they are not learned from.
  private let map: (first: Linear, second: Linear)?

  init(_ weights: Weights, width: Int, at scope: ParameterScope) {
    self.weights = weights
    map =
      weights.text > 0
      ? (Linear(width, width, at: scope / "0"), Linear(width, width, at: scope / "2")) : nil
  }

  /// The weighted loss of the rows' vectors; nil where none are to be told apart.
  func graphLoss(of lesson: Lesson, _ vectors: GraphEncoder.Vectors) -> Tensor? {
    guard weights.graph > 0, let near = lesson.neighborhoods,
      let means = near.means(vectors.near)
    else { return nil }
    return loss(vectors.seeds.gather(near.seeds), means) * Float(weights.graph)
  }

  /// The weighted loss of the rows' texts; nil where none are to be told apart.
  ///
  /// - Parameter embed: words to their embeddings.
  func textLoss(of lesson: Lesson, embed: ([Int32]) -> Tensor) -> Tensor? {
    guard let map, let texts = lesson.recordTexts else { return nil }
    func vectors(_ texts: [[Int32]]) -> Tensor {
      let words = texts.flatMap { $0 }
      let owners = texts.enumerated().flatMap { number, text in text.map { _ in Int32(number) } }
      let means = embed(words).mean(
        along: Edges(
          sources: words.indices.map { Int32($0) }, targets: owners, sourceCount: words.count,
          targetCount: texts.count))
      return map.second(map.first(means).relu())
    }
    return loss(vectors(texts.rows), vectors(texts.records)) * Float(weights.text)
  }
}
