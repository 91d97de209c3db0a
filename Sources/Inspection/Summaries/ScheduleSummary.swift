/// How much of a row's text a training plans to hide as it goes on.
public struct ScheduleSummary: Summary {
  /// `linear`, `cosine`, `gated` and so on.
  public var shape: String
  /// The sparsity at equal shares of the training, from its begin to its end; nil where no text is read,
  /// or where what comes depends on how the training goes.
  public var levels: [Double?]

  public init(shape: String, levels: [Double?]) {
    self.shape = shape
    self.levels = levels
  }

  public var text: String {
    let shown = levels.map { level in level.map { "\(($0 * 1000).rounded() / 1000)" } ?? "–" }
    return "\(shape)\t" + shown.joined(separator: " ")
  }
}
