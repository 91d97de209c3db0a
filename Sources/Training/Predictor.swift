import EntityGraphs
import Features
import Foundation
import Inspection
import Models
import Randomness
import Relational
import RunLogs
import Sampling
import Tasks
import Tensors
import Text

/// A trained model, ready to be asked about entities at times.
///
/// Columns are read as they were in training: the checkpoint carries its feature schema. Belongs to one
/// thread at a time.
public final class Predictor {
  public let task: PredictionTask
  public let checkpoint: Checkpoint
  public let history: HistoryPolicy
  let project: Project
  /// The database's graph, with the answers of past windows where the model sees them.
  let graph: EntityGraph
  let model: any RelationalModel
  let evaluation: Evaluation
  /// Answers to the validation rows with their labels, kept from the first time they are needed.
  var validationAnswers: [(answer: Double, label: Double)]?

  /// - Parameters:
  ///   - path: a `best.safetensors`, or the folder that holds it.
  ///   - history: which rows a question may see; nil: as in training.
  public init(
    checkpoint path: String, project: Project, task name: String? = nil,
    history asked: HistoryPolicy? = nil
  ) throws(TrainingError) {
    self.project = project
    let file = try CheckpointKeeper.file(at: path)
    let checkpoint = try Checkpoint(contentsOf: file)
    let about = checkpoint.about
    let isLabelFree = about.model == LabelFreeExperiment.model
    if isLabelFree && name == nil {
      throw .unexpected("The model was trained without a task. Say with --task what to ask it.")
    }
    let folder = { (name: String) in
      try? PredictionTask.named(name, beside: project.database, home: project.home).folder
    }
    if !isLabelFree, let name, name != about.task,
      folder(name) != folder(about.task) || folder(name) == nil
    {
      throw .otherTask(path: file, found: about.task, asked: name)
    }
    let outline = SchemaOutline(project.database.schema)
    if let difference = about.schema.difference(from: outline) {
      throw .otherSchema(path: file, difference: difference)
    }
    self.checkpoint = checkpoint
    do {
      if isLabelFree {
        let about = try LabelFreeModel(checkpoint, path: file, project: project, history: asked)
          .asked(name ?? "")
        task = about.task
        model = about.model
        graph = project.graph
        history = about.history
        evaluation = about.evaluation
        return
      }
      var reader = try Settings(about.settings)
      var settings = try TrainingSettings(&reader)
      if let asked { settings.history = asked }
      let encoder = try project.textEncoder(&reader)
      guard encoder.name == checkpoint.features.textEncoder else {
        throw TrainingError.otherEncoder(
          path: file, trained: checkpoint.features.textEncoder, found: encoder.name)
      }
      let task = try PredictionTask.named(
        about.task, beside: project.database, home: project.home)
      let context = try project.context(
        of: task, settings: settings, encoder: encoder,
        cutoffs: Cutoffs(validation: about.validationCutoff, test: about.testCutoff),
        frozen: checkpoint.features,
        labels: settings.laggedTargets == .yes
          ? [try task.table(.train), try task.table(.val)] : [],
        random: RandomSource(seed: about.seed))
      let model = try ModelCatalog.make(about.model, in: context, settings: &reader)
      try model.parameters.load(checkpoint.parameters)
      self.task = task
      self.model = model
      graph = context.graph
      history = settings.history
      let bounds = about.lowerBound.flatMap { lower in about.upperBound.map { lower...$0 } }
      evaluation = Evaluation(
        kind: task.kind, bounds: bounds, scale: about.scale, batchSize: settings.batchSize)
    } catch { throw TrainingError(error) }
  }

  /// The predictor of a run of the log.
  public convenience init(
    run: RunID, project: Project, task: String? = nil, history: HistoryPolicy? = nil
  ) throws(TrainingError) {
    try self.init(
      checkpoint: project.checkpointFolder(of: run.description), project: project, task: task,
      history: history)
  }

  /// The predictor of a run on a copy of the database with other values in some cells. Columns are read
  /// by the statistics of the checkpoint, so that nothing changes but the edited cells.
  public convenience init(
    run: RunID, project: Project, task: String? = nil, history: HistoryPolicy? = nil,
    edits: [CellEdit]
  ) throws(TrainingError) {
    let edited: Project
    do {
      edited = Project(database: try project.database.replacing(edits), home: project.home)
    } catch { throw TrainingError(error) }
    try self.init(run: run, project: edited, task: task, history: history)
  }

  /// A probability per seed for binary tasks, the target's unit for regression.
  public func answers(to seeds: [Seed], without hidden: [HiddenRows] = []) -> [Double] {
    evaluation.answers(of: model, to: seeds, without: hidden) ?? []
  }

  /// The same, as long as an answer is wanted.
  ///
  /// - Throws: `TrainingError.cancelled` once it is not.
  func answers(
    to seeds: [Seed], without hidden: [HiddenRows] = [], unless isCancelled: () -> Bool
  ) throws(TrainingError) -> [Double] {
    guard
      let answers = evaluation.answers(
        of: model, to: seeds, without: hidden, isCancelled: isCancelled)
    else { throw .cancelled }
    return answers
  }

  /// Answers to all rows of a split, in the order of its file. Validation rows are asked as in training,
  /// with history up to the validation cutoff where they were rehearsed so.
  public func predictions(for split: Split) throws(TrainingError) -> [Double] {
    do {
      let seeds = try task.seeds(of: split)
      return answers(
        to: split == .val
          ? Rehearsal.validation(seeds, horizon: checkpoint.about.validationHorizon) : seeds)
    } catch { throw .task(error) }
  }

  /// The metrics of train or val rows, or once of the test rows, by this checkpoint.
  public func evaluate(_ split: Split) throws(TrainingError) -> [String: Double] {
    let predictions = try predictions(for: split)
    do { return try task.score(each: [predictions], on: split).each[0] } catch {
      throw .task(error)
    }
  }
}
