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

  init(
    _ lessons: LessonSource, language: PromptLanguage, graph: RDLConfiguration,
    settings: PromptedConfiguration, random: RandomSource
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
      decoder.gate, words: decoder.decoder.configuration.width, at: store.root / "heads")
    let asked = lessons.pool.tables.flatMap { lessons.asked[$0] ?? [] }
    let some = stride(from: 0, to: asked.count, by: max(1, asked.count / 1_024))
    if !asked.isEmpty { decoder.gate.adapt(to: Questions(some.map { asked[$0] })) }
  }

  /// What training makes small: the mean over prompts of the mean cross-entropy of their answers; of
  /// windows also that of ``WindowHeads`` and ``TokenProbe``.
  public func loss(of lesson: Lesson, in pass: Pass) -> Tensor {
    let vectors = decoder.graph(lesson.graph, in: pass)
    let direct = lesson.targets.flatMap { heads.loss(vectors.seeds, $0) }
    guard lesson.kind != .graph else { return direct ?? Tensor.zeros([]) }
    let readings = lesson.readings()
    let soft = decoder.softTokens(vectors, readings, lesson.neighbors, in: pass)
    func read(answers: Bool) -> Tensor {
      decoder(
        Array(readings.prefix(lesson.read)), soft: soft, lesson.neighbors, answers: answers,
        in: pass)
    }
    guard lesson.kind == .windows else {
      return decoder.meanOfAnswers(decoder.decoder.logits(read(answers: true)), lesson.prompts)
    }
    var sum = probe.loss(
      soft.seeds, toward: decoder.fromNoToYes, lesson.answers, isYesNo: lesson.isYesNo)
    if let direct { sum = sum + direct }
    guard lesson.read > 0 else { return sum }
    return sum
      + sumOfWindowLosses(read(answers: false), lesson) * (1 / Float(max(1, lesson.read)))
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
