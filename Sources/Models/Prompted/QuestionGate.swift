import Neural
import Tensors

/// Turns a row's vector toward what is asked of it: a factor for each of its entries, made from the
/// words of the question.
///
///     x ⊙ (1 + W₂ · tanh(W₁ · [Σ eᵢ / √n, Σ eᵢ₋₁ ⊙ eᵢ / √(n − 1)] + b₁) + b₂)
///
/// where eᵢ are the n words' embeddings, scaled to one length, of which neighbors are also multiplied, so
/// that `not 1` and `at most` are more than their words.
///
/// One vector a row would have to say everything that may ever be asked, and the decoder to find it there;
/// so that the token of a row says what is asked of it, as in instruction-aware vision-language models,
/// where it carries over to instructions never met. The published systems have no such gate.
///
/// - Source: Dai et al. 2023, "InstructBLIP", <https://arxiv.org/abs/2305.06500>; the form: Perez et al.
///   2018, "FiLM", <https://arxiv.org/abs/1709.07871>.
struct QuestionGate {
  private let first: Linear
  private let second: Linear

  init(_ words: Int, _ hidden: Int, _ outputs: Int, at scope: ParameterScope) {
    first = Linear(2 * words, hidden, at: scope / "0")
    second = Linear(hidden, outputs, at: scope / "1")
  }

  /// - Shape: `[questions, 2 · words]` to `[questions, outputs]`
  func callAsFunction(_ words: Tensor) -> Tensor {
    second(first(words).tanh()) + 1
  }
}

/// The different questions of some prompts.
struct Questions {
  /// All questions' words, one question after the other.
  let words: [Int32]
  /// For each prompt its question.
  let rows: Rows
  private let edges: Edges
  private let pairEdges: Edges
  private let before: Rows
  private let after: Rows
  private let lengths: Tensor
  private let pairLengths: Tensor

  init(_ asked: [[Int32]]) {
    var known: [[Int32]: Int32] = [:]
    var (words, owners, rows): ([Int32], [Int32], [Int32]) = ([], [], [])
    var lengths: [Int] = []
    for question in asked {
      let number = known[question] ?? Int32(known.count)
      if known.updateValue(number, forKey: question) == nil {
        words += question
        lengths.append(question.count)
        owners += question.map { _ in number }
      }
      rows.append(number)
    }
    self.words = words
    self.rows = Rows(rows, of: known.count)
    self.lengths = Tensor(lengths.map { Float($0).squareRoot() }, shape: [lengths.count, 1])
    pairLengths = Tensor(
      lengths.map { Float(max(1, $0 - 1)).squareRoot() }, shape: [lengths.count, 1])
    let pairs = owners.indices.dropFirst().filter { owners[$0] == owners[$0 - 1] }
    before = Rows(pairs.map { Int32($0 - 1) }, of: words.count)
    after = Rows(pairs.map { Int32($0) }, of: words.count)
    pairEdges = Edges(
      sources: pairs.indices.map { Int32($0) }, targets: pairs.map { owners[$0] },
      sourceCount: pairs.count, targetCount: known.count)
    edges = Edges(
      sources: words.indices.map { Int32($0) }, targets: owners, sourceCount: words.count,
      targetCount: known.count)
  }

  /// Sums over each question's words, and over its pairs of neighbors, divided by the root of their number
  /// (so that they are of the size of one); zeros for a question without, `[questions, 2 · width]`.
  func features(of embeddings: Tensor) -> Tensor {
    let ones = Tensor([Float](repeating: 1, count: embeddings.shape.width))
    let scaled = embeddings.rmsNorm(weight: ones, epsilon: 1e-9)
    let pairs = scaled.gather(before) * scaled.gather(after)
    return Tensor.concatenated([
      scaled.mean(along: edges) * lengths, pairs.mean(along: pairEdges) * pairLengths,
    ])
  }
}
