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
    lines.append(
      (["best"] + runs.map { $0.best.map { String($0) } ?? "–" }).tabbed)
    let same = settings.filter { !$0.differs }.map(\.name).joined(separator: " ")
    lines.append("same: " + Escaping.visible(same))
    return lines.joined(separator: "\n")
  }
}

extension [String] {
  fileprivate var tabbed: String { map(Escaping.visible).joined(separator: "\t") }
}
