import RunLogs

/// What happened since the workbench last came to an orderly end: said once, when the runs are known.
public struct Aftermath: Equatable, Sendable {
  /// When it last did, in seconds since 1970; 0 if it never did.
  public var since: Double
  /// How it crashed after that, in words; nil if it did not, or nothing could be written of it.
  public var crash: String?
  /// The runs that the crash gave to processes of their own.
  public var handedOver: [RunID]

  public init(since: Double, crash: String? = nil, handedOver: [RunID] = []) {
    self.since = since
    self.crash = crash
    self.handedOver = handedOver
  }
}

extension State {
  /// Says what became of the runs of a sitting that broke off, and puts the cursor on the one to go on with.
  mutating func sayAftermath(of list: [RunSummary]) {
    guard let aftermath else { return }
    self.aftermath = nil
    var words = aftermath.crash.map { ["the workbench crashed (\($0))"] } ?? []
    for run in list where aftermath.handedOver.contains(run.id) {
      // That process may be on its way: until it has the run, the run is one without an owner.
      let isOnItsWay = run.status.isLive || run.status == .interrupted
      words.append(
        isOnItsWay
          ? "\(run.id) goes on in a process of its own"
          : "\(run.id) went on in a process of its own and is \(run.status.rawValue)")
    }
    let interrupted = list.filter {
      $0.status == .interrupted && ($0.seen ?? 0) > aftermath.since
        && !aftermath.handedOver.contains($0.id)
    }
    if let run = interrupted.first {
      runs.selected = run.id
      let names = interrupted.map(\.id.description).joined(separator: " ")
      words.append(
        "\(names) \(interrupted.count == 1 ? "was" : "were") interrupted: "
          + "\(keys.shown(.pause, on: .train)) on Train goes on")
    }
    guard !words.isEmpty else { return }
    say(words.joined(separator: "; "))
  }
}
