import Inspection
import TerminalUI
import Testing

@testable import Workbench

@Suite("Cancelling")
struct CancellingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let place: String
    /// Keys before, and the one that asks.
    var before: [Key] = []
    let key: Key
    /// What is asked for has this kind.
    let kind: String
  }

  static let cases = [
    Case(
      testDescription: "prompt", place: "drivers/3/graph", key: .character("V"), kind: "prompt"),
    Case(
      testDescription: "prompt again", place: "drivers/3/graph", before: [.character("V")],
      key: .character("R"), kind: "prompt"),
    Case(
      testDescription: "subgraph", place: "drivers/3/graph", key: .character("R"),
      kind: "subgraph"),
    Case(
      testDescription: "prediction", place: "drivers/3/predict", key: .character("R"),
      kind: "predict"),
    Case(testDescription: "tasks", place: "task", key: .character("R"), kind: "catalog"),
    Case(
      testDescription: "labels", place: "task", before: [.character("e")], key: .right,
      kind: "preview"),
    Case(
      testDescription: "history", place: "schema/results", before: [.tab], key: .character("i"),
      kind: "history"),
  ]

  @Test(
    "whatever is on its way says how far it is; esc ends it, and its answer comes too late",
    arguments: cases)
  func escape(_ asked: Case) throws {
    var session = Session(database: "rel-f1.sqlite", place: asked.place)
    session.asOf = "2010-01-01"
    let sitting = Sitting(session: session, services: FakeServices(hasLabelFreeRun: true))
    for key in asked.before { sitting.press(key) }
    var state = sitting.state
    let sent = state.update(.key(asked.key)).compactMap { effect -> (Request, Int)? in
      guard case .request(let request, let generation) = effect else { return nil }
      return request.kind == asked.kind ? (request, generation) : nil
    }
    let (request, generation) = try #require(sent.first)
    func shown() -> String {
      var screen = CellBuffer(size: Size(columns: 80, rows: 24))
      Frame(state).draw(on: &screen)
      return screen.lines.joined(separator: "\n")
    }
    func answer(_ answer: Answer) {
      _ = state.update(
        .message(Reply(generation: generation, request: request, result: .success(answer))))
    }
    answer(.share(0.4))
    #expect(shown().contains("◔") && shown().contains("40%"))
    let effects = state.update(.key(.escape))
    #expect(effects.contains(.stop(generation: generation)))
    let before = shown()
    #expect(!before.contains("40%"))
    answer(try request.answer(from: sitting.services, files: WorkbenchFiles(home: nil)))
    #expect(shown() == before)
  }
}
