import Features
import Neural
import Prompts
import Relational
import Sampling
import Tasks
import Tensors

/// Asks a label-free model a task's question.
///
/// A probability is read from the odds of yes against no, less those of the same prompt without a graph
/// (contextual calibration, after Zhao et al. 2021, <https://arxiv.org/abs/2102.09690>); whether yes
/// means label 1 is in the task. A number is the mean of the number decoder's distribution, in the scale
/// that answers of the question had before the validation cutoff.
///
/// - Source: `spec/relzero.md` §4.2.
public struct ZeroShot: RelationalModel {
  /// What the model is made to do without, to see what it is worth.
  public enum Control: String, Sendable, CaseIterable {
    case none
    /// The text alone, with the sign of an absent graph.
    case text
    /// The graph of another row of the batch.
    case shuffled
    /// The graph alone: what ``WindowHeads`` read off the row's vector, no decoder.
    case graph
  }

  public var batches: PromptBatches
  private let model: RelZero
  private let isBinary: Bool
  private let yesMeansOne: Bool
  public var control = Control.none
  public var isCalibrated = true
  /// The mean and deviation of a number's answers before the validation cutoff, in which outputs are;
  /// 0 and 1 for binary tasks.
  public let scale: (mean: Double, deviation: Double)

  public var parameters: ParameterStore { model.parameters }
  public var question: String { batches.question }
  /// Share of the row's attributes that the text leaves out; at first that of the end of training.
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
      neighborLimit: lessons.neighborLimit, sparsity: lessons.schedule.end,
      random: lessons.random)
    isBinary = task.isBinary
    yesMeansOne = task.question?.yesMeansOne ?? true
    guard !task.isBinary else {
      scale = (0, 1)
      return
    }
    var stream = lessons.random.stream(.judging, row: -1)
    guard let window = try task.windowQuestion(in: database),
      let seeds = try? WindowSeeds(window, lessons.supervision),
      let entry = WindowPool.scaled(seeds, from: &stream)
    else {
      throw .unexpected(
        "Task \(task.name) asks for a number, and its question is not about rows to come: without "
          + "labels its scale cannot be known. Add rows, measure and column to `question` in the "
          + "task's manifest.yaml, or train a supervised model.")
    }
    scale = (entry.mean, entry.deviation)
  }

  public func callAsFunction(_ batch: PromptBatch, in pass: Pass) -> Tensor {
    let vectors = model.decoder.graph(batch.graph, in: pass)
    let count = batch.prompts.count
    if control == .graph {
      let asked = [batches.vocabulary.tokenizer.encodePlain(question)]
      let answers = model.heads(vectors.seeds, asked).reshaped([count])
      return isBinary && !yesMeansOne ? -answers : answers
    }
    func reading(_ seed: (Int) -> Int?) -> Tensor {
      let readings = batch.prompts.enumerated().map {
        PromptedDecoder.Reading(prompt: $1, seed: seed($0))
      }
      let soft = model.decoder.softTokens(vectors, readings, batch.neighbors, in: pass)
      return model.decoder(readings, soft: soft, batch.neighbors, answers: false, in: pass)
    }
    let hidden = reading { index in
      switch control {
      case .none, .graph: index
      case .text: nil
      case .shuffled: (index + 1) % count
      }
    }
    guard isBinary else { return model.numbers(hidden) }
    var odds = odds(hidden)
    if isCalibrated, control != .text { odds = odds - self.odds(reading { _ in nil }) }
    return yesMeansOne ? odds : -odds
  }

  private func odds(_ hidden: Tensor) -> Tensor {
    model.decoder.tokens.verbalizers.logOdds(model.decoder.decoder.logits(hidden))
  }
}
