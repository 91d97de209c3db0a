import Foundation
import LanguageModels
import Tensors
import Text

/// How well a model reads databases of fields that training never saw.
public struct HeldOutReport: Sendable, Equatable, Codable {
  /// Mean loss of a token, in nats, over all that is learned: text and answers.
  public var loss: Double
  /// The same for guesses by each token's frequency, and by its frequency after the token before.
  public var unigramLoss: Double
  public var bigramLoss: Double
  public var tokens: Int
  /// For each kind of text the mean loss of what is learned.
  public var lossByKind: [String: Double]
  /// For each kind with answers the share that is right to the last token.
  public var rightByKind: [String: Double]
  /// Questions about visible facts by what they ask of: the share answered right.
  public var rightByQuestion: [String: Double]
  /// The share of all questions about visible facts answered right.
  public var visibleAccuracy: Double
  public var visibleQuestions: Int
}

/// Measures a model on held-out texts.
struct HeldOut {
  let decoder: Llama
  let tokenizer: Tokenizer
  let recipe: LanguageRecipe

  /// - Parameter databases: how many, all from domains kept for tests.
  /// - Parameter comparing: whether to judge the same texts by frequencies too, which takes a while.
  func report(databases: Int, comparing: Bool) -> HeldOutReport {
    let corpus = Corpus(seed: recipe.seed)
    var grams = FrequencyModel(vocabulary: recipe.vocabulary)
    let known = comparing ? recipe.vocabularyDatabases : 0
    for sample in corpus.samples(databases: 0..<known, perDatabase: 12) {
      grams.read(sample, tokenizer)
    }
    var sums = Sums()
    for kind in TextSample.Kind.allCases {
      for start in stride(from: 0, to: databases, by: Self.atOnce) {
        let samples = corpus.samples(
          databases: start..<min(databases, start + Self.atOnce), perDatabase: 6, isHeldOut: true,
          kind: kind)
        for sample in samples where comparing { grams.judge(sample, tokenizer, &sums) }
        judge(samples, kind, &sums)
      }
    }
    return sums.report
  }

  private static let atOnce = 8

  private func judge(_ samples: [TextSample], _ kind: TextSample.Kind, _ sums: inout Sums) {
    var batch = TextBatch()
    var questions: [String] = []
    for sample in samples {
      let before = batch.answerRanges.count
      batch.add(sample, tokenizer)
      if batch.answerRanges.count > before, kind == .visible {
        questions += sample.parts.filter { $0.text.hasPrefix(" Question:") }
          .map { VisibleQuestion.group(of: $0.text) }
      }
    }
    guard batch.tokenCount > 0 else { return }
    let states = decoder(decoder.embed(batch.ids), batch.sequences)
    func scores(_ places: TextBatch.Places) -> (losses: [Double], best: [Int32]) {
      guard !places.rows.isEmpty else { return ([], []) }
      let logits = decoder.logits(states.gather(Rows(places.rows, of: batch.tokenCount)))
      return logits.judged(places.targets)
    }
    let plain = scores(batch.plain)
    let answers = scores(batch.answers)
    sums.add(plain.losses + answers.losses, kind)
    for (number, range) in batch.answerRanges.enumerated() {
      let isRight = range.allSatisfy { answers.best[$0] == batch.answers.targets[$0] }
      sums.add(isRight, kind, question: kind == .visible ? questions[number] : nil)
    }
  }

  /// What is added up.
  struct Sums {
    private var losses: [TextSample.Kind: (sum: Double, count: Int)] = [:]
    private var right: [TextSample.Kind: (right: Int, count: Int)] = [:]
    private var rightByQuestion: [String: (right: Int, count: Int)] = [:]
    var unigram = 0.0
    var bigram = 0.0
    var grams = 0

    mutating func add(_ values: [Double], _ kind: TextSample.Kind) {
      let known = losses[kind] ?? (0, 0)
      losses[kind] = (known.sum + values.reduce(0, +), known.count + values.count)
    }

    mutating func add(_ isRight: Bool, _ kind: TextSample.Kind, question: String?) {
      let known = right[kind] ?? (0, 0)
      right[kind] = (known.right + (isRight ? 1 : 0), known.count + 1)
      if let question {
        let known = rightByQuestion[question] ?? (0, 0)
        rightByQuestion[question] = (known.right + (isRight ? 1 : 0), known.count + 1)
      }
    }

    var report: HeldOutReport {
      func share(_ pair: (right: Int, count: Int)) -> Double {
        Double(pair.right) / Double(max(1, pair.count))
      }
      let count = losses.values.reduce(0) { $0 + $1.count }
      return HeldOutReport(
        loss: losses.values.reduce(0) { $0 + $1.sum } / Double(max(1, count)),
        unigramLoss: unigram / Double(max(1, grams)), bigramLoss: bigram / Double(max(1, grams)),
        tokens: count,
        lossByKind: Dictionary(
          uniqueKeysWithValues: losses.map { ($0.rawValue, $1.sum / Double(max(1, $1.count))) }),
        rightByKind: Dictionary(uniqueKeysWithValues: right.map { ($0.rawValue, share($1)) }),
        rightByQuestion: rightByQuestion.mapValues(share),
        visibleAccuracy: share(right[.visible] ?? (0, 0)),
        visibleQuestions: right[.visible]?.count ?? 0)
    }
  }
}

extension VisibleQuestion {
  /// What a question asks of, by its words.
  static func group(of text: String) -> String {
    if text.contains(" at least ") || text.contains(" at most ") { return "bound" }
    if text.contains("true?") || text.contains("false?") { return "flag" }
    let words = text.split(separator: "?")[0].split(separator: " ")
    let isNumber = words.last.map { Double($0) != nil } ?? false
    return isNumber ? "number" : text.contains(" ago?") ? "time" : "text"
  }
}

extension Tensor {
  /// For each row of scores the loss of a target, and the best token.
  fileprivate func judged(_ targets: [Int32]) -> (losses: [Double], best: [Int32]) {
    let width = shape.width
    return withScalars { scores in
      var losses: [Double] = []
      var best: [Int32] = []
      for (row, target) in targets.enumerated() {
        let scores = scores[row * width..<(row + 1) * width]
        var highest = scores.startIndex
        for place in scores.indices where scores[place] > scores[highest] { highest = place }
        let largest = scores[highest]
        var sum: Float = 0
        for place in scores.indices { sum += Foundation.exp(scores[place] - largest) }
        losses.append(Double(largest + Foundation.log(sum) - scores[row * width + Int(target)]))
        best.append(Int32(highest - row * width))
      }
      return (losses, best)
    }
  }
}

/// Guesses of tokens by how often they were seen, alone and after the token before.
struct FrequencyModel {
  private var counts: [Int]
  private var total = 0
  private var pairs: [UInt64: Int] = [:]
  private var firsts: [Int]

  init(vocabulary: Int) {
    counts = [Int](repeating: 0, count: vocabulary)
    firsts = counts
  }

  private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
    UInt64(UInt32(first)) << 32 | UInt64(UInt32(second))
  }

  mutating func read(_ sample: TextSample, _ tokenizer: Tokenizer) {
    visit(sample, tokenizer) { model, before, token in
      model.counts[Int(token)] += 1
      model.total += 1
      model.firsts[Int(before)] += 1
      model.pairs[Self.key(before, token), default: 0] += 1
    }
  }

  /// Adds the losses of what a sample teaches: frequencies with one more of each token; pairs mixed with
  /// them, by a half where the token before was seen 5 times.
  mutating func judge(
    _ sample: TextSample, _ tokenizer: Tokenizer, _ sums: inout HeldOut.Sums
  ) {
    var found = (unigram: 0.0, bigram: 0.0, count: 0)
    visit(sample, tokenizer) { model, before, token in
      let single =
        Double(model.counts[Int(token)] + 1) / Double(model.total + model.counts.count)
      let first = Double(model.firsts[Int(before)])
      let pair = Double(model.pairs[Self.key(before, token)] ?? 0)
      found.unigram -= log(single)
      found.bigram -= log((pair + 5 * single) / (first + 5))
      found.count += 1
    }
    sums.unigram += found.unigram
    sums.bigram += found.bigram
    sums.grams += found.count
  }

  /// Calls `body` with each token that is learned and the one before it.
  private mutating func visit(
    _ sample: TextSample, _ tokenizer: Tokenizer,
    _ body: (inout FrequencyModel, Int32, Int32) -> Void
  ) {
    var before: Int32?
    for part in sample.parts {
      for token in tokenizer.encode(part.text, framed: false) {
        if let before, part.role != .context { body(&self, before, token) }
        before = token
      }
    }
  }
}
