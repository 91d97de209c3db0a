/// What a column's values mean to a model, whatever they are stored as.
public enum SemanticType: String, Codable, Sendable, CaseIterable {
  /// A quantity: standardized.
  case numerical
  /// One of few values that recur: looked up.
  case categorical
  /// Several of few values in one text, split by a separator.
  case multicategorical
  /// A point in time: its calendar fields, as waves.
  case timestamp
  /// Free text: encoded by a ``SentenceEncoder``.
  case text
}
