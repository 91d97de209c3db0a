/// Turns a text into a vector of fixed width.
///
/// The built-in ``HashedNGramEncoder`` needs no weights; encoders that load a language model conform to
/// the same protocol.
public protocol SentenceEncoder: Sendable {
  /// Name and version: part of the key under which vectors are cached and a run is recorded.
  var name: String { get }
  var width: Int { get }
  /// Vectors of all texts, row after row: `[texts.count, width]`.
  func encode(_ texts: [String]) -> [Float]
}
