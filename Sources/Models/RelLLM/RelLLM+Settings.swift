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
    do {
      graph = try RDLConfiguration(&settings)
      prompted = try PromptedConfiguration(&settings)
      head = try settings.choice("head", context.task.isBinary ? .odds : .mlp)
      let isFit = context.task.isBinary ? head != .text : head == .mlp || head == .text
      guard isFit else {
        throw SettingsError.notOneOf(
          "head", head.rawValue,
          context.task.isBinary ? ["odds", "tokens", "mlp"] : ["mlp", "text"])
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
    if prompted.readsPast,
      let question = try PastQuestion(
        context.task, about: SelfSupervision(context.graph), random: context.random)
    {
      batches.past = PastAnswers(graph: context.graph, rule: context.rule)
      batches.pastQuestions = [question]
    }
    self.init(
      batches, language: language, graph: graph, settings: prompted, head: head,
      classWeights: weights, yesMeansOne: yesMeansOne, random: context.random)
  }
}
