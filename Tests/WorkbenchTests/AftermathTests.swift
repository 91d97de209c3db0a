import RunLogs
import Testing

@testable import Workbench

@Suite("After a sitting that broke off")
struct AftermathTests {
  /// What is said of the fake runs, of which 42 is running and 41 finished, once 39 was interrupted then.
  private func said(_ aftermath: Aftermath?, interrupted: Double) throws -> (String?, RunID?) {
    var runs = try FakeServices().runs()
    let last = runs.count - 1
    runs[last].status = .interrupted
    runs[last].seen = interrupted
    var state = State(session: Session(database: "x"), aftermath: aftermath)
    state.sayAftermath(of: runs)
    let message = state.message?.text
    state.message = nil
    state.sayAftermath(of: runs)
    #expect(state.message == nil)
    return (message, state.runs.selected)
  }

  @Test("what became of each run is said, once; what was interrupted before is not")
  func words() throws {
    let handed = [RunID(number: 42), RunID(number: 41)]
    let crash = Aftermath(since: 100, crash: "Segmentation fault", handedOver: handed)
    let (all, selected) = try said(crash, interrupted: 101)
    #expect(
      all
        == "the workbench crashed (Segmentation fault); r0042 goes on in a process of its own; "
        + "r0041 went on in a process of its own and is finished; "
        + "r0039 was interrupted: p on Train goes on")
    #expect(selected == RunID(number: 39))
    // Its heir does not have it yet.
    let early = Aftermath(since: 100, handedOver: [RunID(number: 39)])
    #expect(try said(early, interrupted: 101).0 == "r0039 goes on in a process of its own")
    let (killed, _) = try said(Aftermath(since: 100), interrupted: 101)
    #expect(killed == "r0039 was interrupted: p on Train goes on")
    let (old, none) = try said(Aftermath(since: 100), interrupted: 99)
    #expect(old == nil && none == nil)
    let (nothing, _) = try said(nil, interrupted: 101)
    #expect(nothing == nil)
  }

  @Test(
    "a terminal that is gone takes no run along; whoever asks for the end by ^C means the runs too")
  func terminated() {
    for (signal, keeps) in [(Int32(1), true), (15, true), (2, false)] {
      var state = Sitting().state
      _ = state.update(.terminated(signal: signal))
      #expect(state.isOver)
      #expect(state.keepsRuns == keeps, "signal \(signal)")
    }
  }
}
