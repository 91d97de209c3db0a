import Foundation

/// How a process that trained a run ended, as whoever waited for it wrote down: its number and what the shell
/// calls its status, 128 and the signal's number where a signal ended it.
public struct ProcessEnding: Equatable, Sendable {
  public var process: Int32
  var status: Int32

  init(process: Int32, status: Int32) {
    self.process = process
    self.status = status
  }

  /// Reads what was written last for a run; nil where nobody wrote, or only the number so far.
  init?(of run: RunID, home: String) {
    let path = RunLog.endingFile(of: run, home: home)
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    self.init(text)
  }

  /// Reads `4711 137`: the number and the status.
  public init?(_ text: String) {
    let numbers = text.split(whereSeparator: \.isWhitespace).map { Int32($0) }
    guard numbers.count == 2, let process = numbers[0], let status = numbers[1] else { return nil }
    self.init(process: process, status: status)
  }

  var words: String {
    guard status > 128 else { return "with exit code \(status)" }
    let signal = status - 128
    let names: [Int32: String] = [
      SIGKILL: "SIGKILL, as when memory ran out or somebody killed it", SIGTERM: "SIGTERM",
      SIGINT: "SIGINT", SIGHUP: "SIGHUP", SIGSEGV: "SIGSEGV, a crash", SIGILL: "SIGILL, a crash",
      SIGTRAP: "SIGTRAP, a crash", SIGABRT: "SIGABRT, a crash", SIGBUS: "SIGBUS, a crash",
      SIGFPE: "SIGFPE, a crash",
    ]
    return "by signal \(signal)\(names[signal].map { " (\($0))" } ?? "")"
  }
}

extension RunLog {
  /// Where whoever starts a process for a run, and waits for it, writes how it ended:
  /// `PROCESS STATUS`.
  public static func endingFile(of run: RunID, home: String) -> String {
    Home.join(home, "logs/\(run).ended")
  }
}
