import Foundation
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("Cost of a frame")
struct FrameCostTests {
  /// A state on Train with a run of so many steps.
  private func state(points count: Int) throws -> State {
    var state = State(session: Session(database: "x", place: "train"))
    _ = state.update(.started(Size(columns: 140, rows: 45), WallClock(seconds: 0)))
    let runs = try FakeServices().runs()
    state.runs.list = Loaded(runs)
    let id = runs[1].id
    state.runs.selected = id
    var curves = RunCurves()
    curves.extend(
      RunProgress(
        run: id,
        points: (1...count).map {
          MetricPoint(
            id: Int64($0), step: $0, epoch: 0, split: "train", name: "loss",
            value: 1 / Double($0), wallTime: Double($0))
        }, events: []))
    state.runs.curves[id] = curves
    return state
  }

  private func milliseconds(_ state: State) -> Double {
    let clock = ContinuousClock()
    let times = (0..<5).map { _ in
      clock.measure {
        var screen = CellBuffer(size: state.size)
        Frame(state).draw(on: &screen)
      }
    }
    let least = times.min() ?? .zero
    return Double(least.components.attoseconds) / 1e15 + Double(least.components.seconds) * 1e3
  }

  @Test("a frame of a run with 100 times the points costs less than 100 times as much")
  func longRuns() throws {
    let short = milliseconds(try state(points: 200))
    let long = milliseconds(try state(points: 20_000))
    #expect(long < short * 50)
  }
}
