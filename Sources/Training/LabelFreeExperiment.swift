import EntityGraphs
import Features
import Foundation
import Models
import Neural
import Randomness
import Relational
import RunLogs
import Tasks
import Tensors
import Text

/// The path of a run without labels: from an opened database to a model that can be asked.
///
/// No task table is ever read; the checkpoint is chosen by the self-supervised loss on rows after the
/// validation cutoff.
public struct LabelFreeExperiment: RunnableExperiment {
  /// The name by which a request asks for it, and what stands for the task in the log.
  public static let model = RelZero.name
  public static let task = "label-free"
  public static let metric = "self_supervised_loss"

  public let project: Project
  public let log: RunLog
  public let request: TrainingRequest
  private let settings: TrainingSettings
  private let resolved: [String: String]
  private let cutoffs: Cutoffs
  private let context: RelZero.Context

  /// Defaults that differ from those of supervised runs.
  private static let defaults = [
    "batch_size": "64", "epochs": "10", "max_steps_per_epoch": "120", "schedule": "cosine",
    "warmup": "0.05", "clip": "1", "learning_rate": "0.003", "rehearsal": "none",
    "lagged_targets": "no",
  ]

  public init(_ request: TrainingRequest, project: Project, log: RunLog) throws(TrainingError) {
    self.project = project
    self.log = log
    self.request = request
    do {
      var reader = try Self.reader(request.settings)
      settings = try TrainingSettings(&reader)
      guard settings.rehearsal == .none, settings.laggedTargets == .no else {
        throw TrainingError.unexpected(
          "rehearsal and lagged_targets look at a task's rows; a label-free run has none.")
      }
      let encoder = try project.textEncoder(&reader)
      cutoffs = Cutoffs(
        validation: project.database.schema.validationCutoff,
        test: project.database.schema.testCutoff)
      context = try project.labelFreeContext(
        settings: settings, encoder: encoder, cutoffs: cutoffs,
        random: RandomSource(seed: request.seed))
      _ = try RelZero(context, size: settings.batchSize, &reader)
      try reader.finish()
      resolved = reader.resolved
    } catch { throw TrainingError(error) }
  }

  static func reader(_ given: [String: String]) throws(SettingsError) -> Settings {
    try Settings(defaults.merging(given) { $1 })
  }

  public func create() throws(TrainingError) -> RunID {
    do {
      return try log.create(
        RunDescription(
          request, task: Self.task, in: project, settings: settings, configuration: resolved,
          metric: Self.metric, higherIsBetter: false,
          steps: settings.epochs * settings.maximumSteps))
    } catch { throw TrainingError(error) }
  }

  @discardableResult
  public func run(
    _ run: RunID, steering: RunSteering, didStep: @escaping (Int) -> Void,
    report: @escaping (TrainingReport) -> Void
  ) throws(TrainingError) -> RunEnding {
    do {
      return try conduct(run, steering: steering, didStep: didStep, report: report)
    } catch {
      let error = TrainingError(error)
      try? log.setStatus(.failed, of: run, message: error.description)
      throw error
    }
  }

  private func conduct(
    _ run: RunID, steering: RunSteering, didStep: @escaping (Int) -> Void,
    report: @escaping (TrainingReport) -> Void
  ) throws -> RunEnding {
    var reader = try Self.reader(request.settings)
    _ = try TrainingSettings(&reader)
    let model = try RelZero(context, size: settings.batchSize, &reader)
    try project.demandData(of: run, in: log)
    ComputePool.shared.beginRun()
    defer { ComputePool.shared.endRun() }
    let trainer = Trainer(
      LabelFreeLessons(model: model, settings: settings), settings: settings,
      higherIsBetter: false, random: context.random, steering: steering, workers: 1)
    let keeper = CheckpointKeeper(
      about: about(run), features: context.schema,
      folder: project.checkpointFolder(of: run.description), log: log, run: run)
    if let checkpoint = try keeper.newest() { try trainer.restore(checkpoint) }
    if try !log.metrics(of: run).isEmpty { try log.truncate(run, afterStep: trainer.progress.step) }
    try log.setStatus(.running, of: run)
    try trainer.wire(to: log, run: run, keeper: keeper, steering: steering, didStep: didStep)

    var figures: [String: Double] = [:]
    let judged = min(48, settings.batchSize)
    trainer.validate = { () throws(TrainingError) in
      guard
        let judgement = model.judgement(
          of: judged, isCancelled: trainer.isStoppedWhileValidating)
      else {
        return nil
      }
      figures = judgement.figures
      guard judgement.loss.isFinite else { throw .diverged(step: trainer.progress.step) }
      return judgement.loss
    }
    trainer.didEndEpoch = { loss, _, isBest, progress in
      log.append(figures, split: "val", step: progress.step, epoch: progress.epoch, to: run)
      log.append(
        loss.map { ["epoch_loss": $0] } ?? [:], split: "train", step: progress.step,
        epoch: progress.epoch, to: run)
      log.append(
        trainer.machine, split: "machine", step: progress.step, epoch: progress.epoch, to: run)
      report(
        .epoch(
          EpochReport(
            run: run.description, epoch: progress.epoch, step: progress.step,
            seconds: progress.seconds, trainLoss: loss, val: figures, best: isBest)))
    }
    if try trainer.fit() == .stopped {
      try log.setStatus(.stopped, of: run, message: "at step \(trainer.progress.step)")
      return .stopped
    }
    try model.parameters.load(trainer.best)
    try keeper.saveBest(trainer)
    log.event("note", "all steps are done; what was learned is measured at every sparsity", of: run)
    guard
      var last = model.judgement(
        lessons: 8, of: judged, isCancelled: trainer.isStoppedAfterSteps)?.figures
    else { return try trainer.endBeforeScores(log, run) }
    // What the graph's token is worth when nobody taught it to speak: about nothing.
    func built(_ context: RelZero.Context) throws -> RelZero {
      var again = try Self.reader(request.settings)
      _ = try TrainingSettings(&again)
      return try RelZero(context, size: settings.batchSize, &again)
    }
    let untrained = try built(context)
      .reading(trainer.best, projectorOf: built(context.drawnAnew(1)))
      .judgement(of: judged, isCancelled: trainer.isStoppedAfterSteps)
    guard let untrained else { return try trainer.endBeforeScores(log, run) }
    for level in untrained.levels {
      last["untrained_gain_\(level.name)"] = level.structuralGain
    }
    try log.setResults(last, split: "val", of: run)
    try log.setStatus(.finished, of: run)
    keeper.removeResume()
    try log.flush()
    report(
      .finished(
        FinishedReport(
          run: run.description, model: request.model, task: Self.task, seed: request.seed,
          history: settings.history.rawValue, status: "finished",
          seconds: trainer.progress.seconds, bestEpoch: trainer.progress.bestEpoch,
          metrics: ["val": last], baselines: [:], peakMemory: ProcessMemory.peakMebibytes,
          parameters: Fingerprint.of(model.parameters.export()))))
    return .finished
  }

  private func about(_ run: RunID) -> Checkpoint.About {
    Checkpoint.About(
      run: run.description, model: request.model, task: Self.task, seed: request.seed,
      settings: resolved, schema: SchemaOutline(project.database.schema),
      fingerprint: project.database.fingerprint, lowerBound: nil, upperBound: nil, scale: .raw,
      testCutoff: cutoffs.test, validationCutoff: cutoffs.validation,
      validationHorizon: settings.history == .cut ? cutoffs.validation : nil,
      metric: Self.metric)
  }
}
