import Inspection
import Relational

extension PredictionTask: Inspectable {
  /// What the task asks, its splits, and what trivial guesses score on validation. Test labels stay
  /// unread. What is wrong with its files stands in `problems`.
  public var summary: TaskSummary {
    var summary = TaskSummary(
      name: name, description: description, type: kind.rawValue, entityTable: entitySchema.name,
      entityColumn: entityColumn, target: targetColumn, window: window.map { "\($0)" },
      metric: metric?.rawValue ?? "", higherIsBetter: metric?.higherIsBetter ?? true, splits: [],
      baselines: [])
    do throws(TaskError) {
      let train = try table(.train)
      let val = try table(.val)
      summary.splits = [
        Self.facts(of: .train, train.seeds, train.targets),
        Self.facts(of: .val, val.seeds, val.targets),
        Self.facts(of: .test, try seeds(of: .test), nil),
      ]
      summary.problems = warnings(train: train, val: val).map(\.description)
      let fitted = Baselines(fittedOn: [train])
      let scale = Metric.deviation(of: train.targets)
      summary.baselines = try Baseline.all(for: self).map { baseline throws(TaskError) in
        let scores = try evaluate(
          fitted.predictions(baseline, for: val.seeds), on: val, scale: scale)
        return TaskSummary.Baseline(name: baseline.rawValue, metrics: ["val": scores])
      }
    } catch {
      summary.problems.append(error.description)
    }
    return summary
  }

  private static func facts(
    of split: Split, _ seeds: [Seed], _ targets: [Double]?
  ) -> TaskSummary.Split {
    let times = Set(seeds.map(\.time))
    func text(_ time: Int64?) -> String? {
      time.map { Timestamp(microseconds: $0).description }
    }
    return TaskSummary.Split(
      name: split.rawValue, rows: seeds.count, firstTime: text(times.min()),
      lastTime: text(times.max()), times: times.count, entities: Set(seeds.map(\.row)).count,
      labelMean: targets.map { $0.isEmpty ? .nan : $0.reduce(0, +) / Double($0.count) },
      labelDeviation: targets.flatMap(Metric.deviation))
  }
}

extension PredictionTask {
  /// What trivial guesses score on val and on test. This opens the test labels: it is for reports,
  /// never for choosing.
  public func baselineReport() throws(TaskError) -> [TaskSummary.Baseline] {
    let train = try table(.train)
    let val = try table(.val)
    let test = try seeds(of: .test)
    let scale = Metric.deviation(of: train.targets)
    let forVal = Baselines(fittedOn: [train])
    let forTest = Baselines(fittedOn: [train, val])
    let baselines = Baseline.all(for: self)
    let onTest = try sealedLabels().score(
      each: baselines.map { forTest.predictions($0, for: test) }
    ).each
    var report: [TaskSummary.Baseline] = []
    for (baseline, testScores) in zip(baselines, onTest) {
      let valScores = try evaluate(
        forVal.predictions(baseline, for: val.seeds), on: val, scale: scale)
      report.append(
        TaskSummary.Baseline(
          name: baseline.rawValue, metrics: ["val": valScores, "test": testScores]))
    }
    return report
  }

  /// The trivial guesses for one seed from labels that were known by its time: beside a model's own
  /// answer on the screen. None before the first of them was known.
  public func baselines(for seed: Seed) throws(TaskError) -> [PredictionSummary.Baseline] {
    let known = Baselines(
      fittedOn: [try table(.train), try table(.val)], knownAt: seed.time, window: window)
    // Before the first answer is known nobody can guess.
    guard known.count > 0 else { return [] }
    return Baseline.all(for: self).map {
      PredictionSummary.Baseline(name: $0.rawValue, value: known.prediction($0, for: seed))
    }
  }
}
