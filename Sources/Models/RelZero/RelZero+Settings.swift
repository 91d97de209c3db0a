import EntityGraphs
import Features
import LanguageModels
import Prompts
import Sampling
import Tasks
import Text
import Randomness

extension RelZero {
  /// What a label-free model may know of the data when it is built: no task, no labels.
  public struct Context: Sendable {
    public let graph: EntityGraph
    public let schema: FeatureSchema
    public let encoder: any SentenceEncoder
    public let rule: TemporalRule
    public var random: RandomSource
    /// Tasks of the database, whose very questions pretraining leaves out.
    public let tasks: [PredictionTask]

    public init(
      graph: EntityGraph, schema: FeatureSchema, encoder: any SentenceEncoder, rule: TemporalRule,
      random: RandomSource, tasks: [PredictionTask]
    ) {
      self.graph = graph
      self.schema = schema
      self.encoder = encoder
      self.rule = rule
      self.random = random
      self.tasks = tasks
    }
  }

  /// The model as its settings shape it.
  ///
  /// - Parameters:
  ///   - size: prompts of a lesson.
  ///   - isLearning: whether it will learn; a model that is only asked makes up no questions, so that it
  ///     is the same whatever has come to the database since.
  public init(
    _ context: Context, size: Int, isLearning: Bool = true, _ settings: inout Settings
  ) throws(ModelError) {
    let graph: RDLConfiguration
    let prompted: PromptedConfiguration
    let schedule: SparsitySchedule
    var plan: LessonPlan
    let contrast: RowContrast.Weights
    let language: PromptLanguage
    do {
      graph = try RDLConfiguration(&settings)
      prompted = try PromptedConfiguration(&settings)
      schedule = try SparsitySchedule(&settings)
      plan = try LessonPlan(&settings, isCut: context.rule.cutoff != nil)
      contrast = try RowContrast.Weights(&settings)
      guard contrast.text == 0 || prompted.adapter == .full else {
        throw SettingsError.notOneOf(
          "adapter", "\(prompted.adapter) (with text_contrast)", ["full"])
      }
      language = try PromptLanguage(settings: &settings)
    } catch {
      throw ModelError(error)
    }
    let sampler = NeighborSampler(
      context.graph, rule: context.rule, fanout: Fanout(graph.fanout), strategy: graph.strategy,
      random: context.random)
    let batches: SubgraphBatches
    do {
      batches = try SubgraphBatches(
        sampler: sampler, schema: context.schema, hidden: [:], seedTable: 0,
        encoder: context.encoder)
    } catch { throw .features(error) }
    let supervision = SelfSupervision(context.graph)
    var excluded: Set<WindowQuestion> = []
    for task in context.tasks {
      if let question = try? task.windowQuestion(in: context.graph.database) {
        excluded.insert(question)
      }
    }
    let pool = WindowPool(
      supervision, features: batches.features,
      count: isLearning ? plan.questions : 0,
      excluding: excluded, random: context.random)
    if pool.isEmpty { plan.graph = 0 }
    let lessons = LessonSource(
      schedule: schedule, batches: batches, vocabulary: language.tokens, supervision: supervision,
      cells: CellQuestions(
        supervision, .learned, batches: batches,
        findsEasy: isLearning && plan.easyColumns != .no),
      judgedCells: CellQuestions(supervision, .judged, batches: batches),
      pool: pool,
      asked: pool.entries.mapValues {
        $0.map { language.tokens.tokenizer.encodePlain($0.seeds.question.text) }
      },
      reach: prompted.neighbors,
      past: prompted.readsPast ? PastAnswers(graph: context.graph, rule: context.rule) : nil,
      size: size, plan: plan, contrast: contrast, random: context.random)
    guard !isLearning || !lessons.cells.isEmpty || !lessons.pool.isEmpty else {
      throw .unexpected(
        "The database has no column besides keys and times that could be learned from, and no rows "
          + "that come in time.")
    }
    self.init(
      lessons, language: language, graph: graph, settings: prompted, contrast: contrast,
      random: context.random)
  }
}

extension SparsitySchedule {
  init(_ settings: inout Settings) throws(SettingsError) {
    self.init(
      try settings.choice("sparsity.schedule", .linear),
      start: try settings.number("sparsity.start", 0.085, in: 0...1),
      end: try settings.number("sparsity.end", 0.765, in: 0...1),
      levels: try settings.integer("sparsity.levels", 5, in: 1...100),
      patience: try settings.integer("sparsity.patience", 1, in: 1...1000))
  }
}
