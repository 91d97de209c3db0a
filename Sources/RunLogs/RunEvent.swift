/// Something that happened to a run, in words.
public struct RunEvent: Codable, Equatable, Sendable {
  /// Place in the log, rising; 0 until the event is in the log.
  public var id: Int64
  /// Seconds since 1970.
  public var time: Double
  /// `status`, `checkpoint`, `best`, `warning`, `error`, `note`…
  public var kind: String
  public var message: String

  public init(id: Int64 = 0, time: Double, kind: String, message: String) {
    self.id = id
    self.time = time
    self.kind = kind
    self.message = message
  }
}
