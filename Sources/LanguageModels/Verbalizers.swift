import Tensors
import Text

/// The tokens that a decoder may say for yes and for no, of which there are several: `Yes`, ` yes`, …
///
/// - Source: `spec/relzero.md` §4.2: P(yes) against P(no), summed over variants.
public struct Verbalizers: Sendable, Equatable {
  public let yes: [Int32]
  public let no: [Int32]

  /// The variants that a tokenizer has as single tokens.
  ///
  /// - Throws: ``LanguageModelError/noVerbalizer(_:path:)`` when it has none for one of the two.
  public init(_ tokenizer: Tokenizer, path: String) throws(LanguageModelError) {
    func variants(_ word: String) throws(LanguageModelError) -> [Int32] {
      let texts = [" \(word)", word, " \(word.lowercased())", word.lowercased()]
      var ids: [Int32] = []
      for text in texts {
        let tokens = tokenizer.encodePlain(text)
        if tokens.count == 1, !ids.contains(tokens[0]) { ids.append(tokens[0]) }
      }
      guard !ids.isEmpty else { throw .noVerbalizer(word, path: path) }
      return ids
    }
    yes = try variants("Yes")
    no = try variants("No")
  }

  /// log P(yes) − log P(no) of each row of scores, each summed over its variants.
  ///
  /// - Shape: `[rows, vocabulary]` to `[rows]`
  public func logOdds(_ logits: Tensor) -> Tensor {
    Self.logSum(logits, yes) - Self.logSum(logits, no)
  }

  /// log Σ exp over some columns.
  private static func logSum(_ logits: Tensor, _ ids: [Int32]) -> Tensor {
    let rows = logits.shape.rows
    let columns = ids.map { logits.columns(Int($0)..<Int($0) + 1) }
    guard columns.count > 1 else { return columns[0].reshaped([rows]) }
    let chosen = Tensor.concatenated(columns)
    // log Σ exp x = x₀ − log softmax₀: stable, with a gradient rule that is there already.
    return columns[0].reshaped([rows])
      + chosen.crossEntropies([Int32](repeating: 0, count: rows))
  }
}
