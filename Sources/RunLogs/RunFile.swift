/// A checkpoint of a run: where it lies and what it holds.
public struct RunCheckpoint: Codable, Equatable, Sendable {
  /// What a checkpoint is for.
  public enum Kind: String, Codable, Sendable {
    /// Weights of the epoch that validation chose: for prediction.
    case best
    /// Weights, optimizer and random state: for resuming to the same bits.
    case resume
  }
  public var step: Int
  public var epoch: Int
  public var kind: Kind
  public var path: String
  public var bytes: Int
  /// Seconds since 1970.
  public var time: Double

  public init(step: Int, epoch: Int, kind: Kind, path: String, bytes: Int, time: Double) {
    self.step = step
    self.epoch = epoch
    self.kind = kind
    self.path = path
    self.bytes = bytes
    self.time = time
  }
}

/// A file that a run left behind: predictions, statistics, a report.
public struct RunArtifact: Codable, Equatable, Sendable {
  public var name: String
  public var kind: String
  public var path: String
  /// Seconds since 1970.
  public var time: Double

  public init(name: String, kind: String, path: String, time: Double) {
    self.name = name
    self.kind = kind
    self.path = path
    self.time = time
  }
}

/// What a person asks of a run, perhaps from another process.
public struct RunControl: Codable, Equatable, Sendable {
  public enum Verb: String, Codable, Sendable, CaseIterable {
    case pause, resume, stop, checkpoint
  }
  public var id: Int64
  public var verb: Verb
  /// Seconds since 1970; `acknowledged` is nil until the run has taken notice.
  public var asked: Double
  public var acknowledged: Double?

  public init(id: Int64, verb: Verb, asked: Double, acknowledged: Double? = nil) {
    self.id = id
    self.verb = verb
    self.asked = asked
    self.acknowledged = acknowledged
  }
}
