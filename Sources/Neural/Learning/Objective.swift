import Tensors

/// What training makes small: a mean over the rows of a batch.
///
/// Predictions and targets have the same shape; for the two on binary targets, predictions are logits
/// and targets 0 or 1.
public enum Objective: Sendable, Equatable {
  /// `mean |prediction - target|`
  case l1
  /// `mean (prediction - target)²`
  case meanSquared
  /// `mean -(w · y · log σ(x) + (1 - y) · log(1 - σ(x)))`, computed as
  /// `w · y · softplus(-x) + (1 - y) · softplus(x)`; w weighs the positive rows.
  case binaryCrossEntropy(positiveWeight: Float = 1)
  /// `mean -α (1 - p)^γ log p` with p the probability given to the true class and α `alpha` for
  /// positive rows, `1 - alpha` for negative ones.
  ///
  /// - Source: Lin et al. 2017, <https://arxiv.org/abs/1708.02002>, equations 4 and 5.
  case focal(gamma: Float = 2, alpha: Float = 0.25)

  /// The loss, one number.
  public func callAsFunction(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
    precondition(
      predictions.shape == targets.shape,
      "objective: predictions \(predictions.shape) and targets \(targets.shape)")
    switch self {
    case .l1:
      return (predictions - targets).abs().mean()
    case .meanSquared:
      let difference = predictions - targets
      return (difference * difference).mean()
    case .binaryCrossEntropy(let positiveWeight):
      if positiveWeight == 1 { return (predictions.softplus() - predictions * targets).mean() }
      let positive = (-predictions).softplus() * (targets * positiveWeight)
      return (positive + predictions.softplus() * (1 - targets)).mean()
    case .focal(let gamma, let alpha):
      // With z = ±x, positive when right: log p = -softplus(-z) and log(1 - p) = -softplus(z).
      let margin = predictions * (2 * targets - 1)
      let share = targets.affine(scale: 2 * alpha - 1, shift: 1 - alpha)
      let weight = (margin.softplus() * -gamma).exp()
      return (share * weight * (-margin).softplus()).mean()
    }
  }
}
