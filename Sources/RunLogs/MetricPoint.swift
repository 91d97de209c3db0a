/// One measured number of a run.
public struct MetricPoint: Codable, Equatable, Sendable {
  /// Place in the log, rising over time and never used twice; 0 until the point is in the log.
  /// A follower asks for the points after the last one it has seen.
  public var id: Int64
  public var step: Int
  public var epoch: Int
  /// `train`, `val`, `test`, or what was measured instead of a split: `machine`.
  public var split: String
  /// `loss`, `roc_auc`, `mae`, `learning_rate`…
  public var name: String
  /// May be NaN or infinite: a run that diverges says so.
  public var value: Double
  /// Seconds since 1970.
  public var wallTime: Double

  public init(
    id: Int64 = 0, step: Int, epoch: Int, split: String, name: String, value: Double,
    wallTime: Double
  ) {
    self.id = id
    self.step = step
    self.epoch = epoch
    self.split = split
    self.name = name
    self.value = value
    self.wallTime = wallTime
  }
}
