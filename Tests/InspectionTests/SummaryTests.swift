import Foundation
import Testing

@testable import Inspection

@Suite("Summaries as text and JSON")
struct SummaryTests {
  @Test("a schema lists tables, columns, relations and warnings, escaped")
  func schemaText() {
    #expect(
      Samples.schema.text == """
        shop⟨U+202E⟩  1 tables  0123456789abcdef
        validation from 2024-01-10, test from 2024-01-20

        orders  3 rows  time placed_at  2024-01-01 … 2024-02-01
          order_id  integer  key  null 0  distinct 3  1 … 3
          total  real  numerical  null 1  distinct 2  0.5 … inf

        lines.order_id, shop → orders.id, shop  matched 9  dangling 1  null 0  (declared)
        ! one␛ dangling
        """)
  }

  @Test("a page of rows is a table of tabs, with no tab or newline from a cell")
  func pageText() {
    #expect(Samples.page.text == "review_id\tbody␊\n1\t∅\n8\ttab␉here")
  }

  @Test("an entity shows its cells, its parents and who refers to it")
  func entityText() {
    #expect(
      Samples.entity.text == """
        drivers 4 Fernando␛[1m
        as of 2010-01-01
          driverId  4
          team  6  → constructors 6 Ferrari
          ← results 140/380
        """)
  }

  @Test("a subgraph says what was taken of what was there, and checks the time")
  func subgraphText() {
    #expect(
      Samples.subgraph.text == """
        drivers 4 Fernando␛[1m at 2010-01-01
        2 rows, 1 edges, fan-out 128,64 uniform, history cut, seed 7
        time check: newest row 2009-11-01, 0 rows after the seed
          hop 1  drivers rev_f2p_driverId results ×1 of 140
        """)
  }

  @Test("a prediction stands beside its baselines, with signed evidence")
  func predictionText() {
    #expect(
      Samples.prediction.text == """
        driver-top3 of drivers 4 Fernando␛[1m at 2010-01-01
          0.75  rdl r0001, history cut
           0.5  entity mean
          moved by leaving out one row:
            +0.125  results 9
             -0.25  qualifying
          2 rows seen, the newest of 2009-11-01, 0 after the time asked for
        """)
  }

  @Test("a prediction with all that can be known of it is read at a glance")
  func wholePredictionText() {
    var whole = Samples.prediction
    whole.evidence = (0..<12).map { index in
      .init(
        reference: RowReference(table: "results", row: index, key: "\(index)"), table: "results",
        hop: 1, via: "", rows: 1, effect: (index % 2 == 0 ? 1 : -1) / Double(1 + index))
    }
    whole.byTable = [
      .init(reference: nil, table: "results", hop: 1, via: "", rows: 12, effect: 0.01)
    ]
    whole.byColumn = [
      .init(
        reference: nil, table: "results", column: "grid", hop: 1, via: "", rows: 12, effect: -2e-9)
    ]
    whole.byHop = [.init(level: 0, value: 0.5, rows: 1), .init(level: 2, value: 0.75, rows: 13)]
    whole.bySparsity = [.init(level: 0.25, value: 0.7)]
    whole.calibration = .init(low: 0.71234, high: 0.81234, rows: 58, mean: 2.0 / 3)
    whole.truth = .init(split: "val", value: 1)
    whole.plain = 0.5
    whole.changes = ["without results 3"]
    #expect(
      whole.text == """
        driver-top3 of drivers 4 Fernando␛[1m at 2010-01-01
          0.75  rdl r0001, history cut
           0.5  entity mean
          what if without results 3: 0.5 → 0.75
          58 validation rows were answered 0.7123–0.8123; a share of 0.6667 came true
          a row of val: its label is 1
          moved by leaving out one row:
                 +1  results 0
               -0.5  results 1
            +0.3333  results 2
              -0.25  results 3
               +0.2  results 4
            -0.1667  results 5
            +0.1429  results 6
             -0.125  results 7
            +0.1111  results 8
               -0.1  results 9
            2 more rows, each by 0.09091 at most (--json has them)
          moved by leaving out one table:
            +0.01  results ×12
          moved by leaving out one column:
            0  results.grid ×12
          by hops  0: 0.5 (1 rows)  2: 0.75 (13 rows)
          by share of the text left out  0.25: 0.7
          2 rows seen, the newest of 2009-11-01, 0 after the time asked for
        """)
    whole.isProbability = false
    whole.truth = .init(split: "test", value: nil)
    #expect(whole.text.contains("answered 0.7123–0.8123; on average 0.6667 came"))
    #expect(whole.text.contains("a row of test: its label is sealed"))
  }

  @Test("figures in words have four digits that say something")
  func figures() {
    let texts = [0.060906497, 12.454889, 1234.56, 1_234_567, 0, -0.00034388, 1e-9, 8, .nan, 1e300]
      .map(PredictionSummary.figure)
    #expect(
      texts == [
        "0.06091", "12.45", "1235", "1234567", "0", "-0.000344", "0", "8", "nan", "1e+300",
      ])
  }

  @Test("a task gives rounded figures, a dash for what is not known, and no test labels")
  func taskText() {
    #expect(
      Samples.task(valAUROC: 0.6996).text == """
        churn  binary_classification
          Who leaves?
          customers.customer_id → churned in 60 days
          train  10 rows  2 times  2025-01-01 … 2025-03-01  mean 0.313
          test  4 rows  1 times  – … –  labels unread
          baseline entity mean  test roc_auc –  val roc_auc 0.700
        """)
    #expect(Samples.task(valAUROC: .nan).text.hasSuffix("val roc_auc –"))
    #expect(Samples.task(valAUROC: -0.0004).text.hasSuffix("val roc_auc 0.000"))
    #expect(Samples.task(valAUROC: -12.0625).text.hasSuffix("val roc_auc -12.063"))
  }

  @Test("equal summaries are equal bytes of JSON, whatever the order of their dictionaries")
  func jsonIsDeterministic() throws {
    let metrics = ["roc_auc", "accuracy", "f1", "mae", "rmse", "r2", "nmae"]
    var bytes: Set<String> = []
    for turn in 0..<metrics.count {
      var summary = Samples.task(valAUROC: 0.5)
      summary.baselines[0].metrics = [:]
      for name in metrics[turn...] + metrics[..<turn] {
        summary.baselines[0].metrics[name] = [name: 1]
      }
      bytes.insert(try summary.json())
    }
    #expect(bytes.count == 1)
    let line = try #require(bytes.first)
    #expect(!line.contains("\n"))
    let keys = line.matches(of: /"(accuracy|f1|mae|nmae|r2|rmse|roc_auc)":\{/).map { $0.1 }
    #expect(keys == keys.sorted() && keys.count == metrics.count)
  }

  @Test("numbers that JSON cannot hold become words")
  func jsonOfNonFiniteNumbers() throws {
    #expect(try Samples.task(valAUROC: .nan).json().contains(#""roc_auc":"nan""#))
    #expect(try Samples.task(valAUROC: .infinity).json().contains(#""roc_auc":"inf""#))
    #expect(try Samples.task(valAUROC: -.infinity).json().contains(#""roc_auc":"-inf""#))
    // A schema with an infinite cell in it.
    #expect(try Samples.schema.json().contains(#""inf""#))
  }

  @Test("JSON keeps slashes readable and stays on one line of harmless characters")
  func jsonIsOneLine() throws {
    var schema = Samples.schema
    schema.path = "data/shop.sqlite"
    let line = try schema.json()
    #expect(line.contains(#""path":"data/shop.sqlite""#))
    #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
  }

  @Test("a summary comes back from its JSON as it was")
  func jsonRoundTrip() throws {
    func check<S: Summary>(_ summary: S) throws {
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      #expect(try decoder.decode(S.self, from: Data(summary.json().utf8)) == summary)
    }
    try check(Samples.schema)
    try check(Samples.page)
    try check(Samples.entity)
    try check(Samples.subgraph)
    try check(Samples.prediction)
    try check(Samples.task(valAUROC: 0.1))
  }

  @Test("past answers say how many windows there are and what came of them")
  func pastAnswers() {
    func past(_ labels: [Double?], isYesNo: Bool) -> PastWindows {
      PastWindows(
        question: "?", length: "30 days", isYesNo: isYesNo,
        windows: labels.map { .init(first: "a", last: "b", rows: 1, label: $0) })
    }
    let yes = past([1, nil, 0, 0], isYesNo: true)
    #expect(yes.words() == "yes in 1 of the last 3 windows of 30 days with rows")
    #expect(yes.turned.words().hasPrefix("yes in 2 of the last 3 windows"))
    #expect(
      past([0], isYesNo: true).words() == "no in the only window of 30 days with rows")
    #expect(
      past([3, 5, 4, 8], isYesNo: false).words { "\(Int($0))" }
        == "mean 5 of the last 4 windows of 30 days with rows, newest 3, 5, 4…"
    )
    #expect(past([nil], isYesNo: true).words() == "none yet: no row fell into a window")
    var summary = Samples.prediction
    summary.prompt = PromptReading(tokens: 388, past: yes)
    #expect(summary.text.contains("  past answers: yes in 1 of the last 3 windows"))
    #expect(summary.text.hasSuffix("after the time asked for, 388 tokens of prompt"))
  }
}
