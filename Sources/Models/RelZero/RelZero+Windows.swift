import Neural
import Tensors

extension RelZero {
  /// How well questions about windows are answered, those of a part, always the same ones.
  ///
  /// - Returns: nil when cancelled; nothing found where no question has an answer.
  func windows(
    _ part: SelfSupervision.Part, _ count: Int, _ size: Int, _ isCancelled: () -> Bool
  ) -> (found: Judgement.Windows?, Void)? {
    var sums = WindowSums()
    for number in 0..<count {
      if isCancelled() { return nil }
      var stream = lessons.random.stream(.judging, row: 1_000 + number)
      let lesson = lessons.panel(part, count: 2 * size, epoch: 0, from: &stream)
      if !lesson.isEmpty { add(lesson, to: &sums) }
    }
    return (sums.found, ())
  }

  private func add(_ lesson: Lesson, to sums: inout WindowSums) {
    let vectors = decoder.graph(lesson.graph, in: .inference)
    func soft(_ readings: [PromptedDecoder.Reading]) -> PromptedDecoder.SoftTokens {
      decoder.softTokens(
        vectors, readings, lesson.neighbors, past: lesson.past, in: .inference)
    }
    func hidden(_ readings: [PromptedDecoder.Reading]) -> Tensor {
      decoder(readings, soft: soft(readings), lesson.neighbors, answers: false, in: .inference)
    }
    let own = hidden(lesson.readings())
    let tokens = soft(lesson.readings()).seeds
    sums.add(spread: tokens.spread)
    sums.loss += Double(sumOfWindowLosses(own, lesson).scalar)
    sums.shuffledLoss += Double(
      sumOfWindowLosses(hidden(lesson.readings(shiftedBy: 1)), lesson).scalar)
    sums.total += lesson.count
    let odds = decoder.tokens.verbalizers.logOdds(decoder.decoder.logits(own)).scalars
    let expected = numbers(own).scalars
    let direct = probe(tokens, toward: decoder.fromNoToYes).odds.scalars
    if let targets = lesson.targets {
      sums.add(heads(vectors.seeds, targets.asked, past: targets.past), targets)
    }
    var byQuestion: [[Int32]: [Int]] = [:]
    for index in lesson.prompts.indices {
      guard lesson.isYesNo[index] else {
        sums.error += abs(Double(expected[index]) - lesson.answers[index])
        sums.size += abs(lesson.answers[index])
        continue
      }
      byQuestion[lesson.prompts[index].words, default: []].append(index)
    }
    for places in byQuestion.values {
      sums.order.add(places.map { (Double(odds[$0]), lesson.answers[$0]) })
      sums.probeOrder.add(places.map { (Double(direct[$0]), lesson.answers[$0]) })
    }
  }
}

/// What is added up over questions about windows.
private struct WindowSums {
  var (loss, shuffledLoss, total) = (0.0, 0.0, 0)
  var (error, size) = (0.0, 0.0)
  private var (spread, panels) = (0.0, 0)
  var order = PairOrder()
  var probeOrder = PairOrder()
  private var headOrder = PairOrder()

  mutating func add(spread: Double) {
    self.spread += spread
    panels += 1
  }

  /// - Parameter answers: `[seeds, questions]`
  mutating func add(_ answers: Tensor, _ targets: WindowTargets) {
    let answers = answers.scalars
    for question in targets.isYesNo.indices where targets.isYesNo[question] {
      let places = stride(from: question, to: answers.count, by: targets.asked.count)
      headOrder.add(
        places.filter { !targets.values[$0].isNaN }
          .map { (Double(answers[$0]), Double(targets.values[$0])) })
    }
  }

  var found: Judgement.Windows? {
    guard total > 0 else { return nil }
    return Judgement.Windows(
      loss: loss / Double(total), shuffledLoss: shuffledLoss / Double(total), auc: order.share,
      probeAUC: probeOrder.share, headAUC: headOrder.share,
      numberError: size > 0 ? error / size : nil,
      tokenSpread: spread / Double(panels))
  }
}

/// Of pairs with different labels, within one question each, the share in the right order; ties count
/// half.
private struct PairOrder {
  private var (right, pairs) = (0.0, 0.0)

  mutating func add(_ rows: [(odds: Double, label: Double)]) {
    let (yes, no) = (rows.filter { $0.label > 0.5 }, rows.filter { $0.label <= 0.5 })
    for one in yes {
      for other in no {
        right += one.odds > other.odds ? 1 : one.odds == other.odds ? 0.5 : 0
      }
    }
    pairs += Double(yes.count * no.count)
  }

  var share: Double? { pairs > 0 ? right / pairs : nil }
}

extension Tensor {
  /// How far rows lie from their mean, as a share of their own length: 0 where all are the same.
  fileprivate var spread: Double {
    let (rows, width) = (shape.rows, shape.width)
    let values = scalars.map { Double($0) }
    guard rows > 0 else { return 0 }
    var mean = [Double](repeating: 0, count: width)
    for (place, value) in values.enumerated() { mean[place % width] += value / Double(rows) }
    var (away, whole) = (0.0, 0.0)
    for (place, value) in values.enumerated() {
      away += (value - mean[place % width]) * (value - mean[place % width])
      whole += value * value
    }
    return whole > 0 ? (away / whole).squareRoot() : 0
  }
}
