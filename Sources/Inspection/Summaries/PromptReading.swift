/// What a model that is asked in words reads of a seed, besides its rows.
public struct PromptReading: Codable, Equatable, Sendable {
  /// Tokens of the prompt, vectors among them, and of its opposite's where that is asked too.
  public var tokens: Int
  /// Nil where the question has none, and where the model was told to read none.
  public var past: PastWindows?

  public init(tokens: Int, past: PastWindows? = nil) {
    self.tokens = tokens
    self.past = past
  }
}

/// What a question about rows to come would have been answered in windows of the past.
public struct PastWindows: Codable, Equatable, Sendable {
  /// One window: it ends with its last row.
  public struct Window: Codable, Equatable, Sendable {
    /// The times of its first and its last row.
    public var first: String
    public var last: String
    public var rows: Int
    /// The label that the window would have had; nil where there is none, such as the mean of no rows.
    public var label: Double?

    public init(first: String, last: String, rows: Int, label: Double?) {
      self.first = first
      self.last = last
      self.rows = rows
      self.label = label
    }
  }

  public var question: String
  /// How long a window is: `30 days`.
  public var length: String
  /// Whether labels are 1 for yes and 0 for no.
  public var isYesNo: Bool
  /// The newest first.
  public var windows: [Window]

  public init(question: String, length: String, isYesNo: Bool, windows: [Window]) {
    self.question = question
    self.length = length
    self.isYesNo = isYesNo
    self.windows = windows
  }

  /// With 1 and 0 changed about, for a task whose label 1 means no.
  public var turned: PastWindows {
    var turned = self
    for place in windows.indices {
      turned.windows[place].label = windows[place].label.map { 1 - $0 }
    }
    return turned
  }

  /// `yes in 3 of the last 8 windows of 30 days with rows`: each window ends with a row, and a stretch that
  /// nothing fell into is none.
  ///
  /// - Parameter figure: how a number is written.
  public func words(figure: (Double) -> String = { "\($0)" }) -> String {
    let labels = windows.compactMap(\.label)
    guard let newest = labels.first else { return "none yet: no row fell into a window" }
    let (one, all) = ("\(length) with rows", labels.count)
    guard all > 1 else {
      let answer = isYesNo ? (newest > 0.5 ? "yes" : "no") : figure(newest)
      return "\(answer) in the only window of \(one)"
    }
    if isYesNo { return "yes in \(labels.count { $0 > 0.5 }) of the last \(all) windows of \(one)" }
    let mean = figure(labels.reduce(0, +) / Double(all))
    let latest = labels.prefix(3).map(figure).joined(separator: ", ")
    return "mean \(mean) of the last \(all) windows of \(one), newest \(latest)"
      + (all > 3 ? "…" : "")
  }
}
