import Features
import LanguageModels
import Neural
import Prompts
import Randomness
import Tensors

/// A language model that learns to read a database's graph without labels, and then answers questions
/// about its rows that nobody taught it.
///
/// Graph-guided Prompt Alignment (GrPA) teaches the decoder to tell a row's attributes from its graph
/// token; Progressive Sparsity-based Context Refinement (PSCR) then hides more and more of the row's
/// text while a cell, masked on both sides, is asked for; questions about windows that have closed teach
/// the form in which it will be asked.
///
/// - Source: `spec/relzero.md` §2 to §4; §3.6, §3.7 and §4.2 where they differ from the published code.
public struct RelZero {
  /// By which a run asks for it.
  public static let name = "relzero"

  public let parameters: ParameterStore
  public let lessons: LessonSource
  let decoder: PromptedDecoder
  let numbers: NumberDecoder
  let probe: TokenProbe
  let heads: WindowHeads
  private let contrast: RowContrast

  init(
    _ lessons: LessonSource, language: PromptLanguage, graph: RDLConfiguration,
    settings: PromptedConfiguration, contrast: RowContrast.Weights, random: RandomSource
  ) {
    let store = ParameterStore(random: random)
    parameters = store
    self.lessons = lessons
    decoder = PromptedDecoder(
      lessons.batches, language: language, graph: graph, settings: settings, at: store.root,
      in: store)
    numbers = NumberDecoder(
      decoder.decoder.configuration.width, at: store.root / "numbers")
    probe = TokenProbe(scale: language.embeddingScale, at: store.root / "probe")
    heads = WindowHeads(
      decoder.gate, past: decoder.past, words: decoder.decoder.configuration.width,
      at: store.root / "heads")
    self.contrast = RowContrast(
      contrast, width: decoder.decoder.configuration.width, at: store.root / "contrast")
    let asked = lessons.pool.tables.flatMap { lessons.asked[$0] ?? [] }
    let some = stride(from: 0, to: asked.count, by: max(1, asked.count / 1_024))
    if !asked.isEmpty { decoder.gate.adapt(to: Questions(some.map { asked[$0] })) }
  }

  /// What training makes small: that of the lesson's answers, by its weight, of those beside it, and of its
  /// rows told apart.
  public func loss(of lesson: Lesson, in pass: Pass) -> Tensor {
    guard lesson.kind != .schema else { return schemaLoss(of: lesson, in: pass) }
    let vectors = decoder.graph(lesson.graph, in: pass)
    var sum = loss(ofAnswersTo: lesson, vectors, in: pass)
    if lesson.weight != 1 { sum = sum * lesson.weight }
    for other in lesson.besides { sum = sum + loss(of: other, in: pass) }
    for loss in contrasts(of: lesson, vectors) { sum = sum + loss }
    return sum
  }

  /// The losses of the rows told apart by what stands next to them, in the graph and as text.
  func contrasts(of lesson: Lesson, _ vectors: GraphEncoder.Vectors) -> [Tensor] {
    [
      contrast.graphLoss(of: lesson, vectors),
      contrast.textLoss(of: lesson) { decoder.decoder.embed($0) },
    ].compactMap { $0 }
  }

  /// The mean over texts of the mean cross-entropy of their tokens. The graph has no part in it: where its
  /// token would stand is the sign of its absence, as in the texts that the language model came from.
  private func schemaLoss(of lesson: Lesson, in pass: Pass) -> Tensor {
    let soft = PromptedDecoder.SoftTokens(
      seeds: .zeros([1, decoder.decoder.configuration.width]), neighbors: [])
    let readings = lesson.prompts.map { PromptedDecoder.Reading(prompt: $0, seed: nil) }
    let hidden = decoder(readings, soft: soft, lesson.neighbors, answers: true, in: pass)
    return decoder.meanOfAnswers(decoder.decoder.logits(hidden), lesson.prompts)
  }

  /// The mean over prompts of the mean cross-entropy of their answers; of statements that of yes or no; of
  /// windows also that of ``WindowHeads`` and ``TokenProbe``.
  private func loss(
    ofAnswersTo lesson: Lesson, _ vectors: GraphEncoder.Vectors, in pass: Pass
  ) -> Tensor {
    let direct = lesson.targets.flatMap { heads.loss(vectors.seeds, $0) }
    guard lesson.kind != .graph else { return direct ?? Tensor.zeros([]) }
    let readings = lesson.readings()
    let soft = decoder.softTokens(
      vectors, readings, lesson.neighbors, past: lesson.past, in: pass)
    func read(answers: Bool) -> Tensor {
      decoder(
        Array(readings.prefix(lesson.read)), soft: soft, lesson.neighbors, answers: answers,
        in: pass)
    }
    func meanOfRead() -> Tensor {
      sumOfWindowLosses(read(answers: false), lesson) * (1 / Float(max(1, lesson.read)))
    }
    switch lesson.kind {
    case .statements: return meanOfRead()
    case .windows: break
    case .cells, .alignment, .graph, .schema:
      return decoder.meanOfAnswers(decoder.decoder.logits(read(answers: true)), lesson.prompts)
    }
    var sum = probe.loss(
      soft.seeds, toward: decoder.fromNoToYes, lesson.answers, isYesNo: lesson.isYesNo)
    if let direct { sum = sum + direct }
    guard lesson.read > 0 else { return sum }
    return sum + meanOfRead()
  }

  /// The sum over the prompts that are read of the cross-entropy of their yes or no, or of their number.
  func sumOfWindowLosses(_ hidden: Tensor, _ lesson: Lesson) -> Tensor {
    let count = hidden.shape.rows
    let asked = (0..<lesson.read).filter { lesson.isYesNo[$0] }
    let measured = (0..<lesson.read).filter { !lesson.isYesNo[$0] }
    var sum: Tensor?
    if !asked.isEmpty {
      let rows = Rows(asked.map(Int32.init), of: count)
      sum = decoder.decoder.logits(hidden.gather(rows))
        .crossEntropies(asked.map { lesson.prompts[$0].answer[0] }).sum()
    }
    if !measured.isEmpty {
      let rows = Rows(measured.map(Int32.init), of: count)
      let losses = numbers.losses(hidden.gather(rows), measured.map { lesson.answers[$0] }).sum()
      sum = sum.map { $0 + losses } ?? losses
    }
    return sum ?? Tensor.zeros([])
  }
}
