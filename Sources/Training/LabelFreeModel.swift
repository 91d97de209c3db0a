import EntityGraphs
import Foundation
import Models
import Randomness
import Relational
import Tasks
import Tensors
import Text

/// A model that was trained without labels, read from its checkpoint, to be asked tasks' questions.
public final class LabelFreeModel {
  let model: RelZero
  let checkpoint: Checkpoint
  private let project: Project
  private let settings: TrainingSettings
  /// The same with a projector that never learned; each draw's is another.
  private let untrained: (_ draw: Int) throws -> RelZero

  /// - Parameters:
  ///   - path: a `best.safetensors` of a label-free run, or the folder that holds it.
  ///   - history: which rows a question may see; nil: as in training.
  public convenience init(
    checkpoint path: String, project: Project, history: HistoryPolicy? = nil
  ) throws(TrainingError) {
    do {
      let file = try CheckpointKeeper.file(at: path)
      let checkpoint = try Checkpoint(contentsOf: file)
      guard checkpoint.about.model == LabelFreeExperiment.model else {
        throw TrainingError.unexpected(
          "\(file) holds a \(checkpoint.about.model) model of task \(checkpoint.about.task); "
            + "only a relzero model can be asked without having seen labels.")
      }
      try self.init(checkpoint, path: file, project: project, history: history)
    } catch { throw TrainingError(error) }
  }

  /// - Parameter path: the file that the checkpoint is from, for errors.
  init(
    _ checkpoint: Checkpoint, path: String, project: Project, history: HistoryPolicy? = nil
  ) throws {
    self.checkpoint = checkpoint
    self.project = project
    let about = checkpoint.about
    var reader = try LabelFreeExperiment.reader(about.settings)
    var settings = try TrainingSettings(&reader)
    if let history { settings.history = history }
    self.settings = settings
    let encoder = try project.textEncoder(&reader)
    guard encoder.name == checkpoint.features.textEncoder else {
      throw TrainingError.otherEncoder(
        path: path, trained: checkpoint.features.textEncoder, found: encoder.name)
    }
    let context = try project.labelFreeContext(
      settings: settings, encoder: encoder,
      cutoffs: Cutoffs(validation: about.validationCutoff, test: about.testCutoff),
      frozen: checkpoint.features, random: RandomSource(seed: about.seed))
    let (size, afterSettings) = (settings.batchSize, reader)
    func build(_ context: RelZero.Context) throws -> RelZero {
      var reader = afterSettings
      return try RelZero(context, size: size, isLearning: false, &reader)
    }
    let trained = checkpoint.parameters
    model = try build(context)
    try model.parameters.load(trained)
    untrained = { draw in
      try build(context).reading(trained, projectorOf: build(context.drawnAnew(draw)))
    }
  }

  /// A task with the model ready to answer it.
  struct Asked {
    let task: PredictionTask
    var model: ZeroShot
    let history: HistoryPolicy
    let evaluation: Evaluation
  }

  func asked(_ name: String) throws -> Asked {
    let task = try PredictionTask.named(name, beside: project.database, home: project.home)
    return try asked(task, of: model)
  }

  private func asked(_ task: PredictionTask, of model: RelZero) throws -> Asked {
    guard task.metric != nil else {
      throw TrainingError.untrainable(task: task.name, kind: task.kind.rawValue)
    }
    let model = try ZeroShot(task, model: model)
    return Asked(
      task: task, model: model, history: settings.history,
      evaluation: Evaluation(
        kind: task.kind, bounds: nil,
        scale: LabelScale(center: model.scale.mean, unit: model.scale.deviation),
        batchSize: settings.batchSize))
  }

  /// Projectors of the control that never learned: the graph's vectors say so much that one drawn at random
  /// can be far above chance, or as far below it.
  private static let untrainedDraws = 5

  /// Scores the model on a split of a task, with every control beside it; test labels are opened once
  /// for all of them. Under the policy `cut` validation rows see nothing after the validation cutoff, as
  /// test rows see nothing after the test cutoff.
  ///
  /// - Parameters:
  ///   - sparsity: of the rows' text; nil: 1, the graph's token and the question alone.
  ///   - adaptation: steps of ``TestTimeAdaptation`` on the rows asked about, for one more line of the
  ///     report; 0 for none. The model stays adapted afterwards.
  public func evaluate(
    _ name: String, on split: Split, sparsity: Double? = nil, adaptation: Int = 0
  ) throws(TrainingError) -> ZeroShotEvaluation {
    do {
      var asked = try asked(name)
      if let sparsity { asked.model.sparsity = sparsity }
      let task = asked.task
      guard checkpoint.about.validationCutoff != nil else {
        throw TrainingError.unexpected(
          "The run learned from a database without cutoffs, rows of the time that \(split.rawValue) asks "
            + "about among them: its score would say nothing. Name val_timestamp and test_timestamp in the "
            + "database's manifest.yaml, and train it anew.")
      }
      // What validation says is to hold for test rows, whose history ends at the test cutoff.
      let horizon = asked.history == .cut ? checkpoint.about.validationCutoff : nil
      let seeds =
        split == .val
        ? Rehearsal.validation(try task.seeds(of: split), horizon: horizon)
        : try task.seeds(of: split)
      var names: [String] = []
      var answers: [[Double]] = []
      func add(_ name: String, _ model: ZeroShot) {
        names.append(name)
        answers.append(asked.evaluation.answers(of: model, to: seeds) ?? [])
      }
      add("zero-shot", asked.model)
      if task.isBinary {
        var plain = asked.model
        plain.isCalibrated = false
        add("uncalibrated", plain)
        if asked.model.opposite != nil {
          var alone = asked.model
          alone.asksOpposite = false
          add("without its opposite", alone)
        }
      }
      for (name, control) in [
        ("graph only", ZeroShot.Control.graph), ("past answers only", .past), ("text only", .text),
        ("shuffled graph", .shuffled),
      ] {
        var without = asked.model
        without.control = control
        add(name, without)
      }
      for draw in 1...Self.untrainedDraws {
        var fresh = try self.asked(task, of: try untrained(draw))
        fresh.model.sparsity = asked.model.sparsity
        add("untrained projector", fresh.model)
      }
      if adaptation > 0, task.isBinary {
        TestTimeAdaptation(steps: adaptation).adapt(
          asked.model, to: seeds, random: RandomSource(seed: checkpoint.about.seed))
        add("adapted", asked.model)
      }
      let guesses = Baseline.all(for: task)
      let fitted = Baselines(
        fittedOn: split == .test
          ? [try task.table(.train), try task.table(.val)] : [try task.table(.train)])
      for guess in guesses {
        names.append(guess.rawValue)
        answers.append(fitted.predictions(guess, for: seeds))
      }
      let scores = try task.score(each: answers, on: split)
      let report = ZeroShotReport(
        run: checkpoint.about.run, task: task.name, split: split.rawValue, rows: seeds.count,
        question: asked.model.question, opposite: asked.model.opposite,
        yesMeansOne: task.question?.yesMeansOne,
        sparsity: asked.model.sparsity, history: asked.history.rawValue,
        entries: ZeroShotReport.Entry.means(of: scores.each, named: names),
        metric: scores.metric, interval: scores.interval)
      return ZeroShotEvaluation(report: report, task: task, seeds: seeds, predictions: answers[0])
    } catch { throw TrainingError(error) }
  }
}

extension RelZero.Context {
  /// The same with other random numbers: a projector drawn by them shares nothing with a trained one, as
  /// its own first values would.
  func drawnAnew(_ draw: Int) -> RelZero.Context {
    var other = self
    other.random = RandomSource(seed: random.seed &+ UInt64(draw) &* 1_000_003)
    return other
  }
}

extension RelZero {
  /// The model with trained parameters, but the projector of another.
  func reading(_ trained: [String: Tensor], projectorOf other: RelZero) throws -> RelZero {
    let strange = other.parameters.export().filter { $0.key.hasPrefix("projector.") }
    try parameters.load(trained.merging(strange) { $1 })
    return self
  }
}
