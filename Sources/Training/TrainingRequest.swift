/// What a person asks to be trained.
public struct TrainingRequest: Codable, Equatable, Sendable {
  public var task: String
  public var model: String
  public var seed: UInt64
  /// Settings as typed; what is not given has its default.
  public var settings: [String: String]

  public init(
    task: String, model: String = "rdl", seed: UInt64 = 0, settings: [String: String] = [:]
  ) {
    self.task = task
    self.model = model
    self.seed = seed
    self.settings = settings
  }
}

/// The version of the program, kept with every run.
public enum CodeVersion {
  public static let current = "0.1.0"
}
