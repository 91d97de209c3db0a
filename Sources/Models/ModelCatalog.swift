import EntityGraphs
import Features
import LanguageModels
import Prompts
import Randomness
import Relational
import Sampling
import Tasks
import Text

/// The models that can be trained, by name.
///
/// A new model needs its folder beside `RDL` and its line here.
public enum ModelCatalog {
  public struct Entry: Sendable {
    public let name: String
    /// What it is, in a line, for help and forms.
    public let summary: String
    let make: @Sendable (ModelContext, inout Settings) throws(ModelError) -> any RelationalModel
  }

  public static let entries = [
    Entry(
      name: "rdl", summary: "heterogeneous GraphSAGE over rows (RelBench's baseline)",
      make: RDL.make),
    Entry(
      name: "trees",
      summary: "boosted trees on an entity's row and sums over its history (a baseline)",
      make: Trees.make),
    Entry(
      name: "rel-llm", summary: "a language model that reads the graph as vectors before the text",
      make: RelLLM.make),
    Entry(
      name: "icl", summary: "a frozen language model that reads rows as JSON, after answered ones",
      make: ICL.make),
  ]

  /// All models by name: those above, which learn from a task's labels, and ``RelZero``, which learns from
  /// none and is built apart.
  public static var names: [String] { entries.map(\.name) + [RelZero.name] }

  /// Builds the model of a name from its settings, with parameters drawn from the context's seed.
  public static func make(
    _ name: String, in context: ModelContext, settings: inout Settings
  ) throws(ModelError) -> any RelationalModel {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .unknownModel(name, known: names)
    }
    return try entry.make(context, &settings)
  }
}

/// What a model may know of the data when it is built.
public struct ModelContext: Sendable {
  public let graph: EntityGraph
  public let task: PredictionTask
  public let schema: FeatureSchema
  public let encoder: any SentenceEncoder
  public let rule: TemporalRule
  public let random: RandomSource

  public init(
    graph: EntityGraph, task: PredictionTask, schema: FeatureSchema,
    encoder: any SentenceEncoder, rule: TemporalRule, random: RandomSource
  ) {
    self.graph = graph
    self.task = task
    self.schema = schema
    self.encoder = encoder
    self.rule = rule
    self.random = random
  }
}

/// Why a model cannot be built.
public enum ModelError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownModel(String, known: [String])
  case settings(SettingsError)
  case features(FeatureError)
  case language(LanguageModelError)
  /// The task's question does not fit the database.
  case prompt(PromptError)
  /// The examples that a model shows cannot be read.
  case task(TaskError)
  /// An error that no other case names.
  case unexpected(String)

  init(_ error: any Error) {
    switch error {
    case let error as ModelError: self = error
    case let error as SettingsError: self = .settings(error)
    case let error as LanguageModelError: self = .language(error)
    default: self = .unexpected("\(error)")
    }
  }

  public var description: String {
    switch self {
    case .unknownModel(let name, let known):
      "There is no model \(name). Models are: \(known.joined(separator: ", "))."
    case .settings(let error): error.description
    case .features(let error): error.description
    case .language(let error): error.description
    case .prompt(let error): error.description
    case .task(let error): error.description
    case .unexpected(let reason): reason
    }
  }
}
