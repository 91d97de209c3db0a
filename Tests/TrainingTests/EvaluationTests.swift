import Models
import Testing

@testable import Training

/// How raw outputs become answers.
@Suite("Evaluation")
struct EvaluationTests {
  private func evaluation(_ labels: [Double], trimming: Double, scale: LabelScale = .raw)
    -> Evaluation
  {
    Evaluation(
      kind: .regression, trainLabels: labels, trimming: trimming, scale: scale, batchSize: 8)
  }

  @Test("answers of regression stay between percentiles of the train labels")
  func bounds() throws {
    let labels = (0...100).map { Double($0) }
    let trimmed = evaluation(labels.reversed(), trimming: 0.02)
    let bounds = try #require(trimmed.bounds)
    #expect(abs(bounds.lowerBound - 2) < 1e-9 && abs(bounds.upperBound - 98) < 1e-9)
    let answers = [-5, 1.5, 2.5, 50, 97.5, 98.5, 1e9].map { trimmed.answer($0) }
    let expected = [2, 2, 2.5, 50, 97.5, 98, 98]
    for (answer, right) in zip(answers, expected) { #expect(abs(answer - right) < 1e-9) }
    // Without trimming the labels' own range holds.
    #expect(evaluation(labels, trimming: 0).bounds == 0...100)
  }

  @Test("a percentile between two labels is mixed from both, as numpy does it")
  func percentiles() {
    // Place 0.25 · 3 = 0.75 of [0, 10, 20, 40]; place 2.25 on the other side.
    let bounds = evaluation([40, 0, 20, 10], trimming: 0.25).bounds
    #expect(bounds == 7.5...25)
  }

  @Test("the bounds hold for the answer, not for the scaled output")
  func scaled() {
    let labels = (0...100).map { Double($0) }
    let scaled = evaluation(labels, trimming: 0.1, scale: LabelScale(center: 50, unit: 20))
    // 50 + 20 · 1 = 70; 50 + 20 · 3 = 110, above the 90th percentile.
    #expect(scaled.answer(1) == 70)
    #expect(abs(scaled.answer(3) - 90) < 1e-9)
    #expect(abs(scaled.answer(-3) - 10) < 1e-9)
    #expect(scaled.answer(.nan).isNaN)
  }

  @Test("answers of yes and no are probabilities, without bounds")
  func probabilities() {
    let evaluation = Evaluation(
      kind: .binaryClassification, trainLabels: [0, 1, 1], trimming: 0.02, scale: .raw,
      batchSize: 8)
    #expect(evaluation.bounds == nil)
    #expect(evaluation.answer(0) == 0.5)
    // σ(log 3) = 3 / 4
    #expect(abs(evaluation.answer(1.098_612_3) - 0.75) < 1e-6)
  }
}
