import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("Curves")
struct CurveTests {
  private let loss = RunCurves.Name(split: "train", metric: "loss")

  private func curves(
    _ values: [Double], wall: (Int) -> Double = { Double($0) }, events: [RunEvent] = [],
    smoothing: Double = 0
  ) -> RunCurves {
    var curves = RunCurves(smoothing: smoothing)
    curves.extend(
      RunProgress(
        run: RunID(number: 1),
        points: values.enumerated().map { place, value in
          MetricPoint(
            id: Int64(place + 1), step: place * 10, epoch: place / 10, split: "train", name: "loss",
            value: value, wallTime: wall(place))
        }, events: events))
    return curves
  }

  @Test("a smoothed curve is the same whether it was extended or smoothed anew")
  func smoothing() {
    let values = (0..<500).map { Double($0 % 7) }
    let grown = curves(values, smoothing: 0.9)
    var turned = curves(values)
    turned.smooth(by: 0.9)
    #expect(grown == turned)
    // m0 = 4; m1 = .5·4 + .5·8 = 6; a gap keeps it; m3 = .5·6 + .5·2 = 4.
    let known = curves([4, 8, .nan, 2], smoothing: 0.5)
    let items = known.items(loss, by: .step, in: nil, isSmoothed: true, limit: 100)
    #expect(items.map(\.high)[0...1] == [4, 6])
    #expect(items[2].isBroken)
    #expect(items[3].high == 4)
  }

  @Test("pauses are cut out of the relative axis")
  func pauses() {
    func status(_ id: Int64, _ time: Double, _ message: String) -> RunEvent {
      RunEvent(id: id, time: time, kind: "status", message: message)
    }
    let curves = curves(
      [1, 2, 3], wall: { [100, 110, 1_020][$0] },
      events: [
        status(1, 95, "running"), status(2, 112, "paused"), status(3, 1_012, "running"),
      ])
    #expect(curves.activeSeconds(at: 100) == 5)
    #expect(curves.activeSeconds(at: 110) == 15)
    #expect(curves.activeSeconds(at: 500) == 17)
    #expect(curves.activeSeconds(at: 1_020) == 25)
  }

  @Test("only what lies in the window is drawn, with a point more at each end")
  func window() {
    let curves = curves((0..<100).map(Double.init))
    #expect(curves.part(of: loss, by: .step, in: 200...300) == 19..<32)
    #expect(curves.part(of: loss, by: .step, in: nil) == 0..<100)
    let items = curves.items(loss, by: .step, in: nil, isSmoothed: false, limit: 20)
    #expect(items.count <= 20)
    #expect(items.first?.low == 0)
    #expect(items.last?.high == 99)
  }

  @Test("zoom keeps the newest point at the right until the view is moved away from it")
  func zoom() throws {
    let sitting = Sitting(session: Session(database: "x", place: "train", run: RunID(number: 41)))
    sitting.press(.character("+"), .character("+"))
    let state = sitting.state
    #expect(state.runs.view.width == 1_000)
    #expect(state.xRange == 3_000...4_000)
    sitting.press(.character("("))
    #expect(sitting.state.xRange == 2_750...3_750)
    #expect(sitting.text.contains(" zoom "))
    sitting.press(.character(")"))
    #expect(sitting.state.runs.view.end == nil)
    sitting.press(.character("0"))
    #expect(sitting.state.runs.view.width == nil)
    sitting.press(.character("("))
    #expect(sitting.state.message?.text == "the whole curve is shown: + zooms in")
  }

  @Test("the cursor reads every plot at one place, and m measures from a marked point")
  func readout() {
    let sitting = Sitting(session: Session(database: "x", place: "train", run: RunID(number: 41)))
    sitting.press(.character("i"))
    #expect(sitting.state.runs.view.cursor == 4_000)
    sitting.press(.character("m"), .left, .left)
    #expect(sitting.state.runs.view.anchor == 4_000)
    let cursor = sitting.state.runs.view.cursor ?? 0
    #expect(cursor < 4_000)
    #expect(sitting.text.contains("@\(Figures.compact(Int(cursor)))"))
    #expect(sitting.text.contains("(−") || sitting.text.contains("(+"))
    sitting.press(.escape)
    #expect(sitting.state.runs.view.cursor == nil)
    #expect(sitting.state.screen == .train)
  }

  @Test("the axes turn through all four, and every one draws")
  func axes() {
    let sitting = Sitting(session: Session(database: "x", place: "train", run: RunID(number: 42)))
    var seen: Set<Axis> = []
    for _ in 0..<4 {
      seen.insert(sitting.state.runs.view.axis)
      #expect(sitting.text.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
      sitting.press(.character("x"))
    }
    #expect(seen == Set(Axis.allCases))
  }
}
