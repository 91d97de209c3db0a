import ArgumentParser
import Foundation
import Inspection
import LanguageModels
import Randomness
import Tensors
import Text

struct LanguageModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lm",
    abstract: "Look at a language model, let it write, ask how likely it finds texts, train one.",
    subcommands: [
      ShowModelCommand.self, GenerateCommand.self, ScoreCommand.self, QualityCommand.self,
      TrainModelCommand.self,
    ])
}

/// Which model a command uses.
struct ModelOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder in Hugging Face's layout, part of the name of a language model found, or builtin."))
  var model: String = LanguageModel.builtInName

  func folder(_ common: CommonOptions) throws -> String {
    try ModelFolder.named(model, home: try? common.homeFolder())
  }

  func read(_ common: CommonOptions) throws -> LanguageModel {
    if let threads = common.threads { ComputePool.configure(threads: threads) }
    return try LanguageModel(folder: folder(common))
  }
}

/// In how many bits a command computes with a model's weights.
struct WeightOption: ParsableArguments {
  enum Choice: String, ExpressibleByArgument, CaseIterable {
    case stored, int8
  }

  @Option(
    help: ArgumentHelp(
      "The weights to compute with: stored, or int8, which is faster on one text.",
      discussion:
        "int8 is refused when it moves the next token by more than 0.01 nats; see lm quality."
    ))
  var weights: Choice = .stored

  func read(_ model: ModelOption, _ common: CommonOptions) throws -> LanguageModel {
    let stored = try model.read(common)
    guard weights == .int8 else { return stored }
    let (rounded, loss) = try stored.inBytes()
    common.progress(QualitySummary(stored, rounded, loss).sentence)
    return rounded
  }
}

struct ShowModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a model's sizes, or what keeps it from being used.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var choice: ModelOption

  func run() throws {
    try common.show(ModelSummary(try choice.read(common)))
  }
}

/// A language model's sizes.
struct ModelSummary: Summary {
  var path: String
  var parameters: Int
  var vocabulary: Int
  var width: Int
  var innerWidth: Int
  var layers: Int
  var heads: Int
  var keyHeads: Int
  var longestContext: Int
  var isHeadTied: Bool
  var beginToken: String?
  var endTokens: [String]

  init(_ model: LanguageModel) {
    let configuration = model.decoder.configuration
    path = model.path
    parameters = configuration.parameterCount
    vocabulary = configuration.vocabulary
    width = configuration.width
    innerWidth = configuration.innerWidth
    layers = configuration.layers
    heads = configuration.heads
    keyHeads = configuration.keyHeads
    longestContext = configuration.longestContext
    isHeadTied = configuration.tiesHead
    beginToken = configuration.beginID.flatMap { model.tokenizer.token($0) }
    endTokens = configuration.endIDs.compactMap { model.tokenizer.token($0) }
  }

  var text: String {
    let rows = [
      ("model", path), ("parameters", "\(parameters)"), ("vocabulary", "\(vocabulary)"),
      ("layers", "\(layers)"), ("width", "\(width), \(innerWidth) inside"),
      ("heads", "\(heads), \(keyHeads) of keys"), ("context", "\(longestContext) tokens"),
      ("head", isHeadTied ? "tied to the embedding" : "its own"),
      ("begins with", beginToken ?? "nothing"),
      ("ends with", endTokens.isEmpty ? "nothing" : endTokens.joined(separator: " ")),
    ]
    return rows.map { name, value in
      name.padding(toLength: 12, withPad: " ", startingAt: 0) + Escaping.visible(value)
    }.joined(separator: "\n")
  }
}

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Let a model continue a text.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var choice: ModelOption
  @OptionGroup var precision: WeightOption

  @Option(help: "The most tokens to write.")
  var tokens: Int = 64

  @Option(help: "0 takes the likeliest token always; higher is bolder.")
  var temperature: Double = 0

  @Option(help: "Draws from the fewest tokens that have this share together.")
  var topP: Double = 1

  @Option(help: "The seed of the draws.")
  var seed: UInt64 = 0

  @Argument(help: "The text to continue.")
  var prompt: String

  func validate() throws {
    guard tokens > 0 else { throw ValidationError("--tokens must be above 0.") }
    guard temperature >= 0, temperature.isFinite else {
      throw ValidationError("--temperature must be 0 or above.")
    }
    guard topP > 0, topP <= 1 else { throw ValidationError("--top-p must be above 0, up to 1.") }
  }

  func run() throws {
    let model = try precision.read(choice, common)
    let drawing: Choice =
      temperature == 0
      ? .greedy
      : .sampled(temperature: temperature, topP: topP, random: RandomSource(seed: seed))
    if common.json {
      let written = model.continuation(of: prompt, choosing: drawing, tokens: tokens)
      try common.show(GenerationSummary(prompt: prompt, continuation: written))
    } else {
      _ = model.continuation(of: prompt, choosing: drawing, tokens: tokens) { piece in
        Output.write(
          piece.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Escaping.visible(String($0)) }.joined(separator: "\n"))
        return true
      }
      Output.write("\n")
    }
  }
}

/// A text and how a model went on.
struct GenerationSummary: Summary {
  var prompt: String
  var continuation: String

  var text: String { Escaping.visible(continuation) }
}

struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Ask a model how likely texts are after another.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var choice: ModelOption
  @OptionGroup var precision: WeightOption

  @Argument(help: "The text that comes before.")
  var prompt: String

  @Argument(help: "Texts that may follow, for example \" Yes\" \" No\".")
  var continuations: [String]

  func run() throws {
    let model = try precision.read(choice, common)
    let scores = model.logLikelihoods(of: continuations, after: prompt)
    for (continuation, score) in zip(continuations, scores) {
      try common.show(
        ScoreSummary(prompt: prompt, continuation: continuation, logLikelihood: score))
    }
  }
}

/// How likely a text is after another.
struct ScoreSummary: Summary {
  var prompt: String
  var continuation: String
  /// The natural logarithm of the probability.
  var logLikelihood: Double

  var text: String {
    String(format: "%10.4f  ", logLikelihood) + Escaping.visible(continuation)
  }
}
