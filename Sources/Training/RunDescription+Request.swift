import RunLogs
import Tensors

extension RunDescription {
  /// What the log keeps of a run before it begins.
  ///
  /// - Parameters:
  ///   - configuration: every setting, given or not.
  ///   - baselines: what trivial guesses score on the metric.
  ///   - steps: of the whole training, at most.
  init(
    _ request: TrainingRequest, task: String, in project: Project, settings: TrainingSettings,
    configuration: [String: String], metric: String, higherIsBetter: Bool,
    baselines: [String: Double] = [:], steps: Int
  ) {
    self.init(
      model: request.model, task: task, database: project.database.name,
      databasePath: project.database.path, fingerprint: project.database.fingerprint,
      seed: request.seed, history: settings.history.rawValue, configuration: configuration,
      codeVersion: CodeVersion.current, threads: ComputePool.shared.threads, metric: metric,
      higherIsBetter: higherIsBetter, baselines: baselines, plannedSteps: steps,
      plannedEpochs: settings.epochs)
  }
}

extension Project {
  /// A run goes on with the data that it began with, or not at all.
  func demandData(of run: RunID, in log: RunLog) throws {
    let trained = try log.run(run).fingerprint
    guard trained == database.fingerprint else {
      throw TrainingError.otherData(
        run: "\(run)", trained: trained, opened: database.fingerprint)
    }
  }
}
