import Neural
import Tensors

/// A matrix or vector of a model: learned, fixed, or fixed in bfloat16 where it lies in a mapped file.
public enum Weight: Sendable {
  case learned(Parameter)
  case fixed(Tensor)
  case half(HalfMatrix)

  /// The numbers to compute with, in float32.
  var value: Tensor {
    switch self {
    case .learned(let parameter): parameter.value
    case .fixed(let tensor): tensor
    case .half(let matrix): matrix.widened
    }
  }

  var shape: Shape {
    switch self {
    case .learned(let parameter): parameter.shape
    case .fixed(let tensor): tensor.shape
    case .half(let matrix): matrix.shape
    }
  }

  /// The named rows, zeros for -1.
  func gather(_ rows: [Int32]) -> Tensor {
    switch self {
    case .half(let matrix): matrix.gather(rows)
    case .learned, .fixed: value.gather(Rows(rows, of: shape[0]))
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
    _ x: Tensor, with adaptation: Adaptation? = nil, adding residual: Tensor? = nil,
    in precision: ProductPrecision = .float32
  ) -> Tensor {
    let extra = adaptation?.term(for: path, x)
    guard case .half(let matrix) = weight else {
      let base = LinearTerm(x, weight: weight.value, precision: precision)
      return Tensor.linear([base] + (extra.map { [$0] } ?? []), adding: residual)
    }
    let base = x.linear(weight: matrix, precision: precision)
    let sum = extra.map { Tensor.linear([$0], adding: base) } ?? base
    return residual.map { sum + $0 } ?? sum
  }
}
