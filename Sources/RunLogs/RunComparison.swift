import Inspection

/// Runs side by side: which settings differ, what is the same, and their metrics at equal steps.
public struct RunComparison: Summary {
  public struct Setting: Codable, Equatable, Sendable {
    public var name: String
    /// A value per run, in the order of `runs`; nil where the run has no such setting.
    public var values: [String?]
    public init(name: String, values: [String?]) {
      self.name = name
      self.values = values
    }
    public var differs: Bool { Set(values).count > 1 }
  }

  public struct Measure: Codable, Equatable, Sendable {
    public var split: String
    public var name: String
    /// The last step that every run has reached with this metric.
    public var step: Int
    /// Each run's newest value up to that step.
    public var values: [Double]
    public init(split: String, name: String, step: Int, values: [Double]) {
      self.split = split
      self.name = name
      self.step = step
      self.values = values
    }
  }

  public var runs: [RunSummary]
  public var settings: [Setting]
  public var measures: [Measure]

  public init(runs: [RunSummary], settings: [Setting], measures: [Measure]) {
    self.runs = runs
    self.settings = settings
    self.measures = measures
  }

  public var text: String {
    var lines = ["\t" + runs.map(\.id.description).joined(separator: "\t")]
    for setting in settings where setting.differs {
      lines.append(([setting.name + " ≠"] + setting.values.map { $0 ?? "–" }).tabbed)
    }
    for measure in measures {
      lines.append(
        (["\(measure.split) \(measure.name) @ \(measure.step)"]
          + measure.values.map { String($0) }).tabbed)
    }
    lines.append((["best"] + runs.map(Self.best)).tabbed)
    // What was reached in the end: by models without steps, or on other tasks, there is nothing else.
    let scores = Set(
      runs.flatMap { run in
        run.results.flatMap { split, metrics in metrics.keys.map { [split, $0] } }
      }
    ).sorted { $0.joined(separator: " ") < $1.joined(separator: " ") }
    for score in scores {
      let values = runs.map { $0.results[score[0]]?[score[1]].map { String($0) } ?? "–" }
      lines.append(([score.joined(separator: " ")] + values).tabbed)
    }
    let same = settings.filter { !$0.differs }.map(\.name).joined(separator: " ")
    lines.append("same: " + Escaping.visible(same))
    return lines.joined(separator: "\n")
  }

  private static func best(_ run: RunSummary) -> String {
    run.best.map { "\(run.metricSplit) \(run.metric) \($0)" } ?? "–"
  }
}

extension [String] {
  fileprivate var tabbed: String { map(Escaping.visible).joined(separator: "\t") }
}
