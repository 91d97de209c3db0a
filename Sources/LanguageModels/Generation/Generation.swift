import Foundation
import Randomness
import Tensors

/// How the next token is chosen.
public enum Choice: Sendable, Equatable {
  /// The best one; of equals the first.
  case greedy
  /// Drawn by the softmax of `logits / temperature`, from the fewest tokens whose shares add up to at
  /// least `topP`.
  ///
  /// - Source: Holtzman et al. 2020, <https://arxiv.org/abs/1904.09751>.
  case sampled(temperature: Double, topP: Double, random: RandomSource)
}

/// When a generated text ends.
public struct GenerationLimits: Sendable {
  public var tokens: Int
  /// Tokens that end a text; they are the last of its result.
  public var ends: Set<Int32>
  /// Tokens that are never chosen.
  public var forbidden: Set<Int32>

  public init(tokens: Int, ends: Set<Int32> = [], forbidden: Set<Int32> = []) {
    self.tokens = tokens
    self.ends = ends
    self.forbidden = forbidden
  }
}

extension Llama {
  private static let samplePurpose = RandomSource.Purpose("generation")

  /// Continues sequences token by token.
  ///
  /// - Parameters:
  ///   - rows: the sequences so far, after one another: `[Σ lengths, width]`.
  ///   - lengths: rows of each sequence, at least 1.
  ///   - onToken: called with the sequence and the token as each is chosen; false stops everything.
  /// - Returns: the new tokens of each sequence. A draw depends on the seed, the sequence's number and
  ///   the step alone.
  public func generate(
    _ rows: Tensor, lengths: [Int], choosing choice: Choice = .greedy,
    limits: GenerationLimits, adaptation: Adaptation? = nil,
    onToken: (_ sequence: Int, _ token: Int32) -> Bool = { _, _ in true }
  ) -> [[Int32]] {
    precondition(lengths.allSatisfy { $0 > 0 }, "generate: an empty sequence among \(lengths)")
    var results = lengths.map { _ in [Int32]() }
    guard limits.tokens > 0, !lengths.isEmpty else { return results }
    // The sequences that go on, by their number.
    var active = Array(lengths.indices)
    var cache: KeyValueCache? = KeyValueCache(
      configuration, sequences: lengths.count,
      capacity: (lengths.max() ?? 0) + min(limits.tokens, 256))
    var scores = logits(
      self(
        rows, Sequences(lengths: lengths, read: lengths.map { _ in 1 }), cache: &cache,
        adaptation: adaptation))
    for step in 0..<limits.tokens {
      var kept: [Int] = []
      for (place, sequence) in active.enumerated() {
        let token = scores.withScalars { scores in
          let width = configuration.vocabulary
          let row = UnsafeBufferPointer(rebasing: scores[place * width..<(place + 1) * width])
          return choose(choice, row, limits.forbidden, sequence: sequence, step: step)
        }
        results[sequence].append(token)
        guard onToken(sequence, token) else { return results }
        if !limits.ends.contains(token) { kept.append(place) }
      }
      guard step + 1 < limits.tokens, !kept.isEmpty else { break }
      if kept.count < active.count {
        cache = cache?.selecting(kept)
        active = kept.map { active[$0] }
      }
      let tokens = active.map { results[$0].last ?? 0 }
      scores = logits(
        self(
          embed(tokens), Sequences(lengths: tokens.map { _ in 1 }), cache: &cache,
          adaptation: adaptation))
    }
    return results
  }

  private func choose(
    _ choice: Choice, _ scores: UnsafeBufferPointer<Float>, _ forbidden: Set<Int32>,
    sequence: Int, step: Int
  ) -> Int32 {
    switch choice {
    case .greedy:
      var best: Int32 = -1
      var bestScore = -Float.infinity
      for (token, score) in scores.enumerated() where score > bestScore {
        guard !forbidden.contains(Int32(token)) else { continue }
        best = Int32(token)
        bestScore = score
      }
      return max(best, 0)
    case .sampled(let temperature, let topP, let random):
      var stream = random.stream(Self.samplePurpose, epoch: step, row: sequence)
      return Self.draw(
        scores, forbidden, temperature: temperature, topP: topP, at: stream.uniform())
    }
  }

  /// The token at a point in `0 ..< 1` of the shares that are kept, the largest share first.
  static func draw(
    _ scores: UnsafeBufferPointer<Float>, _ forbidden: Set<Int32>, temperature: Double,
    topP: Double, at point: Double
  ) -> Int32 {
    let allowed = scores.indices.filter { !forbidden.contains(Int32($0)) }
    let largest = allowed.reduce(-Float.infinity) { max($0, scores[$1]) }
    var shares = allowed.map { token in
      (
        token: Int32(token),
        share: exp(Double(scores[token] - largest) / max(temperature, 1e-6))
      )
    }
    let total = shares.reduce(0) { $0 + $1.share }
    shares.sort { ($0.share, $1.token) > ($1.share, $0.token) }
    var kept = 0.0
    var count = 0
    for item in shares {
      kept += item.share
      count += 1
      if kept >= topP * total { break }
    }
    var rest = point * kept
    for item in shares.prefix(count) {
      rest -= item.share
      if rest < 0 { return item.token }
    }
    return shares.prefix(count).last?.token ?? 0
  }
}
