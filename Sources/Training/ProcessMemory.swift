import Foundation
import Synchronization

/// The memory of this process, as the system counts it.
enum ProcessMemory {
  /// Linux counts pages processor by processor and adds them up now and then, so that its figure of the
  /// most falls by a little at times.
  private static let mostKibibytes = Atomic<Int>(0)

  /// The most that was ever resident at once, in MiB, never less than said before; nil where the system does
  /// not say.
  static var peakMebibytes: Double? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let text = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first,
      let kibibytes = Int(text)
    else { return nil }
    return Double(mostKibibytes.max(kibibytes, ordering: .relaxed).newValue) / 1024
  }
}
