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

  /// Whether the network sees the season of the question itself.
  public var seedTime = SeedTime.none

  public enum SeedTime: String, Sendable, Codable, CaseIterable {
    /// Only through the ages of rows, as in RelBench.
    case none
    /// Month, day, weekday and time of day are added to the seed's vector: what happens in a window
    /// depends on the season it falls in.
    case calendar
  }

  public enum Aggregation: String, Sendable, Codable, CaseIterable {
    case sum
    case mean
  }

  public init() {}
}
