import LanguageModels
import Neural
import Tensors

/// Reads an answer straight off a row's token, turned as that is toward the question: the odds of yes, or
/// a number, as far as the token points from the decoder's word for no to its word for yes.
///
/// It teaches the graph side, at a fraction of the decoder's price, to speak the decoder's language: what
/// it learns to say passes through the residual stream to the very scores that are read. It is used for
/// nothing else; what is later asked is read by the decoder. Ours; no source.
struct TokenProbe {
  /// Factors for the odds and for numbers.
  private let gain: Parameter
  private let numberGain: Parameter
  private let scale: Float

  /// - Parameter scale: the usual size of an entry of a token.
  init(scale: Float, at scope: ParameterScope) {
    gain = (scope / "gain").parameter("weight", [1], .ones)
    numberGain = (scope / "number").parameter("weight", [1], .ones)
    self.scale = scale
  }

  /// Log-odds of yes, and deviations from the question's mean, `[tokens, 1]` each.
  ///
  /// - Parameter direction: from no to yes, `[1, width]`.
  func callAsFunction(_ tokens: Tensor, toward direction: Tensor) -> (
    odds: Tensor, numbers: Tensor
  ) {
    let length = Float(max(1e-12, direction.sumOfSquares()).squareRoot())
    let reach = (tokens * (1 / scale)).linear(weight: direction * (1 / length))
    return (reach * gain.value, reach * numberGain.value)
  }

  /// The mean over answers of the cross-entropy of yes and no, or of the absolute error of a number.
  ///
  /// - Parameter answers: 0 or 1, or deviations from the question's mean, which beyond 4 are no more
  ///   than 4.
  /// - Shape: tokens `[answers, width]`
  func loss(
    _ tokens: Tensor, toward direction: Tensor, _ answers: [Double], isYesNo: [Bool]
  ) -> Tensor {
    let share = 1 / Float(max(1, answers.count))
    func column(_ value: (Int) -> Float) -> Tensor {
      Tensor(answers.indices.map(value), shape: [answers.count, 1])
    }
    let (odds, numbers) = self(tokens, toward: direction)
    let yes = column { isYesNo[$0] ? Float(answers[$0]) : 0 }
    let right = column { isYesNo[$0] ? 0 : Float(min(4, max(-4, answers[$0]))) }
    let asked = (odds.softplus() - odds * yes) * column { isYesNo[$0] ? share : 0 }
    let measured = (numbers - right).abs() * column { isYesNo[$0] ? 0 : share }
    return asked.sum() + measured.sum()
  }
}
