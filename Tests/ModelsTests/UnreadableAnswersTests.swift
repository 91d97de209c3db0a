import Testing

@testable import Models

@Suite("Written numbers")
struct UnreadableAnswersTests {
  @Test("are read, and texts that are none count as 0 and are counted until asked for")
  func counted() {
    let answers = UnreadableAnswers()
    #expect(
      [" 3.5", "-2", "", " three", "nan", "1e400"].map(answers.read) == [3.5, -2, 0, 0, 0, 0])
    #expect(answers.take() == 4)
    #expect(answers.take() == 0)
  }
}
