import Neural
import Tensors

/// The scale of a question's answers as they were before the validation cutoff, and of a task's labels.
struct QuestionScale {
  /// What centers and scales the answers, in the target's unit.
  let mean: Double
  let deviation: Double
  /// The least and the greatest train label, in the target's unit.
  let labels: ClosedRange<Double>
}

/// Takes deviations from a question's mean to labels as the objective has them, by a line that is learned.
///
/// At first the line is that of the question's own scale: a label-free model's answer stays what it was.
struct LabelScaling {
  private let question: QuestionScale
  private let factor: Parameter
  private let shift: Parameter

  init(_ question: QuestionScale, at scope: ParameterScope) {
    self.question = question
    factor = scope.parameter("factor", [1], .constant(1))
    shift = scope.parameter("shift", [1], .constant(0))
  }

  func callAsFunction(_ deviations: Tensor) -> Tensor {
    deviations * factor.value + shift.value
  }

  /// - Parameter labels: the train labels as the objective has them, of which those in the target's unit are
  ///   scaled and shifted in some way.
  func fit(_ labels: [Double]) {
    guard let least = labels.min(), let greatest = labels.max() else { return }
    let raw = question.labels
    let width = raw.upperBound - raw.lowerBound
    // Of labels that are all alike nothing tells how they were scaled.
    let scale = width > 0 ? (greatest - least) / width : 1
    factor.value = Tensor([Float(question.deviation * scale)])
    shift.value = Tensor([Float((question.mean - raw.lowerBound) * scale + least)])
  }
}
