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
  private let heads: WindowHeads

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
    let tables = lessons.batches.graph.database.tables
    heads = WindowHeads(
      lessons.pool, width: graph.channels, tableName: { tables[$0].name },
      at: store.root / "heads")
  }

  /// What training makes small: the mean over prompts of the mean cross-entropy of their answers; of
  /// windows also that of ``WindowHeads``.
  public func loss(of lesson: Lesson, in pass: Pass) -> Tensor {
    let vectors = decoder.graph(lesson.graph, in: pass)
    let soft = decoder.softTokens(vectors, lesson.neighbors, in: pass)
    let readings = lesson.prompts.indices.map { index in
      PromptedDecoder.Reading(prompt: lesson.prompts[index], seed: index)
    }
    guard lesson.kind == .windows else {
      let hidden = decoder(readings, soft: soft, lesson.neighbors, answers: true, in: pass)
      return decoder.meanOfAnswers(decoder.decoder.logits(hidden), lesson.prompts)
    }
    let hidden = decoder(readings, soft: soft, lesson.neighbors, answers: false, in: pass)
    let losses = sumOfWindowLosses(hidden, lesson)
    let mean = losses * (1 / Float(max(1, lesson.count)))
    let direct = lesson.targets.flatMap {
      heads.loss(vectors.seeds, of: lesson.graph.subgraph.seedTable, $0)
    }
    return direct.map { mean + $0 } ?? mean
  }

  /// The sum over prompts of the cross-entropy of their yes or no, or of their number.
  func sumOfWindowLosses(_ hidden: Tensor, _ lesson: Lesson) -> Tensor {
    let count = hidden.shape.rows
    let asked = lesson.prompts.indices.filter { lesson.isYesNo[$0] }
    let measured = lesson.prompts.indices.filter { !lesson.isYesNo[$0] }
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
