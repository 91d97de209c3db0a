import Foundation
import RunLogs
import Workbench

/// What a crash of the workbench left behind.
enum CrashReport {
  static func path(home: String) -> String { home + "/crash.txt" }

  /// What the report of the last crash says.
  struct Last {
    /// Seconds since 1970.
    var time: Double
    /// The signal, in words.
    var signal: String
    var handedOver: [RunID]
    var path: String

    /// When and by which signal, and what became of the runs.
    var words: String {
      let when = ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: time))
      let runs = handedOver.map(\.description).joined(separator: " ")
      return "\(when): \(signal)"
        + (runs.isEmpty ? "" : "; \(runs) went on in a process of its own")
    }
  }

  /// Reads the report; nil when nothing has crashed.
  static func last(home: String) -> Last? {
    let path = path(home: home)
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n").map(String.init)
    func number(_ name: String) -> Int? {
      lines.first { $0.hasPrefix(name + " ") }.flatMap { Int($0.dropFirst(name.count + 1)) }
    }
    guard let signal = number("signal"), let time = number("time") else { return nil }
    let name = strsignal(Int32(signal)).map { String(cString: $0) } ?? "signal \(signal)"
    let handed = lines.first { $0.hasPrefix("handed over ") }?.split(separator: " ").dropFirst(2)
    return Last(
      time: Double(time), signal: name, handedOver: (handed ?? []).compactMap { RunID(String($0)) },
      path: path)
  }

  /// What happened since the workbench last wrote a file as it came to its end.
  static func aftermath(home: String, lastEnd file: String) -> Aftermath {
    let date = try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
    let since = date?.timeIntervalSince1970 ?? 0
    // The report knows whole seconds.
    guard let crash = last(home: home), crash.time >= since.rounded(.down) else {
      return Aftermath(since: since)
    }
    return Aftermath(since: since, crash: crash.signal, handedOver: crash.handedOver)
  }
}
