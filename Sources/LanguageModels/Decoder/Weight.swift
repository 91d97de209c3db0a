import Neural
import Tensors

/// A matrix or vector of a model: learned, fixed, fixed in bfloat16 where it lies in a mapped file, or
/// rounded to eight bits for prediction.
public enum Weight: Sendable {
  case learned(Parameter)
  case fixed(Tensor)
  case half(HalfMatrix)
  case bytes(ByteMatrix)

  /// The numbers to compute with, in float32.
  var value: Tensor {
    switch self {
    case .learned(let parameter): parameter.value
    case .fixed(let tensor): tensor
    case .half(let matrix): matrix.widened
    case .bytes(let matrix): matrix.widened
    }
  }

  /// The same rounded to eight bits.
  var inBytes: Weight {
    switch self {
    case .half(let matrix): .bytes(ByteMatrix(matrix))
    case .bytes: self
    case .learned, .fixed: .bytes(ByteMatrix(value))
    }
  }

  /// Bytes that are read to compute with it once.
  var byteCount: Int {
    switch self {
    case .half(let matrix): 2 * matrix.shape.count
    case .bytes(let matrix): matrix.byteCount
    case .learned, .fixed: 4 * shape.count
    }
  }

  var shape: Shape {
    switch self {
    case .learned(let parameter): parameter.shape
    case .fixed(let tensor): tensor.shape
    case .half(let matrix): matrix.shape
    case .bytes(let matrix): matrix.shape
    }
  }

  /// The named rows, zeros for -1.
  func gather(_ rows: [Int32]) -> Tensor {
    switch self {
    case .half(let matrix): matrix.gather(rows)
    case .learned, .fixed, .bytes: value.gather(Rows(rows, of: shape[0]))
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
    let base: Tensor
    switch weight {
    case .half(let matrix): base = x.linear(weight: matrix, precision: precision)
    case .bytes(let matrix): base = x.linear(weight: matrix, precision: precision)
    case .learned, .fixed:
      let term = LinearTerm(x, weight: weight.value, precision: precision)
      return Tensor.linear([term] + (extra.map { [$0] } ?? []), adding: residual)
    }
    let sum = extra.map { Tensor.linear([$0], adding: base) } ?? base
    return residual.map { sum + $0 } ?? sum
  }
}

extension Projection {
  /// The same with its weight rounded to eight bits.
  var inBytes: Projection { Projection(path: path, weight: weight.inBytes) }
}
