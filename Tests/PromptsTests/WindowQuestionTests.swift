import Relational
import Testing

@testable import Prompts

@Suite struct WindowQuestionTests {
  private static let month = TimeSpan(parsing: "30 days 00:00:00") ?? TimeSpan(microseconds: 0)

  private func question(
    _ measure: WindowQuestion.Measure, of column: String? = nil,
    where condition: WindowQuestion.Condition? = nil, _ threshold: WindowQuestion.Threshold? = nil
  ) -> WindowQuestion {
    WindowQuestion(
      entity: "drivers", path: ["results"], measure: measure, column: column,
      condition: condition, threshold: threshold, window: Self.month)
  }

  @Test func `questions read as sentences`() {
    #expect(
      question(.exists).text == "within 30 days, will this drivers row have results?")
    #expect(
      question(.exists, where: .init("statusId", .unequal, "1")).text
        == "within 30 days, will any results have status id not 1?")
    #expect(
      question(.count, where: nil, .init(.atLeast, 2)).text
        == "within 30 days, will results count at least 2?")
    #expect(
      question(.mean, of: "positionOrder", .init(.atMost, 9.5)).text
        == "within 30 days, will mean position order of results be at most 9.5?")
    #expect(
      question(.mean, of: "position").text
        == "within 30 days, what is the mean position of results?")
    #expect(
      question(.count).text == "within 30 days, how many results will this drivers row have?")
  }

  @Test func `shares are asked for in the words of conditions`() {
    let condition = WindowQuestion.Condition("statusId", .unequal, "1")
    #expect(
      question(.share, where: condition).text
        == "within 30 days, what share of results will have status id not 1?")
    #expect(
      question(.share, where: condition, .init(.atLeast, 0.5)).text
        == "within 30 days, will the share of results with status id not 1 be at least 0.5?")
  }

  private static let rows = Table(
    schema: TableSchema(
      name: "results",
      columns: [
        ColumnSchema(name: "position", storage: .real),
        ColumnSchema(name: "status", storage: .text),
      ]),
    rowCount: 4,
    columns: [
      Column(
        schema: ColumnSchema(name: "position", storage: .real), values: .reals([3, 8, .nan, 1]),
        validity: Validity([true, true, false, true])),
      Column(
        schema: ColumnSchema(name: "status", storage: .text),
        values: .texts(TextValues(codes: [0, 1, 1, 0], pool: ["Finished", "Engine"])),
        validity: Validity(allValid: 4)),
    ])

  private func answer(_ question: WindowQuestion, _ rows: [Int32]) throws -> Double? {
    try WindowAnswers(question, rows: Self.rows).answer(rows)
  }

  @Test func `answers are those counted by hand`() throws {
    #expect(try answer(question(.exists), []) == 0)
    #expect(try answer(question(.exists), [2]) == 1)
    #expect(try answer(question(.count), [0, 1, 2]) == 3)
    #expect(try answer(question(.mean, of: "position"), [0, 1, 2]) == 5.5)
    #expect(try answer(question(.mean, of: "position"), [2]) == nil)
    #expect(try answer(question(.minimum, of: "position"), [0, 1, 3]) == 1)
    #expect(try answer(question(.maximum, of: "position"), [0, 1, 3]) == 8)
    #expect(try answer(question(.sum, of: "position"), [2]) == 0)
    #expect(try answer(question(.mean, of: "position", .init(.atMost, 5)), [0, 1]) == 0)
    #expect(try answer(question(.mean, of: "position", .init(.atMost, 6)), [0, 1]) == 1)
  }

  @Test func `conditions hold for words and numbers and never for what is missing`() throws {
    let engine = WindowQuestion.Condition("status", .equal, "Engine")
    #expect(try answer(question(.count, where: engine), [0, 1, 2, 3]) == 2)
    let other = WindowQuestion.Condition("status", .unequal, "Engine")
    #expect(try answer(question(.count, where: other), [0, 1, 2, 3]) == 2)
    let top = WindowQuestion.Condition("position", .atMost, "3")
    #expect(try answer(question(.exists, where: top), [1, 2]) == 0)
    #expect(try answer(question(.count, where: top), [0, 1, 2, 3]) == 2)
    let notOne = WindowQuestion.Condition("position", .unequal, "1")
    #expect(try answer(question(.count, where: notOne), [0, 1, 2, 3]) == 2)
  }

  @Test func `a share and that of all others are one whole, of the rows that have a value`() throws
  {
    let engine = WindowQuestion.Condition("status", .equal, "Engine")
    #expect(try answer(question(.share, where: engine), [0, 1, 2]) == 2.0 / 3)
    let one = question(.share, where: .init("position", .equal, "1"))
    #expect(try answer(one, [0, 1, 2, 3]) == 1.0 / 3)
    #expect(try answer(#require(one.opposite), [0, 1, 2, 3]) == 2.0 / 3)
    #expect(try answer(one, [2]) == nil)
    #expect(try answer(one, []) == nil)
  }

  @Test func `a column that is not there is said with those that are`() {
    #expect(
      throws: PromptError.unknownColumn("lap", table: "results", known: ["position", "status"])
    ) {
      try WindowAnswers(question(.mean, of: "lap"), rows: Self.rows)
    }
  }
}
