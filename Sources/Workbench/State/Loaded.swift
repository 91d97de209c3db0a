/// A value that a service is asked for: what is known now, and whether more is on its way.
public struct Loaded<Value: Equatable & Sendable>: Equatable, Sendable {
  public private(set) var value: Value?
  public private(set) var failure: String?
  /// The number of the request under way; nil while nothing is asked.
  public private(set) var pending: Int?
  /// How much of the answer under way is there, where that is known.
  public private(set) var share: Double?

  public init(_ value: Value? = nil) { self.value = value }

  public var isWaiting: Bool { pending != nil }

  /// A request was sent. The old value, or why there is none, stays on screen until it is answered.
  mutating func ask(_ generation: Int) {
    pending = generation
    share = nil
  }

  /// Hears how far the answer is.
  mutating func note(_ share: Double, generation: Int) {
    if generation == pending { self.share = share }
  }

  /// Takes a reply, if it answers the newest request. Returns whether it did.
  mutating func take(_ result: Result<Value, Failure>, generation: Int) -> Bool {
    guard generation == pending else { return false }
    pending = nil
    share = nil
    switch result {
    case .success(let value):
      self.value = value
      failure = nil
    case .failure(let problem):
      failure = problem.message
    }
    return true
  }

  /// Takes a reply that says how far the answer is: it is asked for again, and the old value stays.
  mutating func wait(after generation: Int) -> Bool {
    guard generation == pending else { return false }
    pending = nil
    return true
  }

  mutating func clear() { self = Loaded() }

  /// Shows no value, but why there is none.
  mutating func refuse(_ words: String) {
    self = Loaded()
    failure = words
  }

  /// Drops the request under way: its answer will not be taken.
  mutating func cancel() {
    pending = nil
    share = nil
  }
}
