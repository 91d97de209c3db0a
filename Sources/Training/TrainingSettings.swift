import EntityGraphs
import Models
import Neural
import Tasks

/// How a model is trained, whatever the model.
public struct TrainingSettings: Sendable, Equatable {
  public enum Loss: String, Sendable, CaseIterable {
    /// Binary cross-entropy for binary tasks, absolute error for regression.
    case automatic = "auto"
    case focal
    case squared
  }
  public enum Rate: String, Sendable, CaseIterable {
    case constant
    /// A linear warm-up, then half a cosine down to 0 at the last planned step.
    case cosine
  }

  /// What the network learns of a regression label.
  public enum Target: String, Sendable, CaseIterable {
    /// The label itself, as RelBench does.
    case raw
    /// The label less the train median, in units of the train standard deviation: the network starts
    /// at the median instead of at 0.
    case scaled
  }

  /// Whether train and validation rows see history as stale as the test rows will.
  public enum Rehearsal: String, Sendable, CaseIterable {
    /// Every train and validation row sees all rows up to its own time, as in RelBench.
    case none
    /// They see what a test row will see under the history policy `cut`.
    case cut
  }

  /// Whether the answers of past windows are part of an entity's history.
  public enum LaggedTargets: String, Sendable, CaseIterable {
    case no
    case yes
  }

  public var epochs: Int
  public var batchSize: Int
  /// Steps of an epoch at most; a longer epoch ends there.
  public var maximumSteps: Int
  public var learningRate: Double
  /// Factor of the learning rate for a language model's own weights and adapters.
  public var languageRate: Double
  public var rate: Rate
  /// Share of the planned steps over which the rate of a cosine rises.
  public var warmup: Double
  /// Decoupled (AdamW) when above 0.
  public var weightDecay: Double
  /// Largest norm of all gradients together; 0 leaves them as they are.
  public var clip: Double
  /// Decay of the moving average of the parameters that validation and predictions use; 0: none.
  public var averaging: Double
  public var loss: Loss
  public var target: Target
  /// Regression answers stay within the train labels, less this share of them at either end.
  public var trimming: Double
  /// Epochs without a better validation metric after which the run ends; 0 goes on to the last.
  public var patience: Int
  public var history: HistoryPolicy
  public var rehearsal: Rehearsal
  public var laggedTargets: LaggedTargets

  /// - Parameter settings: what a person set; see `relzero train --help`.
  public init(_ settings: inout Settings) throws(SettingsError) {
    epochs = try settings.integer("epochs", 10, in: 1...10_000)
    batchSize = try settings.integer("batch_size", 128, relbench: 512, in: 1...65_536)
    maximumSteps = try settings.integer("max_steps_per_epoch", 2_000, in: 1...1_000_000)
    learningRate = try settings.number("learning_rate", 0.001, relbench: 0.005, in: 0...10)
    languageRate = try settings.number("language_rate", 0.3, in: 0...10)
    rate = try settings.choice("schedule", .constant)
    warmup = try settings.number("warmup", 0, in: 0...0.9)
    weightDecay = try settings.number("weight_decay", 0, in: 0...10)
    clip = try settings.number("clip", 0, in: 0...1e6)
    averaging = try settings.number("averaging", 0.98, relbench: 0, in: 0...0.9999)
    loss = try settings.choice("loss", .automatic)
    target = try settings.choice("target", .scaled, relbench: .raw)
    trimming = try settings.number("trimming", 0, relbench: 0.02, in: 0...0.49)
    patience = try settings.integer("patience", 0, in: 0...10_000)
    history = try settings.choice("history", .cut)
    let isCut = history == .cut
    rehearsal = try settings.choice("rehearsal", isCut ? .cut : .none, relbench: Rehearsal.none)
    laggedTargets = try settings.choice("lagged_targets", isCut ? .yes : .no, relbench: .no)
    guard isCut || rehearsal == .none else {
      throw .notOneOf("rehearsal", rehearsal.rawValue, ["none (as history is as-of)"])
    }
  }
}

extension TrainingSettings {
  /// Steps of an epoch over so many rows.
  func steps(rows: Int) -> Int {
    min(maximumSteps, (rows + batchSize - 1) / batchSize)
  }

  /// What is made small for a task.
  func objective(for task: PredictionTask) -> Objective {
    switch (loss, task.isBinary) {
    case (.automatic, true): .binaryCrossEntropy()
    case (.automatic, false): .l1
    case (.focal, true): .focal()
    case (.focal, false): .l1
    case (.squared, _): .meanSquared
    }
  }
}
