import Inspection
import Models
import Randomness
import Relational
import RunLogs
import Tasks
import Text

extension Project {
  /// The prompt that a label-free model reads about an entity at a time.
  ///
  /// - Parameters:
  ///   - run: a label-free run, with whose settings the prompt is made; nil: `settings`.
  ///   - sparsity: share of the row's attributes that the text leaves out; nil: as at the end of
  ///     training.
  public func prompt(
    task name: String, entity: Seed, sparsity: Double?, run: RunID?,
    settings given: [String: String],
    seed: UInt64
  ) throws(TrainingError) -> PromptSummary {
    do {
      let task = try PredictionTask.named(name, beside: database, home: home)
      let model: RelZero
      if let run {
        let path = CheckpointKeeper.bestFile(in: checkpointFolder(of: run.description))
        let checkpoint = try Checkpoint(contentsOf: path)
        guard checkpoint.about.model == LabelFreeExperiment.model else {
          throw TrainingError.unexpected(
            "Run \(run) trained \(checkpoint.about.model), which reads no prompt of this kind. "
              + "Name a relzero run, or none.")
        }
        model = try LabelFreeModel(checkpoint, path: path, project: self).model
      } else {
        var reader = try LabelFreeExperiment.reader(given)
        let settings = try TrainingSettings(&reader)
        let encoder = try textEncoder(&reader)
        let context = try labelFreeContext(
          settings: settings, encoder: encoder,
          cutoffs: Cutoffs(
            validation: database.schema.validationCutoff, test: database.schema.testCutoff),
          random: RandomSource(seed: seed))
        model = try RelZero(context, size: settings.batchSize, &reader)
        try reader.finish()
      }
      var asked = try ZeroShot(task, model: model)
      if let sparsity { asked.sparsity = sparsity }
      return asked.promptSummary(of: entity, task: task)
    } catch { throw TrainingError(error) }
  }
}
