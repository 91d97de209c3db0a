import Foundation
import Testing

@testable import relzero

@Suite("The machine")
struct MachineGaugeTests {
  @Test("tells the memory of another process; of one that is gone, none")
  func other() throws {
    // Whoever runs the tests: a process of some size that lives as long as they do.
    let parent = getppid()
    let status = try String(contentsOfFile: "/proc/\(parent)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    let kibibytes = try #require(line.split(separator: " ").compactMap { Int($0) }.first)
    let found = MachineGauge().read(process: Int(parent)).residentMiB
    #expect(abs(found - kibibytes >> 10) <= max(2, found / 10))
    #expect(found > 0 && found != MachineGauge().read(process: nil).residentMiB)

    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/true")
    try shell.run()
    shell.waitUntilExit()
    #expect(MachineGauge().read(process: Int(shell.processIdentifier)).residentMiB == 0)
  }
}
