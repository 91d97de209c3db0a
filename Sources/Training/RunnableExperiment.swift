import RunLogs

/// A run that can be added to the log, queued, trained and gone on with.
public protocol RunnableExperiment: Sendable {
  var log: RunLog { get }

  /// Adds the run to the log, queued.
  func create() throws(TrainingError) -> RunID

  /// Trains to the end, or until stopped.
  ///
  /// - Parameters:
  ///   - run: as ``create()`` gave it. If it has a checkpoint, it goes on from there.
  ///   - steering: asks to pause, to stop, to write a checkpoint.
  ///   - didStep: hears the number of every step done.
  ///   - report: hears of every epoch and of the end.
  /// - Returns: whether it came to its end or was stopped, with a checkpoint.
  @discardableResult
  func run(
    _ run: RunID, steering: RunSteering, didStep: @escaping (Int) -> Void,
    report: @escaping (TrainingReport) -> Void
  ) throws(TrainingError) -> RunEnding
}

/// How a run ended, when nothing went wrong.
public enum RunEnding: Sendable {
  case finished
  /// Asked to; its checkpoint says where it goes on.
  case stopped
}

extension RunnableExperiment {
  @discardableResult
  public func run(
    _ run: RunID, steering: RunSteering, report: @escaping (TrainingReport) -> Void
  ) throws(TrainingError) -> RunEnding {
    try self.run(run, steering: steering, didStep: { _ in }, report: report)
  }
}

extension TrainingRequest {
  /// What the request asks for, ready to run: with labels of a task, or without any.
  ///
  /// - Throws: what the data or the settings lack; nothing is written but the project file.
  public func experiment(in project: Project, log: RunLog) throws(TrainingError)
    -> any RunnableExperiment
  {
    model == LabelFreeExperiment.model
      ? try LabelFreeExperiment(self, project: project, log: log)
      : try Experiment(self, project: project, log: log)
  }
}
