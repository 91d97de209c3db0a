import TerminalUI
import Testing

@testable import Workbench

@Suite("Predict")
struct PredictTests {
  private func sitting() -> Sitting {
    Sitting(session: GoldenTests.asOf2010).press(.character("7"))
  }

  @Test("w leaves the row under the cursor out, u brings it back")
  func whatIf() throws {
    let sitting = sitting()
    let first = try #require(sitting.state.referenceUnderEvidence)
    sitting.press(.character("w"))
    #expect(sitting.state.predict.leftOut.rows == [first])
    #expect(sitting.text.contains("what if without results 20261: .312 → .242"))
    #expect(sitting.state.referenceUnderEvidence != first)
    sitting.press(.tab, .character("w"))
    #expect(sitting.state.predict.leftOut.tables == ["results"])
    sitting.press(.character("u"), .character("u"))
    #expect(sitting.state.predict.leftOut.isEmpty)
    #expect(sitting.state.predict.prediction.value?.plain == nil)
  }

  @Test("what was left out of one answer is no matter of another")
  func otherRow() {
    let sitting = sitting().press(.character("w"))
    sitting.press(.character("2"), .down, .character("7"))
    #expect(sitting.state.predict.leftOut.isEmpty)
  }

  @Test("the label is shown only when it is asked for")
  func truth() {
    let sitting = sitting()
    #expect(!sitting.text.contains("label 1"))
    sitting.press(.character("."))
    #expect(sitting.text.contains("label 1.00 (val)"))
  }

  @Test("a batch asks about the rows of the filter, at the time of the screen")
  func batch() throws {
    let sitting = sitting().press(.character("b"))
    sitting.press(.control("u")).type("out.csv").press(.enter)
    let run = try #require(sitting.state.runToAsk)
    #expect(
      sitting.requests.contains(
        .predictAll(
          BatchRequest(
            task: run.task, run: run.id, table: "drivers", filter: "", time: "2010-01-01",
            path: "out.csv"))))
    #expect(sitting.state.message?.text == "written to /tmp/out.csv")
  }
}
