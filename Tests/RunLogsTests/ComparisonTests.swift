import Foundation
import Testing

@testable import RunLogs

@Suite("Runs are compared and exported")
struct ComparisonTests {
  let home = try! TemporaryHome()

  func twoRuns(in log: RunLog) throws -> [RunID] {
    let a = try log.create(.sample())
    let b = try log.create(.sample(configuration: ["lr": "0.001", "fanout": "8,4"]))
    log.append([.val(0.5, step: 1), .val(0.6, step: 2, epoch: 1), .val(0.7, step: 4)], to: a)
    log.append([.val(0.4, step: 1), .val(.nan, step: 3)], to: b)
    log.append([.val(1, step: 1, name: "only \"b\", twice")], to: b)
    try log.flush()
    return [a, b]
  }

  @Test("settings that differ and metrics at the last step that both reached")
  func compare() throws {
    let log = try RunLog(home: home.path)
    let comparison = try log.compare(try twoRuns(in: log))
    let differing = comparison.settings.filter(\.differs)
    #expect(differing.map(\.name) == ["batch", "fanout", "lr"])
    #expect(differing.map(\.values) == [["512", nil], [nil, "8,4"], ["0.005", "0.001"]])
    #expect(comparison.measures.count == 1)
    let measure = try #require(comparison.measures.first)
    #expect(measure.step == 3)
    #expect(measure.values[0] == 0.6)
    #expect(measure.values[1].isNaN)
    #expect(comparison.text.contains("lr ≠\t0.005\t0.001"))
  }

  @Test("runs without a metric in common are compared by what each reached")
  func nothingInCommon() throws {
    let log = try RunLog(home: home.path)
    let a = try log.create(.sample())
    let b = try log.create(.sample())
    try log.setResults(["roc_auc": 0.7], split: "test", of: a)
    try log.setResults(["mae": 12], split: "test", of: b)
    let lines = try log.compare([a, b]).text.split(separator: "\n")
    #expect(lines.contains("test mae\t–\t12.0"))
    #expect(lines.contains("test roc_auc\t0.7\t–"))
  }

  @Test("long CSV has a line per point")
  func longCSV() throws {
    let log = try RunLog(home: home.path)
    let runs = try twoRuns(in: log)
    let text = try log.export(runs, layout: .long, format: .csv)
    #expect(
      text == """
        run,step,epoch,split,name,value,wall_time
        r0001,1,0,val,roc_auc,0.5,1.0
        r0001,2,1,val,roc_auc,0.6,2.0
        r0001,4,0,val,roc_auc,0.7,4.0
        r0002,1,0,val,roc_auc,0.4,1.0
        r0002,3,0,val,roc_auc,nan,3.0
        r0002,1,0,val,"only ""b"", twice",1.0,1.0

        """)
  }

  @Test("wide CSV has a column per curve")
  func wideCSV() throws {
    let log = try RunLog(home: home.path)
    let runs = try twoRuns(in: log)
    let text = try log.export(runs, layout: .wide, format: .csv)
    #expect(
      text == """
        run,step,epoch,"val/only ""b"", twice",val/roc_auc
        r0001,1,0,,0.5
        r0001,2,1,,0.6
        r0001,4,0,,0.7
        r0002,1,0,1.0,0.4
        r0002,3,0,,nan

        """)
  }

  @Test("JSON can be parsed, with NaN as text")
  func json() throws {
    let log = try RunLog(home: home.path)
    let runs = try twoRuns(in: log)
    for layout in RunExport.Layout.allCases {
      let text = try log.export(runs, layout: layout, format: .json)
      let rows = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
      #expect(rows.count == (layout == .long ? 6 : 5))
      let value = try #require(rows[4][layout == .long ? "value" : "val/roc_auc"])
      #expect(value as? String == "nan")
    }
    #expect(try log.export([], layout: .wide, format: .json) == "[]\n")
  }

  @Test("a summary keeps its bits through JSON")
  func summaryJSON() throws {
    let log = try RunLog(home: home.path)
    let summary = try log.run(try twoRuns(in: log)[0])
    let back = try JSONDecoder().decode(RunSummary.self, from: Data(try summary.json().utf8))
    #expect(back == summary)
  }
}
