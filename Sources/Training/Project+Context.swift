import EntityGraphs
import Features
import Models
import Randomness
import Relational
import Tasks
import Text

extension Project {
  /// What a model may know of the data when it is built.
  ///
  /// - Parameters:
  ///   - settings: say which history it sees, and whether past answers are part of it.
  ///   - frozen: the feature schema of a checkpoint; nil for the project's own.
  ///   - labels: the labels of train and validation.
  func context(
    of task: PredictionTask, settings: TrainingSettings, encoder: any SentenceEncoder,
    cutoffs: Cutoffs, frozen: FeatureSchema? = nil, labels: [TaskTable], random: RandomSource
  ) throws -> ModelContext {
    var schema = try frozen ?? features(encoder: encoder, cutoff: cutoffs.validation)
    var graph = graph
    if settings.laggedTargets == .yes,
      let lagged = LaggedTargets(
        of: task, tables: labels, in: database, cutoff: cutoffs.validation)
    {
      graph = lagged.graph
      if frozen == nil {
        schema.tables.append(lagged.features)
        // As a checkpoint will bring it back: YAML keeps fewer digits than a Double has.
        schema = try FeatureSchema(yaml: schema.yaml(), path: "feature schema of \(task.name)")
      }
    }
    return ModelContext(
      graph: graph, task: task, schema: schema, encoder: encoder,
      rule: TemporalRule(history: settings.history, testCutoff: cutoffs.test), random: random)
  }

  /// What a label-free model may know of the data when it is built.
  ///
  /// - Parameter frozen: the feature schema of a checkpoint; nil for the project's own.
  func labelFreeContext(
    settings: TrainingSettings, encoder: any SentenceEncoder, cutoffs: Cutoffs,
    frozen: FeatureSchema? = nil, random: RandomSource
  ) throws -> RelZero.Context {
    RelZero.Context(
      graph: graph, schema: try frozen ?? features(encoder: encoder, cutoff: cutoffs.validation),
      encoder: encoder,
      rule: TemporalRule(history: settings.history, testCutoff: cutoffs.test), random: random,
      tasks: PredictionTask.list(beside: database, home: home).compactMap { folder in
        try? PredictionTask.read(folder: folder.path, database: database)
      })
  }
}
