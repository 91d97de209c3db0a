import Neural
import Tensors

/// Turns a vector of the graph into one that stands among a decoder's token embeddings.
///
///     rms(W₂ · dropout(tanh(W₁ x + b₁)) + b₂) · scale
///
/// The published projector has no norm, a sigmoid, and drops entries of the finished token. Here the token
/// is scaled like a word embedding and left whole (`spec/relzero.md` §3.8, B19), and the middle is centered:
/// a sigmoid's constant half would drown what differs between rows.
///
/// - Shape: `[rows, inputs]` to `[rows, outputs]`
/// - Source: `spec/relzero.md` §2.3.
struct Projector {
  private let first: Linear
  private let second: Linear
  private let norm: Parameter
  private let dropout: Dropout

  /// - Parameter scale: the usual size of an entry of a word embedding.
  init(
    _ inputs: Int, _ hidden: Int, _ outputs: Int, dropout rate: Float, scale: Float,
    at scope: ParameterScope
  ) {
    first = Linear(inputs, hidden, at: scope / "0")
    second = Linear(hidden, outputs, at: scope / "3")
    norm = (scope / "4").parameter("weight", [outputs], .ones)
    norm.value = norm.value * scale
    dropout = Dropout(rate, at: scope / "2")
  }

  func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    second(dropout(first(x).tanh(), in: pass)).rmsNorm(weight: norm.value, epsilon: 1e-6)
  }
}
