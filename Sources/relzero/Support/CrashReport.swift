import Foundation

/// What a crash of the workbench left behind.
enum CrashReport {
  static func path(home: String) -> String { home + "/crash.txt" }

  /// When and by which signal, and where to look; nil when nothing has crashed.
  static func last(home: String) -> (words: String, path: String)? {
    let path = path(home: home)
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n").map(String.init)
    func number(_ name: String) -> Int? {
      lines.first { $0.hasPrefix(name + " ") }.flatMap { Int($0.dropFirst(name.count + 1)) }
    }
    guard let signal = number("signal"), let time = number("time") else { return nil }
    let name = strsignal(Int32(signal)).map { String(cString: $0) } ?? "signal \(signal)"
    let when = ISO8601DateFormatter().string(
      from: Date(timeIntervalSince1970: TimeInterval(time)))
    return ("\(when): \(name)", path)
  }
}
