import Foundation

/// The memory of this process, as the system counts it.
enum ProcessMemory {
  /// The most that was ever resident at once, in MiB; nil where the system does not say.
  static var peakMebibytes: Double? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    else { return nil }
    return Double(kibibytes).map { $0 / 1024 }
  }
}
