/// What a run is, written once when it is created: enough to trace every number of it to data,
/// configuration, seed and code.
public struct RunDescription: Codable, Equatable, Sendable {
  public var model: String
  public var task: String
  /// The database's name, its path, and the hash of its contents.
  public var database: String
  public var databasePath: String
  public var fingerprint: String
  public var seed: UInt64
  /// History policy: `cut` or `as-of`.
  public var history: String
  /// Every setting by name, as text.
  public var configuration: [String: String]
  public var codeVersion: String
  public var threads: Int
  /// The metric of split `metricSplit` that chooses the checkpoint: `roc_auc` of `val`.
  public var metric: String
  public var metricSplit: String
  public var higherIsBetter: Bool
  /// What a trivial guess scores in `metric` on `metricSplit`, by name of the baseline.
  public var baselines: [String: Double]
  /// Steps and epochs the run means to make; nil when not known.
  public var plannedSteps: Int?
  public var plannedEpochs: Int?

  public init(
    model: String, task: String, database: String, databasePath: String, fingerprint: String,
    seed: UInt64, history: String, configuration: [String: String] = [:],
    codeVersion: String = "", threads: Int = 1, metric: String, metricSplit: String = "val",
    higherIsBetter: Bool, baselines: [String: Double] = [:], plannedSteps: Int? = nil,
    plannedEpochs: Int? = nil
  ) {
    self.model = model
    self.task = task
    self.database = database
    self.databasePath = databasePath
    self.fingerprint = fingerprint
    self.seed = seed
    self.history = history
    self.configuration = configuration
    self.codeVersion = codeVersion
    self.threads = threads
    self.metric = metric
    self.metricSplit = metricSplit
    self.higherIsBetter = higherIsBetter
    self.baselines = baselines
    self.plannedSteps = plannedSteps
    self.plannedEpochs = plannedEpochs
  }
}
