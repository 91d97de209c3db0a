import Features
import LanguageModels
import Prompts
import Sampling
import Tasks

extension RelLLM {
  static func make(_ context: ModelContext, _ settings: inout Settings) throws(ModelError)
    -> any RelationalModel
  {
    try RelLLM(context, &settings)
  }

  init(_ context: ModelContext, _ settings: inout Settings) throws(ModelError) {
    let graph: RDLConfiguration
    let prompted: PromptedConfiguration
    let head: HeadKind
    let weights: [Double]
    let showsRow: Bool
    let examples: Int
    let language: PromptLanguage
    let past = try PastQuestion(
      context.task, about: SelfSupervision(context.graph), random: context.random)
    do {
      graph = try RDLConfiguration(&settings)
      prompted = try PromptedConfiguration(&settings)
      let fitting: [HeadKind] =
        if context.task.isBinary { [.odds, .tokens, .mlp] } else if past == nil {
          [.mlp, .text]
        } else {
          [.number, .mlp, .text]
        }
      head = try settings.choice("head", fitting[0])
      guard fitting.contains(head) else {
        throw SettingsError.notOneOf("head", head.rawValue, fitting.map(\.rawValue))
      }
      // Other heads weigh no classes: there the settings are unknown.
      weights =
        head == .tokens
        ? [
          try settings.number("weight_no", 1, in: 0...1000),
          try settings.number("weight_yes", 1, in: 0...1000),
        ] : [1, 1]
      showsRow = try settings.flag("row_text", false)
      examples = try settings.integer("demonstrations", 0, in: 0...64)
      language = try PromptLanguage(settings: &settings)
    } catch {
      throw ModelError(error)
    }
    let sampler = NeighborSampler(
      context.graph, rule: context.rule, fanout: Fanout(graph.fanout), strategy: graph.strategy,
      random: context.random)
    let hidden = context.hiddenColumns
    let subgraphs: SubgraphBatches
    do {
      subgraphs = try SubgraphBatches(
        sampler: sampler, schema: context.schema, hidden: hidden,
        seedTable: context.task.entityTable, encoder: context.encoder)
    } catch { throw .features(error) }
    let database = context.graph.database
    let (vocabulary, isBinary) = (language.tokens, context.task.isBinary)
    let yesMeansOne = !isBinary || context.task.question?.yesMeansOne ?? true
    var batches = PromptBatches(
      subgraphs: subgraphs, table: context.task.entityTable,
      text: RowText(
        database.tables[context.task.entityTable], in: database.schema,
        hidden: hidden[context.task.entityTable] ?? []),
      question: try context.task.questionInWords(in: database), vocabulary: vocabulary,
      reach: prompted.neighbors, sparsity: showsRow ? 0 : 1,
      random: context.random, demonstrations: try Demonstrations(examples, of: context),
      demonstrated: { label in
        let words = vocabulary.verbalizers
        guard isBinary else { return vocabulary.number(Float(label)).dropLast() }
        return [(label > 0.5) == yesMeansOne ? words.yes[0] : words.no[0]]
      })
    if prompted.readsPast, let past {
      batches.past = PastAnswers(graph: context.graph, rule: context.rule)
      batches.pastQuestions = [past]
    }
    // Examples show answers to the question alone.
    if head == .odds, examples == 0,
      let opposite = try context.task.oppositeQuestion(in: database)
    {
      batches.opposite = opposite.text
      if batches.past != nil {
        batches.pastQuestions.append(try PastQuestion(opposite, in: database))
      }
    }
    self.init(
      batches, language: language, graph: graph, settings: prompted, head: head,
      classWeights: weights, numbers: try Self.scale(past, in: context),
      yesMeansOne: yesMeansOne, random: context.random)
  }

  /// The scale of a question for a number beside that of its labels; nil for a question of yes or no.
  private static func scale(
    _ question: PastQuestion?, in context: ModelContext
  ) throws(ModelError) -> QuestionScale? {
    guard let question, !question.isYesNo else { return nil }
    let labels: [Double]
    do { labels = try context.task.table(.train).targets } catch { throw .task(error) }
    guard let least = labels.min(), let greatest = labels.max() else { return nil }
    return QuestionScale(
      mean: question.mean, deviation: question.deviation, labels: least...greatest)
  }
}
