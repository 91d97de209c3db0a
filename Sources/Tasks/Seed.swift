/// One question: an entity at a time. A prediction is keyed by it, never by the order of rows.
public struct Seed: Hashable, Sendable {
  /// Row of the entity in the task's entity table.
  public var row: Int32
  /// Microseconds since 1970: history is what happened up to it, labels come from after it.
  public var time: Int64
  /// Where the history that is known ends, if before ``time``: how a question is asked with stale
  /// history. It only takes away; what the rule of time forbids stays forbidden.
  public var horizon = Int64.max

  public init(row: Int32, time: Int64, horizon: Int64 = .max) {
    self.row = row
    self.time = time
    self.horizon = horizon
  }

  /// The latest time that the seed itself allows, before any rule.
  public var latest: Int64 { min(time, horizon) }
}

/// The seeds of one split with their labels.
public struct TaskTable: Sendable, Equatable {
  public let split: Split
  public let seeds: [Seed]
  /// A label per seed, as the CSV has it: 0 or 1 for binary tasks, the target's unit for regression.
  public let targets: [Double]

  public init(split: Split, seeds: [Seed], targets: [Double]) {
    precondition(
      seeds.count == targets.count, "TaskTable: \(seeds.count) seeds, \(targets.count) labels")
    self.split = split
    self.seeds = seeds
    self.targets = targets
  }

  public var count: Int { seeds.count }

  /// The labels as tensors take them, rounded to single precision.
  public var labels: [Float] { targets.map(Float.init) }
}
