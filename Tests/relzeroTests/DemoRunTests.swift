import Foundation
import RunLogs
import Testing
import Training

@testable import relzero

@Suite("The demo's run")
struct DemoRunTests {
  @Test("is trained once, to its end, and says what it is; deleted, it stays away")
  func once() throws {
    let home = NSTemporaryDirectory() + "relzero-demo-run-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: home) }
    let project = try Opening.project("demo", home: home)
    let run = try #require(
      try DemoRun.train(on: project, home: home, steering: RunSteering()))
    let log = try RunLog(home: home)
    defer { try? log.close() }
    let found = try log.run(run)
    #expect(found.status == .finished)
    #expect(found.tags == ["demo"])
    #expect(found.note == DemoRun.note)
    #expect(found.step == 40)
    #expect((found.best ?? 0) > 0.55)
    #expect(try !log.checkpoints(of: run).isEmpty)
    #expect(try DemoRun.train(on: project, home: home, steering: RunSteering()) == nil)
    try log.trash([run])
    #expect(try DemoRun.train(on: project, home: home, steering: RunSteering()) == nil)
  }
}
