import Inspection

/// What a run says while it goes, one line of JSON each.
public enum TrainingReport: Sendable {
  case epoch(EpochReport)
  case finished(FinishedReport)
}

/// An epoch is over.
public struct EpochReport: Summary {
  public var event = "epoch"
  public var run: String
  public var epoch: Int
  public var step: Int
  public var seconds: Double
  /// The mean over the epoch's rows; nil where nothing is learned step by step.
  public var trainLoss: Double?
  public var val: [String: Double]
  /// Whether this is the epoch that validation would choose so far.
  public var best: Bool

  enum CodingKeys: String, CodingKey {
    case event, run, epoch, step, seconds, val, best
    case trainLoss = "train_loss"
  }

  public var text: String {
    "\(run)  epoch \(epoch)  step \(step)"
      + (trainLoss.map { "  loss \($0.scoreText)" } ?? "") + "  val \(val.scoreLine)"
      + (best ? "  ← best" : "")
  }
}

/// A run is over.
public struct FinishedReport: Summary {
  public var event = "finished"
  public var run: String
  public var model: String
  public var task: String
  public var seed: UInt64
  /// cut or as-of: which rows a test seed was allowed to see.
  public var history: String
  public var status: String
  public var seconds: Double
  public var bestEpoch: Int
  /// Split to metric name to value, at the checkpoint that validation chose.
  public var metrics: [String: [String: Double]]
  /// The same for the trivial guesses, by name.
  public var baselines: [String: [String: [String: Double]]]
  /// The most memory that the process has used, in MiB; nil where the system does not say.
  public var peakMemory: Double?
  /// Hash of the chosen parameters: equal runs, equal hash.
  public var parameters: String

  enum CodingKeys: String, CodingKey {
    case event, run, model, task, seed, history, status, seconds, metrics, baselines, parameters
    case bestEpoch = "best_epoch"
    case peakMemory = "peak_memory_mib"
  }

  public var text: String {
    var lines = [
      "\(run)  \(status)  \(model)  \(task)  seed \(seed)  history \(history)  "
        + "best epoch \(bestEpoch)  \(seconds.scoreText) s"
        + (peakMemory.map { "  peak memory \(Int($0)) MiB" } ?? "")
    ]
    for split in ["val", "test"] {
      guard let scores = metrics[split] else { continue }
      lines.append("  \(split)  \(scores.scoreLine)")
      for (name, all) in baselines.sorted(by: { $0.key < $1.key }) {
        guard let guess = all[split] else { continue }
        lines.append("    \(name)  \(guess.scoreLine)")
      }
    }
    return lines.joined(separator: "\n")
  }
}
