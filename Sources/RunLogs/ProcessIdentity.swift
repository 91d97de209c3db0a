import Foundation

/// A process, known again after its number was given to another one.
struct ProcessIdentity: Equatable, Sendable {
  var pid: Int32
  /// When it was started, in words that differ between processes that shared a number; empty where
  /// the system does not tell.
  var started: String
  var host: String

  static var current: ProcessIdentity { ProcessIdentity(of: getpid()) }

  init(pid: Int32, started: String, host: String) {
    self.pid = pid
    self.started = started
    self.host = host
  }

  /// A process of this machine, as it is now.
  init(of pid: Int32) {
    self.init(
      pid: pid, started: Self.state(of: pid)?.started ?? "",
      host: ProcessInfo.processInfo.hostName)
  }

  /// Whether the process is still there; nil when it belongs to another machine.
  func isAlive(on host: String) -> Bool? {
    guard host == self.host else { return nil }
    if kill(pid, 0) != 0 && errno == ESRCH { return false }
    guard let state = Self.state(of: pid) else { return true }
    return !state.isZombie && (started.isEmpty || state.started == started)
  }

  /// Reads `/proc/PID/stat`: the state is field 3, the start in clock ticks since boot field 22.
  /// The name in field 2 is in parentheses and may hold anything, so fields are counted after the
  /// last one. Nil where there is no `/proc`.
  private static func state(of pid: Int32) -> (started: String, isZombie: Bool)? {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let nameEnd = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: nameEnd)...].split(separator: " ")
    guard fields.count > 19 else { return nil }
    let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    let started = (boot?.prefix(8)).map(String.init) ?? ""
    return (started + ":" + fields[19], fields[0] == "Z")
  }
}
