import LanguageModels
import Neural
import Tensors

/// Reads a question's words as factors for the entries of a row's vector, which they turn toward what is
/// asked.
///
///     W₃ h + b₃ + s (W₄ h + b₄)    with    h = (W₁ q + b₁) ⊙ tanh(W₂ q + b₂),  s = tanh(w · q + b₅ + 1)
///     and    q = [Σ eᵢ / √n, Σ eᵢ₋₁ ⊙ eᵢ / √(n − 1)]
///
/// where eᵢ are the n words' embeddings, scaled to one length, of which neighbors are also multiplied, so
/// that `not 1` and `at most` are more than their words; the product lets a word turn around what another
/// says. A word like `not` turns around all that is said: one number s for the whole question, or each of
/// hundreds of columns would have to learn by itself what it does (a question and its opposite pull at the
/// same factors in opposite ways, and neither is learned). Most words of a question are those of all
/// questions: q is taken from its mean over the questions to be learned and divided by its usual size
/// (``adapt(to:)``), or what is asked would drown.
///
/// One vector a row would have to say everything that may ever be asked, and the decoder to find it there;
/// so that the token of a row says what is asked of it, as in instruction-aware vision-language models,
/// where it carries over to instructions never met. The published systems have no such gate.
///
/// - Source: Dai et al. 2023, "InstructBLIP", <https://arxiv.org/abs/2305.06500>; factors: Perez et al.
///   2018, "FiLM", <https://arxiv.org/abs/1709.07871>; products: Shazeer 2020, "GLU variants improve
///   Transformer", <https://arxiv.org/abs/2002.05202>.
struct QuestionGate {
  /// As the language model came: what the decoder makes of its own in training moves nothing here.
  private let language: PromptLanguage
  private let words: Linear
  private let turns: Linear
  private let factors: Linear
  private let turned: Linear
  private let sign: Linear
  private let mean: Parameter
  private let share: Parameter

  init(_ language: PromptLanguage, hidden: Int, outputs: Int, at scope: ParameterScope) {
    self.language = language
    let width = 2 * language.model.decoder.configuration.width
    words = Linear(width, hidden, at: scope / "words")
    turns = Linear(width, hidden, at: scope / "turns")
    factors = Linear(hidden, outputs, at: scope / "factors")
    turned = Linear(hidden, outputs, at: scope / "turned")
    sign = Linear(width, 1, at: scope / "sign")
    mean = (scope / "scale").parameter("mean", [width], .zeros)
    share = (scope / "scale").parameter("share", [width], .ones)
    mean.isFrozen = true
    share.isFrozen = true
  }

  /// What is read of some questions, `[questions, 2 · width]`.
  func features(of questions: Questions) -> Tensor {
    (raw(questions) - mean.value) * share.value
  }

  /// The factors of some questions.
  ///
  /// - Shape: ``features(of:)`` to `[questions, outputs]`
  func callAsFunction(_ features: Tensor) -> Tensor {
    let products = words(features) * turns(features).tanh()
    return factors(products) + turned(products) * turn(features)
  }

  /// How far the words turn a question around, from 1, not at all, to -1, `[questions, 1]`.
  func turn(_ features: Tensor) -> Tensor { (sign(features) + 1).tanh() }

  private func raw(_ questions: Questions) -> Tensor {
    questions.features(of: language.model.decoder.embed(questions.words) - language.embeddingMean)
  }

  /// Centers and scales what is read by some questions: words and pairs by a size of their own each.
  func adapt(to questions: Questions) {
    let features = raw(questions)
    let (rows, width) = (features.shape.rows, features.shape.width)
    guard rows > 1 else { return }
    mean.value = features.mean(axis: 0).detached
    let away = (features - mean.value).scalars
    share.value = Tensor(
      [0..<width / 2, width / 2..<width].flatMap { half -> [Float] in
        var squares: Double = 0
        for row in 0..<rows {
          for place in half {
            squares += Double(away[row * width + place]) * Double(away[row * width + place])
          }
        }
        let size = (squares / Double(rows * half.count)).squareRoot()
        return half.map { _ in Self.size / Float(max(1e-6, size)) }
      })
    turnAround(by: " not", typicalLength: Double(questions.words.count) / Double(rows))
  }

  /// Lets a word turn questions around from the start: a question and its opposite pull at the same
  /// factors in opposite ways, and as long as nothing tells them apart neither is learned.
  private func turnAround(by word: String, typicalLength: Double) {
    let tokens = language.tokens.tokenizer.encodePlain(word)
    guard !tokens.isEmpty else { return }
    // What the word adds to a question of the usual length.
    let alone = raw(Questions([tokens])).scalars.map { $0 * Float(1 / typicalLength.squareRoot()) }
    let added = zip(alone, share.value.scalars).map { $0 * $1 }
    let length = added.reduce(0) { $0 + $1 * $1 }
    sign.weight.value = Tensor(
      added.map { -Self.reach / max(1e-6, length) * $0 }, shape: [1, added.count])
  }

  /// How far the word moves what is under the tanh, which is 1 without it.
  private static let reach: Float = 2.5

  /// Of what is read: half of what layers are usually given, which learned faster than the whole.
  private static let size: Float = 0.5
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
