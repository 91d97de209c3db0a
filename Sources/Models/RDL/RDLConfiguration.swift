import Sampling

/// The shape of an ``RDL`` network.
public struct RDLConfiguration: Sendable, Equatable, Codable {
  /// Width of every hidden vector.
  public var channels = 128
  /// Residual blocks of each table's encoder.
  public var blocks = 4
  /// Dropout inside those blocks.
  public var dropout: Float = 0.2
  /// Neighbors per edge type at each hop; as many hops as the network has layers.
  public var fanout = [128, 64]
  public var strategy = SamplingStrategy.uniform
  public var aggregation = Aggregation.sum

  public enum Aggregation: String, Sendable, Codable, CaseIterable {
    case sum
    case mean
  }

  public init() {}
}
