import Tensors

/// The gradients of one loss by parameter path; none for a parameter on which the loss does not
/// depend.
public struct Gradients: Sendable {
  /// In the order of the parameters' declaration.
  public private(set) var entries: [(path: String, gradient: Tensor)]
  private let positions: [String: Int]

  init(_ entries: [(String, Tensor?)]) {
    self.entries = entries.compactMap { path, gradient in gradient.map { (path, $0) } }
    positions = Dictionary(
      uniqueKeysWithValues: self.entries.enumerated().map { ($1.path, $0) })
  }

  public subscript(path: String) -> Tensor? {
    positions[path].map { entries[$0].gradient }
  }

  public subscript(parameter: Parameter) -> Tensor? { self[parameter.path] }

  /// The square root of the sum of the squares of all numbers.
  public var norm: Double {
    entries.reduce(0) { $0 + $1.gradient.sumOfSquares() }.squareRoot()
  }

  /// The gradients, scaled down together if their norm is above `limit`.
  ///
  /// - Source: Pascanu et al. 2013, <https://arxiv.org/abs/1211.5063>, as in
  ///   torch.nn.utils.clip_grad_norm_: the factor is `limit / (norm + 1e-6)`.
  public func clipped(toNorm limit: Double) -> Gradients {
    let factor = limit / (norm + 1e-6)
    guard factor < 1 else { return self }
    var result = self
    for index in entries.indices {
      result.entries[index].gradient = entries[index].gradient * Float(factor)
    }
    return result
  }
}
