import Foundation
import Tensors

extension Llama {
  /// A beginning and ways to go on from it.
  public struct Question: Sendable {
    /// The rows of the beginning, `[rows, width]`, at least one.
    public let rows: Tensor
    /// Each at least one token.
    public let continuations: [[Int32]]

    public init(rows: Tensor, continuations: [[Int32]]) {
      precondition(
        rows.shape.rank == 2 && rows.shape[0] > 0 && continuations.allSatisfy { !$0.isEmpty },
        "Question: rows \(rows.shape), continuations \(continuations.map(\.count))")
      self.rows = rows
      self.continuations = continuations
    }
  }

  /// The natural logarithm of the probability of each continuation, given its beginning.
  ///
  /// Beginnings are computed once, all in one batch; then what is left of the continuations, which is
  /// nothing when these are single tokens.
  public func logLikelihoods(
    _ questions: [Question], adaptation: Adaptation? = nil
  ) -> [[Double]] {
    let lengths = questions.map { $0.rows.shape[0] }
    guard !questions.isEmpty else { return [] }
    var cache: KeyValueCache?
    let pairs = questions.indices.flatMap { question in
      questions[question].continuations.map { (question, $0) }
    }
    let needsMore = pairs.contains { $0.1.count > 1 }
    if needsMore {
      cache = KeyValueCache(
        configuration, sequences: questions.count,
        capacity: (lengths.max() ?? 0) + (pairs.map(\.1.count).max() ?? 0))
    }
    let first = logits(
      self(
        .joinedRows(questions.map(\.rows)),
        Sequences(lengths: lengths, read: lengths.map { _ in 1 }), cache: &cache,
        adaptation: adaptation))
    var sums = first.logProbabilities(
      of: pairs.map { (row: $0.0, token: $0.1[0]) })
    let longer = pairs.indices.filter { pairs[$0].1.count > 1 }
    if !longer.isEmpty {
      // The last token of a continuation is only looked up, never read.
      let tokens = longer.map { Array(pairs[$0].1.dropLast()) }
      cache = cache?.selecting(longer.map { pairs[$0].0 })
      let rest = logits(
        self(
          embed(tokens.flatMap { $0 }), Sequences(lengths: tokens.map(\.count)), cache: &cache,
          adaptation: adaptation))
      var row = 0
      for pair in longer {
        let asked = pairs[pair].1.dropFirst().map { token in
          defer { row += 1 }
          return (row: row, token: token)
        }
        sums[pair] += rest.logProbabilities(of: asked).reduce(0, +)
      }
    }
    var place = 0
    return questions.map { question in
      defer { place += question.continuations.count }
      return Array(sums[place..<place + question.continuations.count])
    }
  }
}

extension Tensor {
  /// Blocks of rows after one another.
  static func joinedRows(_ parts: [Tensor]) -> Tensor {
    guard let first = parts.first else { preconditionFailure("joinedRows: no tensors") }
    guard parts.count > 1 else { return first }
    let width = first.shape.width
    return Tensor(shape: [parts.reduce(0) { $0 + $1.shape[0] }, width]) { target in
      var start = 0
      for part in parts {
        part.withScalars {
          _ = UnsafeMutableBufferPointer(rebasing: target[start..<start + part.count])
            .update(fromContentsOf: $0)
        }
        start += part.count
      }
    }
  }

  /// The logarithm of a token's share in the softmax of a row, for several rows and tokens; summed in
  /// double precision.
  func logProbabilities(of asked: [(row: Int, token: Int32)]) -> [Double] {
    let width = shape.width
    var sums: [Int: Double] = [:]
    return withScalars { scores in
      asked.map { row, token in
        let scores = scores[row * width..<(row + 1) * width]
        let logSum: Double
        if let known = sums[row] {
          logSum = known
        } else {
          let largest = scores.reduce(-Float.infinity, Swift.max)
          logSum =
            Double(largest)
            + Foundation.log(scores.reduce(0.0) { $0 + Double(Foundation.exp($1 - largest)) })
          sums[row] = logSum
        }
        return Double(scores[row * width + Int(token)]) - logSum
      }
    }
  }
}
