import RunLogs

/// The measured numbers of one run, by what was measured, extended as the log grows.
public struct RunCurves: Equatable, Sendable {
  public struct Name: Hashable, Sendable, Comparable {
    public var split: String
    public var metric: String
    public init(split: String, metric: String) {
      self.split = split
      self.metric = metric
    }
    public var label: String { "\(split)/\(metric)" }
    public static func < (a: Name, b: Name) -> Bool { a.label < b.label }
  }

  public private(set) var curves: [Name: [MetricPoint]] = [:]
  public private(set) var events: [RunEvent] = []
  public private(set) var lastPoint: Int64 = 0
  public private(set) var lastEvent: Int64 = 0
  /// As in ``RunSummary/revision``: when it rises, points were taken back.
  public var revision: Int

  public init(revision: Int = 0) { self.revision = revision }

  mutating func extend(_ progress: RunProgress) {
    for point in progress.points where point.id > lastPoint {
      curves[Name(split: point.split, metric: point.name), default: []].append(point)
      lastPoint = point.id
    }
    for event in progress.events where event.id > lastEvent {
      events.append(event)
      lastEvent = event.id
    }
  }

  /// Points of a curve as x and y; smoothed before anything is left out.
  func points(_ name: Name, by axis: Axis, smoothing: Double) -> [(x: Double, y: Double)] {
    guard let points = curves[name] else { return [] }
    let origin = points.first?.wallTime ?? 0
    var mean: Double?
    return points.map { point in
      let x: Double =
        switch axis {
        case .step: Double(point.step)
        case .epoch: Double(point.epoch)
        case .time: point.wallTime - origin
        }
      guard smoothing > 0, point.value.isFinite else { return (x, point.value) }
      let next = mean.map { smoothing * $0 + (1 - smoothing) * point.value } ?? point.value
      mean = next
      return (x, next)
    }
  }

  /// What is drawn first: the choosing metric, the train loss, then the rest by name.
  func names(metric: String, split: String) -> [Name] {
    let first = [Name(split: split, metric: metric), Name(split: "train", metric: "loss")]
    let rest = curves.keys.filter { !first.contains($0) && curves[$0, default: []].count > 1 }
    return first + rest.sorted()
  }
}

/// What the x axis of a curve counts.
public enum Axis: String, CaseIterable, Codable, Sendable {
  case step, epoch, time

  var next: Axis {
    switch self {
    case .step: .epoch
    case .epoch: .time
    case .time: .step
    }
  }
}
