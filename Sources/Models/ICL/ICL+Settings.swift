import EntityGraphs
import LanguageModels
import Neural
import Prompts
import Sampling
import Tasks

extension ICL {
  static func make(_ context: ModelContext, _ settings: inout Settings) throws(ModelError)
    -> any RelationalModel
  {
    try ICL(context, &settings)
  }

  init(_ context: ModelContext, _ settings: inout Settings) throws(ModelError) {
    let task = context.task
    let head: HeadKind
    let examples: Int
    let limit: Int
    let fanout: [Int]
    let language: PromptLanguage
    do {
      head = try settings.choice("head", task.isBinary ? .odds : .mlp)
      guard task.isBinary || head == .mlp else {
        throw SettingsError.notOneOf("head", head.rawValue, [HeadKind.mlp.rawValue])
      }
      examples = try settings.integer("examples", 4, in: 0...64)
      limit = try settings.integer("context_tokens", 512, in: 1...131_072)
      fanout = try settings.integers("fanout", [8, 4], count: 1...4, in: 1...1000)
      language = try PromptLanguage(settings: &settings)
    } catch {
      throw ModelError(error)
    }
    let yesMeansOne = task.question?.yesMeansOne ?? true
    let isBinary = task.isBinary
    self.init(
      ExamplePrompts(
        sampler: NeighborSampler(
          context.graph, rule: context.rule, fanout: Fanout(fanout), strategy: .last,
          random: context.random),
        table: task.entityTable,
        text: RecordText(context.graph, hidden: context.hiddenColumns),
        question: try task.questionInWords(in: context.graph.database),
        demonstrations: try Demonstrations(examples, of: context),
        answer: { label in
          isBinary
            ? (label > 0.5) == yesMeansOne ? "Yes" : "No" : ValueText.number(label) ?? "0"
        }, vocabulary: language.tokens, limit: limit),
      decoder: language.model.decoder, head: head, yesMeansOne: yesMeansOne,
      in: ParameterStore(random: context.random))
  }
}
