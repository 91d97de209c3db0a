import Foundation
import Neural
import Tensors

/// A text as the mean of its tokens' vectors in a BERT or MPNet encoder, of length 1: MiniLM and its kin,
/// all-mpnet-base-v2.
///
/// - Source: Reimers, Gurevych 2019, <https://arxiv.org/abs/1908.10084>; checked against
///   sentence-transformers with all-MiniLM-L6-v2 and a tiny MPNet of random weights.
public struct BertSentenceEncoder: SentenceEncoder {
  public let name: String
  public var width: Int { bert.configuration.width }
  public let tokenizer: Tokenizer
  private let bert: Bert
  private let pooling: Pooling
  private let normalizes: Bool

  enum Pooling: Sendable {
    case mean
    /// The vector of the first token.
    case first
  }

  /// About this many tokens are computed at once: enough to keep the threads busy, few enough for the
  /// cache.
  private static let batchTokens = 2048

  /// Reads a folder in the layout of sentence-transformers.
  public init(folder: String) throws(TextError) {
    let missing = ["config.json", "tokenizer.json"].filter {
      !FileManager.default.fileExists(atPath: folder + "/" + $0)
    }
    guard missing.isEmpty else { throw .missingFiles(folder: folder, missing: missing) }
    let configuration = try BertConfiguration(path: folder + "/config.json")
    let sentences = try SentenceLayout(folder: folder)
    let longest = min(sentences.longest ?? configuration.longest, configuration.longest)
    tokenizer = try Tokenizer(path: folder + "/tokenizer.json", longest: longest)
    guard tokenizer.idCount <= configuration.vocabulary else {
      throw .malformed(
        path: folder + "/tokenizer.json",
        reason: "it has \(tokenizer.idCount) ids, the model knows \(configuration.vocabulary): "
          + "the tokenizer is of another model")
    }
    pooling = sentences.pooling
    normalizes = sentences.normalizes
    guard longest > tokenizer.frameCount else {
      throw .malformed(path: folder, reason: "texts of at most \(longest) tokens have no room")
    }
    let files: WeightFiles
    do {
      files = try WeightFiles(folder: folder)
    } catch {
      throw .weights(error)
    }
    bert = try Bert(configuration, files)
    name = "\(configuration.kind.rawValue)-\(ContentKey.ofFile(files.path))-\(configuration.width)"
  }

  public func encode(_ texts: [String]) -> [Float] {
    var result = [Float](repeating: 0, count: texts.count * width)
    let ids = tokenizer.encode(texts)
    let order = ids.indices.sorted { (ids[$0].count, $0) < (ids[$1].count, $1) }
    var rest = order[...]
    while !rest.isEmpty {
      var tokens = 0
      let batch = rest.prefix { text in
        defer { tokens += ids[text].count }
        return tokens == 0 || tokens + ids[text].count <= Self.batchTokens
      }
      rest = rest.dropFirst(batch.count)
      let rows = bert(batch.map { ids[$0] })
      rows.withScalars { rows in
        var start = 0
        for text in batch {
          let count = ids[text].count
          pool(rows[start * width..<(start + count) * width], into: &result, at: text * width)
          start += count
        }
      }
    }
    return result
  }

  private func pool(
    _ rows: Slice<UnsafeBufferPointer<Float>>, into result: inout [Float], at base: Int
  ) {
    let count = pooling == .first ? min(1, rows.count / width) : rows.count / width
    guard count > 0 else { return }
    for row in 0..<count {
      let start = rows.startIndex + row * width
      for column in 0..<width { result[base + column] += rows[start + column] }
    }
    var square: Float = 0
    for column in base..<base + width {
      result[column] /= Float(count)
      square += result[column] * result[column]
    }
    guard normalizes else { return }
    let scale = 1 / max(square.squareRoot(), 1e-12)
    for column in base..<base + width { result[column] *= scale }
  }
}
