import Foundation

/// One measured rate, printed as a line of JSON.
struct Figure: Codable {
  var bench = "relzero"
  var what: String
  var weights: String
  /// Work per second at the median and at the best time.
  var median: Double
  var best: Double
  var unit: String
  var runs: Int
  var threads: Int
  /// Of the whole process so far, in MB of a million bytes.
  var peakMemory = peakMegabytes()
  var load = loadAverage()

  func emit() {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if let line = try? encoder.encode(self) { print(String(decoding: line, as: UTF8.self)) }
    fflush(nil)
  }
}

/// The most memory that the process had in use since it began; the system's resource usage would count what
/// was in use by the process that started it.
func peakMegabytes() -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  let kibibytes = line.flatMap { Double($0.filter(\.isNumber)) } ?? 0
  return (kibibytes * 1024 * 1e-6).rounded()
}

func loadAverage() -> Double {
  var loads = [0.0]
  getloadavg(&loads, 1)
  return (loads[0] * 100).rounded() / 100
}

/// Seconds of wall time of each of some runs, after one to warm up, in order.
func seconds(
  of runs: Int, warmUp: Bool = true, _ work: () throws -> Void
) rethrows -> [Double] {
  if warmUp { try work() }
  let clock = ContinuousClock()
  return try (0..<runs).map { _ in
    let elapsed = try clock.measure(work).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }.sorted()
}

extension [Double] {
  /// Of sorted numbers.
  var median: Double {
    count.isMultiple(of: 2) ? (self[count / 2 - 1] + self[count / 2]) / 2 : self[count / 2]
  }
}
