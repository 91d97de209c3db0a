import Inspection

/// A run as the list of runs shows it.
@dynamicMemberLookup
public struct RunSummary: Summary, Identifiable {
  public var id: RunID
  /// What the run is; its fields can be read off the summary itself: `summary.model`.
  public var setup: RunDescription
  public var status: RunStatus
  /// Why it failed or was interrupted; empty otherwise.
  public var message: String

  /// Seconds since 1970; nil before it started, while it lasts.
  public var created: Double
  public var started: Double?
  public var ended: Double?
  /// Seconds it has been running, pauses left out.
  public var seconds: Double

  /// The last step and epoch that the log has seen.
  public var step: Int
  public var epoch: Int
  /// The choosing metric: last value, best value and where it was reached.
  public var last: Double?
  public var best: Double?
  public var bestStep: Int?
  public var bestEpoch: Int?
  /// The choosing metric over time in at most 24 values, oldest first: a sparkline.
  public var curve: [Double]
  /// Final metrics at the chosen checkpoint: split to metric name to value.
  public var results: [String: [String: Double]]

  /// What a person calls it; empty where nobody named it.
  public var name = ""
  public var tags: [String]
  public var note: String
  public var isTrashed: Bool
  /// Rises whenever points were taken back (a resume from a checkpoint): a follower reads anew.
  public var revision: Int
  /// The owning process, and when it was last heard of (seconds since 1970).
  public var process: Int?
  public var seen: Double?

  public init(
    id: RunID, setup: RunDescription, status: RunStatus, message: String = "",
    created: Double, started: Double? = nil, ended: Double? = nil, seconds: Double = 0,
    step: Int = 0, epoch: Int = 0, last: Double? = nil, best: Double? = nil, bestStep: Int? = nil,
    bestEpoch: Int? = nil, curve: [Double] = [], results: [String: [String: Double]] = [:],
    tags: [String] = [], note: String = "", isTrashed: Bool = false, revision: Int = 0,
    process: Int? = nil, seen: Double? = nil
  ) {
    self.id = id
    self.setup = setup
    self.status = status
    self.message = message
    self.created = created
    self.started = started
    self.ended = ended
    self.seconds = seconds
    self.step = step
    self.epoch = epoch
    self.last = last
    self.best = best
    self.bestStep = bestStep
    self.bestEpoch = bestEpoch
    self.curve = curve
    self.results = results
    self.tags = tags
    self.note = note
    self.isTrashed = isTrashed
    self.revision = revision
    self.process = process
    self.seen = seen
  }

  public subscript<Value>(dynamicMember path: KeyPath<RunDescription, Value>) -> Value {
    setup[keyPath: path]
  }

  /// One line: the metric by which it was chosen, and that of the test. ``scores`` says all.
  public var text: String {
    var line =
      "\(id)\(name.isEmpty ? "" : " “\(name)”")  \(status.rawValue)  \(setup.model)  \(setup.task)"
    line += "  seed \(setup.seed)  step \(step)"
    if let best, let bestStep {
      line += "  best \(setup.metricSplit) \(setup.metric) \(best.scoreText) @ \(bestStep)"
    }
    if let tested = results["test"]?[setup.metric] {
      line += "  test \(setup.metric) \(tested.scoreText)"
    }
    if !tags.isEmpty { line += "  [\(tags.joined(separator: ", "))]" }
    if !note.isEmpty { line += "  \(note)" }
    if !message.isEmpty { line += "  (\(message))" }
    return Escaping.visible(line)
  }

  /// Every score, a split per line.
  public var scores: [String] {
    results.sorted { $0.key < $1.key }.map { "\($0.key)  \($0.value.scoreLine)" }
  }
}
