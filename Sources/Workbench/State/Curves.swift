import RunLogs
import TerminalUI

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
  /// Spans of each curve, raw and smoothed, from which it is drawn at any length.
  private(set) var raw: [Name: Pyramid] = [:]
  private(set) var smoothed: [Name: Pyramid] = [:]
  /// Factor of the exponential mean, 0 for none, and where each mean stands.
  private(set) var smoothing: Double
  private var means: [Name: Double] = [:]

  /// Makes epochs of steps, so that the axis of epochs has no jumps; nil takes what the log says.
  private let stepsPerEpoch: Double?

  public init(revision: Int = 0, smoothing: Double = 0, stepsPerEpoch: Double? = nil) {
    self.stepsPerEpoch = stepsPerEpoch
    self.revision = revision
    self.smoothing = smoothing
  }

  mutating func extend(_ progress: RunProgress) {
    for point in progress.points where point.id > lastPoint {
      let name = Name(split: point.split, metric: point.name)
      curves[name, default: []].append(point)
      raw[name, default: Pyramid()].append(point.value)
      if smoothing > 0 { smooth(point.value, name) }
      lastPoint = point.id
    }
    for event in progress.events where event.id > lastEvent {
      events.append(event)
      lastEvent = event.id
    }
  }

  /// Smooths every curve anew, over all of its points: the answer is the same at any zoom.
  mutating func smooth(by factor: Double) {
    guard factor != smoothing else { return }
    smoothing = factor
    smoothed = [:]
    means = [:]
    guard factor > 0 else { return }
    for (name, points) in curves {
      for point in points { smooth(point.value, name) }
    }
  }

  /// mean ← f·mean + (1 − f)·value; what is no number leaves the mean as it is.
  private mutating func smooth(_ value: Double, _ name: Name) {
    guard value.isFinite else {
      smoothed[name, default: Pyramid()].append(value)
      return
    }
    let next = means[name].map { smoothing * $0 + (1 - smoothing) * value } ?? value
    means[name] = next
    smoothed[name, default: Pyramid()].append(next)
  }

  /// Where a point lies on an axis.
  func x(of point: MetricPoint, by axis: Axis) -> Double {
    switch axis {
    case .step: Double(point.step)
    case .epoch: stepsPerEpoch.map { Double(point.step) / $0 } ?? Double(point.epoch)
    case .wall: point.wallTime
    case .relative: activeSeconds(at: point.wallTime)
    }
  }

  /// Seconds of training up to a moment: pauses and times of standing still are cut out.
  func activeSeconds(at time: Double) -> Double {
    var running: Double?
    var sum = 0.0
    for event in events where event.kind == "status" && event.time <= time {
      if event.message.hasPrefix("running") {
        running = running ?? event.time
      } else if let start = running {
        sum += event.time - start
        running = nil
      }
    }
    if let running { return sum + time - running }
    guard sum == 0 else { return sum }
    // A log without such events: from the first point on.
    let first = curves.values.compactMap(\.first?.wallTime).min() ?? time
    return max(0, time - first)
  }

  /// The part of a curve within a range of x, one point more at each end so that lines go on.
  func part(of name: Name, by axis: Axis, in range: ClosedRange<Double>?) -> Range<Int> {
    guard let points = curves[name] else { return 0..<0 }
    guard let range else { return points.indices }
    let start = firstIndex(in: points) { x(of: $0, by: axis) >= range.lowerBound }
    let end = firstIndex(in: points) { x(of: $0, by: axis) > range.upperBound }
    return max(0, start - 1)..<min(points.count, end + 1)
  }

  private func firstIndex(
    in points: [MetricPoint], where isFound: (MetricPoint) -> Bool
  ) -> Int {
    var low = 0
    var high = points.count
    while low < high {
      let middle = (low + high) / 2
      if isFound(points[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// What is drawn of a curve: at most `limit` items, whatever its length.
  func items(
    _ name: Name, by axis: Axis, in range: ClosedRange<Double>?, isSmoothed: Bool, limit: Int
  ) -> [Plot.Item] {
    guard let points = curves[name],
      let pyramid = isSmoothed && smoothing > 0 ? smoothed[name] : raw[name]
    else { return [] }
    let found = pyramid.spans(of: part(of: name, by: axis, in: range), atMost: limit)
    return found.spans.enumerated().map { place, span in
      let first = found.start + place * found.length
      let middle = min(first + found.length / 2, points.count - 1)
      return Plot.Item(
        x: x(of: points[middle], by: axis), low: span.isEmpty ? .nan : span.low,
        high: span.isEmpty ? .nan : span.high, isBroken: span.broken > 0,
        isSpan: found.length > 1)
    }
  }

  /// Points that a logarithmic axis cannot show.
  func nonPositive(_ name: Name, by axis: Axis, in range: ClosedRange<Double>?) -> Int {
    guard let pyramid = raw[name] else { return 0 }
    return pyramid.spans(of: part(of: name, by: axis, in: range), atMost: 64).spans
      .reduce(0) { $0 + Int($1.nonPositive) }
  }

  /// The last point at or before an x.
  func value(
    _ name: Name, at x: Double, by axis: Axis
  ) -> (point: MetricPoint, smoothed: Double)? {
    guard let points = curves[name] else { return nil }
    let place = firstIndex(in: points) { self.x(of: $0, by: axis) > x } - 1
    guard place >= 0 else { return nil }
    let mean = smoothed[name]?.spans(of: place..<(place + 1), atMost: 1).spans.first?.low
    return (points[place], mean ?? points[place].value)
  }

  /// The x of the point a number of points away from the one at or before an x.
  func x(_ name: Name, from x: Double, by count: Int, axis: Axis) -> Double? {
    guard let points = curves[name], !points.isEmpty else { return nil }
    let here = firstIndex(in: points) { self.x(of: $0, by: axis) > x } - 1
    let there = min(max(0, here + count), points.count - 1)
    return self.x(of: points[there], by: axis)
  }

  /// From the first to the last x of a curve.
  func span(_ name: Name, by axis: Axis) -> ClosedRange<Double>? {
    guard let first = curves[name]?.first, let last = curves[name]?.last else { return nil }
    let low = x(of: first, by: axis)
    let high = x(of: last, by: axis)
    return low.isFinite && high.isFinite ? min(low, high)...max(low, high) : nil
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
  case step, epoch
  /// Seconds of training, without pauses.
  case relative
  /// The time of day.
  case wall

  var next: Axis {
    let all = Axis.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}
