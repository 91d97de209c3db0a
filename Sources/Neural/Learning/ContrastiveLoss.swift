import Tensors

/// Asks of each row which of many others is its partner, in both directions (NT-Xent).
///
///     ½ (mean −log softmax(S / τ)ᵢᵢ + the same of Sᵀ)    with    Sᵢⱼ = aᵢ · bⱼ / (|aᵢ| |bⱼ|)
///
/// With B rows that nothing tells apart it is log B; with partners alike and all others different it
/// falls to 0 as τ does. Partners of other rows alone are the wrong answers, B − 1 of them: in Chen et al.
/// the rows of the same side are too, which would make the first of these log (2B − 1).
///
/// - Source: Chen et al. 2020, SimCLR, <https://arxiv.org/abs/2002.05709>, equation 1, with the wrong
///   answers of Radford et al. 2021, CLIP, <https://arxiv.org/abs/2103.00020>, figure 3; τ = 0.1 as in
///   `spec/relzero.md` §3.4.
public struct ContrastiveLoss: Sendable, Equatable {
  /// τ: how far apart partners must stand from others to be sure.
  public var temperature: Float

  public init(temperature: Float = 0.1) {
    precondition(temperature > 0, "ContrastiveLoss: temperature \(temperature), not above 0")
    self.temperature = temperature
  }

  /// - Shape: rows and partners `[B, width]` each, B at least 1; returns `[]`.
  public func callAsFunction(_ rows: Tensor, _ partners: Tensor) -> Tensor {
    precondition(
      rows.shape == partners.shape && rows.shape.rank == 2 && rows.shape[0] > 0,
      "ContrastiveLoss: rows \(rows.shape) and partners \(partners.shape)")
    let (a, b) = (Self.direction(rows), Self.direction(partners))
    let right = (0..<Int32(rows.shape[0])).map { $0 }
    func loss(_ a: Tensor, _ b: Tensor) -> Tensor {
      (a.matmul(b, transposingOther: true) * (1 / temperature)).crossEntropy(right)
    }
    return (loss(a, b) + loss(b, a)) * 0.5
  }

  /// Rows of length 1; a row of zeros stays one.
  private static func direction(_ rows: Tensor) -> Tensor {
    let width = rows.shape[1]
    let share = 1 / Float(max(1, width)).squareRoot()
    return rows.rmsNorm(weight: .full(share, shape: [width]), epsilon: 1e-10)
  }
}
