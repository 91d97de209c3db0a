/// A prediction about one entity at one time, what a trivial guess would say, and which rows moved it.
public struct PredictionSummary: Summary {
  /// How the answer changes when one row (or one table, or one column) is left out of the history.
  public struct Evidence: Codable, Equatable, Sendable {
    /// Nil when a whole table or column was left out.
    public var reference: RowReference?
    public var table: String
    /// The column whose cells were left out of all rows; nil when rows were.
    public var column: String?
    public var hop: Int
    public var via: String
    /// Rows left out together.
    public var rows: Int
    /// Value with everything minus value without: positive when the rows push the value up.
    public var effect: Double
    public init(
      reference: RowReference?, table: String, column: String? = nil, hop: Int, via: String,
      rows: Int, effect: Double
    ) {
      self.reference = reference
      self.table = table
      self.column = column
      self.hop = hop
      self.via = via
      self.rows = rows
      self.effect = effect
    }
  }
  public struct Baseline: Codable, Equatable, Sendable {
    public var name: String
    public var value: Double
    public init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  public var task: String
  public var run: String
  public var model: String
  public var entity: RowReference
  public var time: String
  /// A probability for binary tasks, the target's own unit for regression.
  public var value: Double
  public var isProbability: Bool
  public var baselines: [Baseline]
  public var evidence: [Evidence]
  public var byTable: [Evidence]
  /// The columns of the tables that were seen, the entity's own among them.
  public var byColumn: [Evidence] = []
  /// Rows the model saw, and how many of them are later than the time asked for (0).
  public var rowsSeen: Int
  public var rowsAfterTime: Int
  public var newestTime: String?
  public var milliseconds: Double
  public var history: String
  /// The time after which no row was seen, where that is earlier than the time asked for: the run's test
  /// cutoff, under the policy `cut`.
  public var cutoff: String?
  /// What came of such answers on the validation rows; nil where there are too few.
  public var calibration: Calibration?
  /// Whether the question is a row of a split, and its label where that may be known.
  public var truth: Truth?
  /// The answer of a model that sees less: of the graph, hop by hop, and of the row's text, level by
  /// level of sparsity. Empty where the model has neither.
  public var byHop: [Step] = []
  public var bySparsity: [Step] = []
  /// What was asked of other values or without some rows: the changes, in words.
  public var changes: [String] = []
  /// Nil for a model that reads no prompt.
  public var prompt: PromptReading?
  /// The answer with all rows, where some were left out to see what would change.
  public var plain: Double?

  /// Validation rows whose answers were about the same, and what came of them.
  public struct Calibration: Codable, Equatable, Sendable {
    public var low: Double
    public var high: Double
    public var rows: Int
    /// The mean label: for a binary task the share of ones.
    public var mean: Double
    public init(low: Double, high: Double, rows: Int, mean: Double) {
      self.low = low
      self.high = high
      self.rows = rows
      self.mean = mean
    }
  }

  /// The answer at one level of something.
  public struct Step: Codable, Equatable, Sendable {
    /// Hops, or the share of attributes that the text leaves out.
    public var level: Double
    public var value: Double
    /// Rows the model saw.
    public var rows: Int?
    public init(level: Double, value: Double, rows: Int? = nil) {
      self.level = level
      self.value = value
      self.rows = rows
    }
  }

  public struct Truth: Codable, Equatable, Sendable {
    public var split: String
    /// Nil while it is sealed.
    public var value: Double?
    public init(split: String, value: Double?) {
      self.split = split
      self.value = value
    }
  }

  public init(
    task: String, run: String, model: String, entity: RowReference, time: String, value: Double,
    isProbability: Bool, baselines: [Baseline], evidence: [Evidence], byTable: [Evidence],
    rowsSeen: Int, rowsAfterTime: Int, newestTime: String?, milliseconds: Double, history: String
  ) {
    self.task = task
    self.run = run
    self.model = model
    self.entity = entity
    self.time = time
    self.value = value
    self.isProbability = isProbability
    self.baselines = baselines
    self.evidence = evidence
    self.byTable = byTable
    self.rowsSeen = rowsSeen
    self.rowsAfterTime = rowsAfterTime
    self.newestTime = newestTime
    self.milliseconds = milliseconds
    self.history = history
  }
}
