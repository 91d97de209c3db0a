import Neural
import Tensors

/// A matrix or vector of a model: learned or fixed.
public enum Weight: Sendable {
  case learned(Parameter)
  case fixed(Tensor)

  /// The numbers to compute with.
  var value: Tensor {
    switch self {
    case .learned(let parameter): parameter.value
    case .fixed(let tensor): tensor
    }
  }

  var shape: Shape {
    switch self {
    case .learned(let parameter): parameter.shape
    case .fixed(let tensor): tensor.shape
    }
  }
}

/// A linear map of the decoder, known by its path in Hugging Face's layout, to which an adapter may add.
struct Projection: Sendable {
  /// Without `.weight`: `model.layers.0.self_attn.q_proj`.
  let path: String
  let weight: Weight

  /// `x · weightᵀ`, plus what the adapter adds, plus a residual.
  func callAsFunction(
    _ x: Tensor, with adaptation: Adaptation? = nil, adding residual: Tensor? = nil
  ) -> Tensor {
    let base = LinearTerm(x, weight: weight.value)
    guard let extra = adaptation?.term(for: path, x) else {
      return Tensor.linear([base], adding: residual)
    }
    return Tensor.linear([base, extra], adding: residual)
  }
}
