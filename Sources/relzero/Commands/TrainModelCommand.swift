import ArgumentParser
import Foundation
import Inspection
import LanguageModels
import LanguageTraining
import Synchronization
import Tensors

/// Trains a small language model from nothing. Without options it makes the built-in model again, to
/// the same bits on the same kind of processor.
struct TrainModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a small language model on texts of invented databases.",
    discussion: """
      Writes config.json, tokenizer.json, model.safetensors and recipe.json. With its default recipe \
      that is the built-in model. Stopped, it goes on where it was when called again with the same \
      folder.
      """)

  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
  var out = "language-model"

  @Option(help: "Steps to learn; the recipe's unless given.")
  var steps: Int?

  @Option(help: "The seed of the texts and of the first weights.")
  var seed: UInt64?

  func validate() throws {
    if let steps, steps < 1 { throw ValidationError("--steps must be at least 1.") }
  }

  func run() throws {
    if let threads = common.threads { ComputePool.configure(threads: threads) }
    var recipe = LanguageRecipe()
    recipe.steps = steps ?? recipe.steps
    recipe.seed = seed ?? recipe.seed
    recipe.warmup = min(recipe.warmup, recipe.steps / 10 + 1)
    common.progress("learning the vocabulary")
    let trainer = try LanguageTrainer(recipe, folder: out)
    let watch = StopFlag()
    let interrupts = InterruptWatch { watch.stop() }
    defer { interrupts.end() }
    let start = Date()
    var tokens = 0
    try trainer.run(isStopped: { watch.isStopped }) { progress in
      tokens += progress.tokens
      guard progress.step.isMultiple(of: 20) || progress.step == recipe.steps else { return }
      let line = StepSummary(
        progress, of: recipe.steps, tokensPerSecond: Double(tokens) / -start.timeIntervalSinceNow)
      if common.json { try? common.show(line) } else { common.progress(line.text) }
    }
    guard trainer.step == recipe.steps else { throw Interrupted() }
    common.progress("reading databases of other fields")
    let report = trainer.heldOut(databases: Self.heldOutDatabases, comparing: true)
    try trainer.writeModel(report)
    try common.show(TrainedSummary(folder: out, heldOut: report))
  }

  private static let heldOutDatabases = 96
}

/// A flag that the thread of signals raises.
private final class StopFlag: Sendable {
  private let raised = Atomic(false)
  var isStopped: Bool { raised.load(ordering: .relaxed) }
  func stop() { raised.store(true, ordering: .relaxed) }
}

/// A step of training a language model.
struct StepSummary: Summary {
  var event = "step"
  var step: Int
  var steps: Int
  var textLoss: Double
  var answerLoss: Double
  var tokensPerSecond: Double

  init(_ progress: LanguageTrainer.Progress, of steps: Int, tokensPerSecond: Double) {
    step = progress.step
    self.steps = steps
    textLoss = Double(progress.plainLoss)
    answerLoss = Double(progress.answerLoss)
    self.tokensPerSecond = tokensPerSecond
  }

  var text: String {
    String(
      format: "step %d of %d  text %.3f  answers %.3f  %.0f tokens/s", step, steps, textLoss,
      answerLoss, tokensPerSecond)
  }
}

/// A trained language model and how well it reads fields that it never saw.
struct TrainedSummary: Summary {
  var event = "finished"
  var folder: String
  var heldOut: HeldOutReport

  var text: String {
    let kinds = heldOut.rightByKind.sorted { $0.key < $1.key }
      .map { String(format: "%@ %.1f %%", $0.key, $0.value * 100) }
    return [
      "model        \(folder)",
      String(
        format: "held out     %.3f nats per token; by frequency %.3f, by pairs %.3f", heldOut.loss,
        heldOut.unigramLoss, heldOut.bigramLoss),
      String(
        format: "visible      %.1f %% of %d questions right", heldOut.visibleAccuracy * 100,
        heldOut.visibleQuestions),
      "answers      " + kinds.joined(separator: ", "),
    ].map { Escaping.visible($0) }.joined(separator: "\n")
  }
}
