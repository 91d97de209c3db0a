import Foundation
import RunLogs
import Synchronization
import TerminalUI
import Testing

@testable import Workbench

@Suite("Dispatcher")
struct DispatcherTests {
  private let queue = EventQueue<Reply>()

  private func entity(_ row: Int) -> Request {
    .entity(EntityRequest(table: "drivers", address: .row(row), asOf: nil))
  }

  /// Generations of the replies until one comes, in order.
  private func replies(until generation: Int) async throws -> [Int] {
    var found: [Int] = []
    for _ in 0..<6_000 {
      found += queue.drain().map(\.generation)
      if found.contains(generation) { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    return found
  }

  @Test("a step of the cursor is followed at once, a held key when the cursor rests")
  func heldKey() async throws {
    // All steps at one moment by the clock, whatever else the machine does.
    let moment = ContinuousClock.now
    let dispatcher = Dispatcher(
      FakeServices(), files: WorkbenchFiles(home: nil), replyingTo: queue, rest: 1_500,
      now: { moment })
    #expect(dispatcher.send(entity(0), generation: 1))
    #expect(try await replies(until: 1) == [1])
    for step in 2...30 {
      #expect(!dispatcher.send(entity(step), generation: step), "step \(step)")
    }
    #expect(try await replies(until: 30) == [30])
  }

  @Test("a question that nobody wants any more ends: told to stop, or asked anew")
  func stopping() async throws {
    let begun = Atomic(0)
    var services = FakeServices()
    services.asking = { watching in
      begun.add(1, ordering: .relaxed)
      // As long as its answer is wanted.
      while watching(0.5) { usleep(1_000) }
    }
    let dispatcher = Dispatcher(services, files: WorkbenchFiles(home: nil), replyingTo: queue)
    func question(_ row: Int) -> Request {
      .predict(
        PredictionRequest(task: "t", run: RunID(number: 1), table: "drivers", row: row, time: nil))
    }
    func begins(_ count: Int) async throws {
      for _ in 0..<6_000 where begun.load(ordering: .relaxed) < count {
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(begun.load(ordering: .relaxed) == count)
    }
    dispatcher.send(question(1), generation: 1)
    try await begins(1)
    dispatcher.send(question(2), generation: 2)
    #expect(try await replies(until: 1).contains(1))
    try await begins(2)
    dispatcher.stop(2)
    #expect(try await replies(until: 2).contains(2))
  }

  @Test("steps apart are all followed, and a page never waits for the cursor")
  func singleSteps() async throws {
    let dispatcher = Dispatcher(
      FakeServices(), files: WorkbenchFiles(home: nil), replyingTo: queue, rest: 0)
    for step in 1...3 {
      #expect(dispatcher.send(entity(step), generation: step))
      #expect(try await replies(until: step) == [step])
    }
    let held = Dispatcher(
      FakeServices(), files: WorkbenchFiles(home: nil), replyingTo: queue, rest: 60_000)
    #expect(held.send(entity(0), generation: 4))
    #expect(!held.send(entity(1), generation: 5))
    held.send(.page(PageRequest(table: "drivers", offset: 0, limit: 3)), generation: 6)
    #expect(try await replies(until: 6).contains(6))
  }
}
