import Relational

/// A guess that needs no model. A model should be better than the best of them.
public enum Baseline: String, CaseIterable, Codable, Sendable {
  case globalZero = "global zero"
  case globalMean = "global mean"
  case globalMedian = "global median"
  /// The more frequent class; 0 when both are as frequent.
  case majority
  /// Mean of the entity's own past labels; 0 for an entity never seen, as RelBench has it.
  case entityMean = "entity mean"
  case entityMedian = "entity median"
  /// The same, with the mean of all labels for an entity never seen.
  case entityMeanElseGlobal = "entity mean, new entity: global mean"

  /// The guesses that make sense for a task. In an autocomplete task every row is its own entity and
  /// has no past labels.
  public static func all(for task: PredictionTask) -> [Baseline] {
    switch (task.kind, task.isAutocomplete) {
    case (.regression, true): [.globalZero, .globalMean, .globalMedian]
    case (.regression, false):
      [
        .globalZero, .globalMean, .globalMedian, .entityMean, .entityMedian, .entityMeanElseGlobal,
      ]
    case (.binaryClassification, true): [.majority, .globalMean]
    case (.binaryClassification, false):
      [.majority, .globalMean, .entityMean, .entityMeanElseGlobal]
    default: []
    }
  }
}

/// The trivial guesses, fitted on past labels: RelBench fits on train for val, and on train and val
/// for test.
///
/// - Source: RelBench `examples/baseline_entity.py`; entity mean for binary tasks, and the global mean
///   for new entities, as `data/README.md` of the shared test databases.
public struct Baselines: Sendable {
  /// Mean of all labels, their median and their most frequent value; 0 where there are none.
  public let mean: Double
  public let median: Double
  public let majority: Double
  /// Labels that were known.
  public let count: Int
  private let entities: [Int32: (mean: Double, median: Double)]

  /// - Parameters:
  ///   - tables: labels to fit on.
  ///   - time: only labels whose window has closed by then are known (microseconds since 1970);
  ///     nil takes all.
  ///   - window: the label window, 0 for autocomplete tasks.
  public init(fittedOn tables: [TaskTable], knownAt time: Int64? = nil, window: TimeSpan? = nil) {
    let reach = window?.microseconds ?? 0
    var all: [Double] = []
    var ofEntity: [Int32: [Double]] = [:]
    for table in tables {
      for (seed, target) in zip(table.seeds, table.targets) {
        if let time, seed.time > time - reach { continue }
        all.append(target)
        ofEntity[seed.row, default: []].append(target)
      }
    }
    count = all.count
    mean = Self.mean(of: all)
    median = Self.median(of: all)
    majority = Self.majority(of: all)
    entities = ofEntity.mapValues { (Self.mean(of: $0), Self.median(of: $0)) }
  }

  /// The guess for one seed. Its time does not matter: choose that with `knownAt`.
  public func prediction(_ baseline: Baseline, for seed: Seed) -> Double {
    switch baseline {
    case .globalZero: 0
    case .globalMean: mean
    case .globalMedian: median
    case .majority: majority
    case .entityMean: entities[seed.row]?.mean ?? 0
    case .entityMedian: entities[seed.row]?.median ?? 0
    case .entityMeanElseGlobal: entities[seed.row]?.mean ?? mean
    }
  }

  public func predictions(_ baseline: Baseline, for seeds: [Seed]) -> [Double] {
    seeds.map { prediction(baseline, for: $0) }
  }

  private static func mean(of values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  private static func median(of values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The smallest of the most frequent values.
  private static func majority(of values: [Double]) -> Double {
    var counts: [Double: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
  }
}
