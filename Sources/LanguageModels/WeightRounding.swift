import Foundation
import Tensors

/// What a model loses in quality when its weights are rounded, measured on a text.
public struct WeightLoss: Sendable, Equatable {
  /// Tokens whose probability was asked for.
  public let tokens: Int
  /// Mean negative logarithm of a token's probability with the weights as stored; nats.
  public let storedLoss: Double
  /// The same with rounded weights.
  public let roundedLoss: Double
  /// Mean Kullback-Leibler divergence of the rounded model's next token from the stored model's; nats.
  /// Never below 0, and 0 only when nothing changed.
  public let divergence: Double
  /// The share of places where both find the same token likeliest.
  public let agreement: Double
}

extension Llama {
  /// Compares this model with a rounded one on a text, given in pieces of at most 128 tokens.
  ///
  /// - Returns: nil for a text of fewer than two tokens.
  public func loss(ofRounding rounded: Llama, on ids: [Int32]) -> WeightLoss? {
    guard ids.count > 1 else { return nil }
    var sums = (tokens: 0, stored: 0.0, rounded: 0.0, divergence: 0.0, agreeing: 0)
    var start = 0
    while start + 1 < ids.count {
      let piece = Array(ids[start..<min(ids.count, start + 129)])
      let (inputs, targets) = (Array(piece.dropLast()), Array(piece.dropFirst()))
      let sequences = Sequences(lengths: [inputs.count])
      let scores = [self, rounded].map { $0.logits($0($0.embed(inputs), sequences)) }
      let width = configuration.vocabulary
      scores[0].withScalars { stored in
        scores[1].withScalars { rounded in
          for row in targets.indices {
            let range = row * width..<(row + 1) * width
            let p = Distribution(UnsafeBufferPointer(rebasing: stored[range]))
            let q = Distribution(UnsafeBufferPointer(rebasing: rounded[range]))
            sums.stored -= p.logProbability(Int(targets[row]))
            sums.rounded -= q.logProbability(Int(targets[row]))
            sums.divergence += p.divergence(from: q)
            sums.agreeing += p.likeliest == q.likeliest ? 1 : 0
          }
        }
      }
      sums.tokens += targets.count
      start += targets.count
    }
    let count = Double(sums.tokens)
    return WeightLoss(
      tokens: sums.tokens, storedLoss: sums.stored / count, roundedLoss: sums.rounded / count,
      divergence: max(0, sums.divergence / count), agreement: Double(sums.agreeing) / count)
  }
}

/// The softmax of a row of scores; sums in double precision.
private struct Distribution {
  let scores: UnsafeBufferPointer<Float>
  let likeliest: Int
  let logSum: Double

  init(_ scores: UnsafeBufferPointer<Float>) {
    self.scores = scores
    var best = 0
    for index in scores.indices where scores[index] > scores[best] { best = index }
    likeliest = best
    let most = Double(scores[best])
    logSum = most + log(scores.reduce(0.0) { $0 + exp(Double($1) - most) })
  }

  func logProbability(_ token: Int) -> Double { Double(scores[token]) - logSum }

  /// Σ p (log p - log q)
  func divergence(from other: Distribution) -> Double {
    scores.indices.reduce(0.0) { sum, token in
      let own = logProbability(token)
      return sum + exp(own) * (own - other.logProbability(token))
    }
  }
}

extension LanguageModel {
  /// The text on which rounding is judged when none is given: prose, a row of a table, a question, numbers.
  public static let sampleText = """
    The customers table has a row for each person who has an account. Each order belongs to one customer \
    and was placed on a day in 2024. customer: country is Norway, joined 14 months ago, age is 37. order 1: \
    total is 129.50, status is shipped, 12 days ago. order 2: total is 18.25, status is returned, 3 days \
    ago. Question: will this customer order anything within the next 60 days? Answer: Yes. A model that has \
    read many such rows learns which of them go together, and how often a thing that happened once happens \
    again.
    """

  /// The largest mean divergence, in nats per token, at which rounded weights are used.
  public static let tolerableDivergence = 0.01

  /// The same model with weights of eight bits, for prediction, and what that costs on a text.
  ///
  /// - Throws: ``LanguageModelError/lossyWeights(path:loss:limit:)`` when it costs more than
  ///   ``tolerableDivergence``.
  public func inBytes(
    judgedOn text: String = sampleText
  ) throws(LanguageModelError) -> (model: LanguageModel, loss: WeightLoss) {
    let (model, loss) = roundedToBytes(judgedOn: text)
    guard loss.divergence <= Self.tolerableDivergence else {
      throw .lossyWeights(
        path: path, divergence: loss.divergence, limit: Self.tolerableDivergence)
    }
    return (model, loss)
  }

  /// The same without the limit.
  ///
  /// - Parameter text: replaced by ``sampleText`` when it has fewer than two tokens.
  public func roundedToBytes(
    judgedOn text: String = sampleText
  ) -> (model: LanguageModel, loss: WeightLoss) {
    var model = self
    model.decoder = decoder.inBytes()
    let nothing = WeightLoss(
      tokens: 0, storedLoss: 0, roundedLoss: 0, divergence: 0, agreement: 1)
    let loss = [text, Self.sampleText].lazy.compactMap {
      decoder.loss(ofRounding: model.decoder, on: tokenizer.encode($0))
    }.first
    return (model, loss ?? nothing)
  }
}
