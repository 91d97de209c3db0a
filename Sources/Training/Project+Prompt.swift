import Inspection
import Models
import Randomness
import Relational
import RunLogs
import Tasks
import Text

/// Writes the prompts that a label-free model reads about a task's entities. Made once, since the model's
/// encoder reads the whole database; belongs to one thread at a time.
public final class PromptWriter {
  public let task: PredictionTask
  private let asked: ZeroShot
  /// Whether a run's parameters are in it.
  private let hasLearned: Bool
  /// The levels of the seed that was asked about last: they are the same whichever is looked at.
  private var known: (seed: Seed, levels: [PromptSummary.Level])?

  /// - Parameters:
  ///   - run: a label-free run, with whose settings prompts are made; nil: `settings`.
  public init(
    task name: String, run: RunID?, settings given: [String: String], seed: UInt64,
    in project: Project
  ) throws(TrainingError) {
    hasLearned = run != nil
    do {
      task = try PredictionTask.named(name, beside: project.database, home: project.home)
      let model: RelZero
      if let run {
        let path = CheckpointKeeper.bestFile(in: project.checkpointFolder(of: run.description))
        let checkpoint = try Checkpoint(contentsOf: path)
        guard checkpoint.about.model == LabelFreeExperiment.model else {
          throw TrainingError.unexpected(
            "Run \(run) trained \(checkpoint.about.model), which reads no prompt of this kind. "
              + "Name a relzero run, or none.")
        }
        model = try LabelFreeModel(checkpoint, path: path, project: project).model
      } else {
        var reader = try LabelFreeExperiment.reader(given)
        let settings = try TrainingSettings(&reader)
        let encoder = try project.textEncoder(&reader)
        let context = try project.labelFreeContext(
          settings: settings, encoder: encoder,
          cutoffs: Cutoffs(
            validation: project.database.schema.validationCutoff,
            test: project.database.schema.testCutoff),
          random: RandomSource(seed: seed))
        model = try RelZero(context, size: settings.batchSize, &reader)
        try reader.finish()
      }
      asked = try ZeroShot(task, model: model)
    } catch { throw TrainingError(error) }
  }

  /// The prompt about an entity at a time.
  ///
  /// - Parameter sparsity: share of the row's attributes that the text leaves out; nil: 1, all of them.
  /// - Parameter cell: a column whose cell is asked for in place of the task's question; where the row has
  ///   none that can be, the task's question is asked.
  public func prompt(
    of entity: Seed, sparsity: Double?, askingFor cell: String? = nil
  ) -> PromptSummary {
    var asked = asked
    if let sparsity { asked.sparsity = sparsity }
    if let cell, let summary = asked.promptSummary(askingFor: cell, of: entity, task: task) {
      return summary
    }
    var summary = asked.promptSummary(of: entity, task: task)
    if known?.seed != entity {
      known = (entity, asked.levels(of: entity, isAnswering: hasLearned))
    }
    summary.levels = known?.levels ?? []
    return summary
  }
}
