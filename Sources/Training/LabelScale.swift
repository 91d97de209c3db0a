import Tasks

/// How labels are shifted and scaled for the network, and outputs back.
public struct LabelScale: Codable, Equatable, Sendable {
  public var center: Double
  public var unit: Double

  /// The labels as they are.
  public static let raw = LabelScale(center: 0, unit: 1)

  public init(center: Double, unit: Double) {
    self.center = center
    self.unit = unit
  }

  /// The train median and standard deviation; 1 in place of a deviation of 0.
  init(of labels: [Double]) {
    center = Evaluation.percentile(labels, 0.5)
    let deviation = Metric.deviation(of: labels) ?? 0
    unit = deviation > 0 && deviation.isFinite ? deviation : 1
  }

  func input(_ label: Double) -> Float { Float((label - center) / unit) }
  func answer(_ output: Float) -> Double { center + unit * Double(output) }
}
