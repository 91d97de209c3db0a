import Neural
import Tensors

/// Reads ``PastAnswers``: for the graph's token, and as odds of its own.
///
/// What it makes of them hangs on the question through its measure's answers alone, not on its words, so that
/// it holds for questions never met.
struct PastReader {
  private let hidden: Linear
  private let token: Linear
  private let score: Linear

  /// - Parameter channels: of the graph's vectors.
  init(_ width: Int, channels: Int, at scope: ParameterScope) {
    hidden = Linear(PastAnswers.width, width, at: scope / "hidden")
    token = Linear(width, channels, at: scope / "token")
    score = Linear(width, 1, hasBias: false, at: scope / "odds")
  }

  /// To be added to the graph's vectors, turned toward their questions, `[rows, channels]`.
  ///
  /// - Shape: past `[rows, PastAnswers.width]`
  func vectors(_ past: Tensor) -> Tensor { token(hidden(past).silu()) }

  /// To be added to the log-odds of yes, or to deviations from the question's mean, `[rows, 1]`.
  ///
  /// - Shape: past `[rows, PastAnswers.width]`
  func odds(_ past: Tensor) -> Tensor { score(hidden(past).silu()) }
}
