import Foundation
import Synchronization
import Workbench

/// What processes ask of the machine, from `/proc`: busy cores since the last look, resident memory.
final class MachineGauge: Sendable {
  private struct Look {
    var ticks: Double
    var time: Double
  }
  private let looks = Mutex<[Int: Look]>([:])

  func read(process: Int?) -> MachineReading {
    let process = process ?? Int(getpid())
    let fields = Self.fields(of: process)
    // Fields 14 and 15 of /proc/PID/stat (proc(5)): ticks in user and kernel mode; 24: resident pages.
    let ticks = (fields[safe: 13] ?? 0) + (fields[safe: 14] ?? 0)
    let pages = fields[safe: 23] ?? 0
    let now = ProcessInfo.processInfo.systemUptime
    let busy = looks.withLock { looks -> Double? in
      let last = looks[process]
      // Looks in quick succession would only measure the clock's grain.
      if let last, now - last.time < 0.1 { return nil }
      looks[process] = Look(ticks: ticks, time: now)
      guard let last, ticks >= last.ticks else { return nil }
      return (ticks - last.ticks) / Double(sysconf(Int32(_SC_CLK_TCK))) / (now - last.time)
    }
    let memory = Self.memory()
    return MachineReading(
      busyCores: busy, cores: ProcessInfo.processInfo.activeProcessorCount,
      residentMiB: (Int(pages) * Int(sysconf(Int32(_SC_PAGESIZE)))) >> 20,
      memoryMiB: memory["MemTotal"] ?? 0, freeMiB: memory["MemAvailable"] ?? 0)
  }

  /// The numbers of `/proc/PID/stat`; 0 where a field is none.
  private static func fields(of process: Int) -> [Double] {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return [] }
    // The name stands in parentheses and may hold blanks.
    let rest = text[text.index(after: end)...].split(separator: " ")
    return [0, 0] + rest.map { Double($0) ?? 0 }
  }

  /// Memory that a program could take now; nil where the system does not tell.
  static var freeMiB: Int? { memory()["MemAvailable"] }

  /// Lines of `/proc/meminfo` in MiB.
  private static func memory() -> [String: Int] {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else {
      return [:]
    }
    var found: [String: Int] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(whereSeparator: { $0 == ":" || $0 == " " })
      guard parts.count >= 2, let kibibytes = Int(parts[1]) else { continue }
      found[String(parts[0])] = kibibytes >> 10
    }
    return found
  }
}

extension Array {
  fileprivate subscript(safe place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}
