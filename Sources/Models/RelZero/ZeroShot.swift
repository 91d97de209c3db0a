import Features
import Neural
import Prompts
import Randomness
import Relational
import Sampling
import Tasks
import Tensors

/// Asks a label-free model a task's question.
///
/// A probability is read from the odds of yes against no, less those of the same prompt without a graph
/// (contextual calibration, after Zhao et al. 2021, <https://arxiv.org/abs/2102.09690>); whether yes
/// means label 1 is in the task. Where the question has an opposite (`status id not 1`, `status id 1`), that is
/// asked too, and half the difference is taken: what both are answered alike, such as how many rows will
/// come, says nothing about the condition (after Burns et al. 2022, <https://arxiv.org/abs/2212.03827>, who
/// average p(x⁺) and 1 − p(x⁻)). `docs/relzero.md` has what it was measured to bring. Where label 1 says that no
/// such rows will come, as of customers who leave, how many will come is the answer, and the opposite is not asked.
///
/// A number is the mean of the number decoder's distribution, in the scale that answers of the question
/// had before the validation cutoff.
///
/// - Source: `spec/relzero.md` §4.2.
public struct ZeroShot: RelationalModel {
  /// What the model is made to do without, to see what it is worth.
  public enum Control: String, Sendable, CaseIterable {
    case none
    /// The text alone, with the sign of an absent graph.
    case text
    /// The graph and the past answers of another row of the batch, drawn.
    case shuffled
    /// The graph alone: what ``WindowHeads`` read off the row's vector, no decoder.
    case graph
    /// The past answers alone: what ``PastReader`` reads in them, without a graph or a decoder.
    case past
  }

  public var batches: PromptBatches
  private let model: RelZero
  let isBinary: Bool
  private let yesMeansOne: Bool
  public var control = Control.none
  public var isCalibrated = true
  /// Whether the question's opposite is asked too, where it has one.
  public var asksOpposite = true
  /// The mean and deviation of a number's answers before the validation cutoff, in which outputs are;
  /// 0 and 1 for binary tasks.
  public let scale: (mean: Double, deviation: Double)

  public var parameters: ParameterStore { model.parameters }
  public var question: String { batches.question }
  /// The question's opposite; nil where it has none.
  public var opposite: String? { batches.opposite }
  /// Share of the row's attributes that the text leaves out. At first all: the graph's token and the question
  /// alone are answered as well (`docs/relzero.md`), nine times as fast.
  public var sparsity: Double {
    get { batches.sparsity }
    set { batches.sparsity = newValue }
  }

  /// - Throws: ``ModelError`` for a task whose question does not fit the database, and for a number
  ///   whose scale cannot be known.
  public init(_ task: PredictionTask, model: RelZero) throws(ModelError) {
    let lessons = model.lessons
    let database = lessons.batches.graph.database
    self.model = model
    batches = PromptBatches(
      subgraphs: lessons.batches, table: task.entityTable,
      text: RowText(database.tables[task.entityTable], in: database.schema),
      question: try task.questionInWords(in: database), vocabulary: lessons.vocabulary,
      reach: lessons.reach, sparsity: 1,
      random: lessons.random)
    let asked = try PastQuestion(task, about: lessons.supervision, random: lessons.random)
    batches.past = lessons.past
    batches.pastQuestions = [asked].compactMap { $0 }
    isBinary = task.isBinary
    yesMeansOne = task.question?.yesMeansOne ?? true
    guard !task.isBinary else {
      scale = (0, 1)
      if let opposite = try task.oppositeQuestion(in: database) {
        batches.opposite = opposite.text
        batches.pastQuestions.append(try PastQuestion(opposite, in: database))
      }
      return
    }
    guard let asked else {
      throw .unexpected(
        "Task \(task.name) asks for a number, and its question is not about rows to come: without "
          + "labels its scale cannot be known. Add rows, measure and column to `question` in the "
          + "task's manifest.yaml, or train a supervised model.")
    }
    scale = (asked.mean, asked.deviation)
  }

  public func callAsFunction(_ batch: PromptBatch, in pass: Pass) -> Tensor {
    let vectors = model.decoder.graph(batch.graph, in: pass)
    guard isBinary else {
      return answers(to: batch.prompts, asking: question, 0, vectors, batch, pass)
    }
    var odds = answers(to: batch.prompts, asking: question, 0, vectors, batch, pass)
    if asksOpposite, let opposite = batches.opposite {
      odds = (odds - answers(to: batch.opposites, asking: opposite, 1, vectors, batch, pass)) * 0.5
    }
    return yesMeansOne ? odds : -odds
  }

  /// The log-odds of yes, or deviations from the question's mean, one a prompt.
  ///
  /// - Parameter number: of the question among those whose past answers are told.
  private func answers(
    to prompts: [PromptTokens], asking question: String, _ number: Int,
    _ vectors: GraphEncoder.Vectors, _ batch: PromptBatch, _ pass: Pass
  ) -> Tensor {
    let count = prompts.count
    let past = batch.past(number)
    switch control {
    case .graph:
      let asked = [batches.vocabulary.tokenizer.encodePlain(question)]
      return model.heads(vectors.seeds, asked, past: past).reshaped([count])
    case .past:
      guard let reader = model.decoder.past, !past.isEmpty else { return .zeros([count]) }
      return reader.odds(PastAnswers.tensor(past)).reshaped([count])
    case .none, .text, .shuffled: break
    }
    func reading(_ prompts: [PromptTokens], _ seed: (Int) -> Int?) -> Tensor {
      let readings = prompts.enumerated().map { place, prompt in
        PromptedDecoder.Reading(prompt: prompt, seed: seed(place), past: seed(place))
      }
      let soft = model.decoder.softTokens(
        vectors, readings, batch.neighbors, past: past, in: pass)
      return model.decoder(readings, soft: soft, batch.neighbors, answers: false, in: pass)
    }
    let others = Self.others(count, random: model.lessons.random)
    let hidden = reading(prompts) { index in
      switch control {
      case .none, .graph, .past: index
      case .text: nil
      case .shuffled: others[index]
      }
    }
    guard isBinary else { return model.numbers(hidden) }
    let odds = odds(hidden)
    guard isCalibrated, control != .text else { return odds }
    let (distinct, rows) = Self.distinct(prompts)
    let absent = self.odds(reading(distinct) { _ in nil }).reshaped([distinct.count, 1])
    return odds - absent.gather(rows).reshaped([count])
  }

  /// The prompts that differ where no graph is read, and for each prompt which of them it is like.
  ///
  /// Where the text says nothing but the question all are alike, and what they would be answered without a
  /// graph is asked once.
  static func distinct(_ prompts: [PromptTokens]) -> ([PromptTokens], Rows) {
    var numbers: [[PromptTokens.Place]: Int32] = [:]
    var distinct: [PromptTokens] = []
    let rows = prompts.map { prompt in
      // One sign stands for the absent graph, however many places a prompt has for neighbors.
      let read = prompt.places.filter { if case .graph(1...) = $0 { false } else { true } }
      if let number = numbers[read] { return number }
      let number = Int32(distinct.count)
      numbers[read] = number
      distinct.append(prompt)
      return number
    }
    return (distinct, Rows(rows, of: distinct.count))
  }

  /// For each row of a batch another one, drawn: rows next to each other are often alike.
  static func others(_ count: Int, random: RandomSource) -> [Int] {
    var stream = random.stream(.judging, row: -2)
    let order = stream.permutation(count).map { Int($0) }
    var others = order
    for (place, row) in order.enumerated() { others[row] = order[(place + 1) % count] }
    return others
  }

  private func odds(_ hidden: Tensor) -> Tensor {
    model.decoder.tokens.verbalizers.logOdds(model.decoder.decoder.logits(hidden))
  }
}
