import ArgumentParser
import Foundation
import Inspection
import LanguageModels

struct QualityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality",
    abstract: "Measure what weights of eight bits cost a model in quality, on a text.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var choice: ModelOption

  @Option(help: "A file whose text is judged.")
  var file: String?

  @Argument(help: "The text; without it and --file, a sample that comes with the program.")
  var text: String?

  func validate() throws {
    guard file == nil || text == nil else {
      throw ValidationError("Give a text or --file, not both.")
    }
  }

  func run() throws {
    let stored = try choice.read(common)
    let judged = try file.map { try String(contentsOfFile: $0, encoding: .utf8) } ?? text
    let (rounded, loss) = stored.roundedToBytes(judgedOn: judged ?? LanguageModel.sampleText)
    try common.show(QualitySummary(stored, rounded, loss))
  }
}

/// What rounding a model's weights costs and saves.
struct QualitySummary: Summary {
  var path: String
  var tokens: Int
  /// Nats per token.
  var storedLoss: Double
  var int8Loss: Double
  /// Mean Kullback-Leibler divergence of the next token, nats.
  var divergence: Double
  var tolerated: Double
  /// The share of places where the likeliest token stays.
  var agreement: Double
  /// Bytes of weights read for each token that is written.
  var storedBytes: Int
  var int8Bytes: Int

  init(_ stored: LanguageModel, _ rounded: LanguageModel, _ loss: WeightLoss) {
    path = stored.path
    tokens = loss.tokens
    storedLoss = loss.storedLoss
    int8Loss = loss.roundedLoss
    divergence = loss.divergence
    tolerated = LanguageModel.tolerableDivergence
    agreement = loss.agreement
    storedBytes = stored.decoder.bytesPerToken
    int8Bytes = rounded.decoder.bytesPerToken
  }

  var sentence: String {
    String(
      format:
        "int8 weights: loss %.4f for %.4f nats a token, divergence %.5f, same choice at %.1f %% of %d places",
      int8Loss, storedLoss, divergence, 100 * agreement, tokens)
  }

  var text: String {
    let rows = [
      ("model", Escaping.visible(path)), ("tokens", "\(tokens)"),
      (
        "stored",
        String(format: "%.5f nats a token, %.1f MB a token", storedLoss, megabytes(storedBytes))
      ),
      (
        "int8", String(format: "%.5f nats a token, %.1f MB a token", int8Loss, megabytes(int8Bytes))
      ),
      (
        "divergence",
        String(
          format: "%.6f nats, %@ the %.2f allowed", divergence,
          divergence <= tolerated ? "within" : "above", tolerated)
      ),
      ("same choice", String(format: "%.1f %%", 100 * agreement)),
    ]
    return rows.map { name, value in
      name.padding(toLength: 12, withPad: " ", startingAt: 0) + value
    }.joined(separator: "\n")
  }

  private func megabytes(_ bytes: Int) -> Double { Double(bytes) * 1e-6 }
}
