import EntityGraphs
import Features
import Foundation
import Models
import Neural
import Randomness
import RunLogs
import Sampling
import Tasks
import Tensors
import Text

/// The whole path of a run: from an opened database to a number on the test split.
///
/// Read ``run(_:steering:report:)`` from top to bottom and you have read what the product does.
public struct Experiment: Sendable {
  public let project: Project
  public let log: RunLog
  public let request: TrainingRequest
  let settings: TrainingSettings
  let resolved: [String: String]
  let task: PredictionTask
  let encoder: any SentenceEncoder
  let context: ModelContext
  let train: TaskTable
  let val: TaskTable
  let metric: Metric

  /// Checks a request against the data; nothing is written but the project file.
  public init(_ request: TrainingRequest, project: Project, log: RunLog) throws(TrainingError) {
    self.project = project
    self.log = log
    self.request = request
    var reader: Settings
    let settings: TrainingSettings
    let textWidth: Int
    do {
      reader = try Settings(request.settings)
      settings = try TrainingSettings(&reader)
      textWidth = try reader.integer("text_width", 64, in: 1...4096)
    } catch { throw .model(.settings(error)) }
    self.settings = settings
    let encoder = HashedNGramEncoder(width: textWidth)
    self.encoder = encoder
    do {
      task = try PredictionTask.named(
        request.task, beside: project.database, home: project.home)
      guard let metric = task.metric else {
        throw TrainingError.untrainable(task: task.name, kind: task.kind.rawValue)
      }
      self.metric = metric
      train = try task.table(.train)
      val = try task.table(.val)
      for table in [train, val] where table.count == 0 {
        throw TrainingError.noRows(task: task.name, split: table.split.rawValue)
      }
      for table in [train, val] { try task.requireTwoClasses(table) }
      context = ModelContext(
        graph: project.graph, task: task, schema: try project.features(encoder: encoder),
        encoder: encoder, rule: project.rule(settings.history),
        random: RandomSource(seed: request.seed))
    } catch let error as TrainingError { throw error } catch let error as TaskError {
      throw .task(error)
    } catch let error as FeatureError { throw .features(error) } catch {
      preconditionFailure("Experiment: an error of another kind: \(error)")
    }
    // Built once to read its settings, so that a wrong one is refused before a run exists.
    do {
      _ = try ModelCatalog.make(request.model, in: context, settings: &reader)
      try reader.finish()
    } catch let error as ModelError { throw .model(error) } catch let error as SettingsError {
      throw .model(.settings(error))
    } catch { preconditionFailure("Experiment: an error of another kind: \(error)") }
    resolved = reader.resolved
  }

  /// Adds the run to the log, queued.
  public func create() throws(TrainingError) -> RunID {
    do {
      return try log.create(
        RunDescription(
          model: request.model, task: task.name, database: project.database.name,
          databasePath: project.database.path, fingerprint: project.database.fingerprint,
          seed: request.seed, history: settings.history.rawValue, configuration: resolved,
          codeVersion: CodeVersion.current, threads: ComputePool.shared.threads,
          metric: metric.rawValue, higherIsBetter: metric.higherIsBetter,
          baselines: try baselinesOnVal().mapValues { $0[metric.rawValue] ?? .nan },
          plannedSteps: settings.epochs * settings.steps(rows: train.count),
          plannedEpochs: settings.epochs))
    } catch let error as RunLogError { throw .log(error) } catch let error as TrainingError {
      throw error
    } catch { preconditionFailure("Experiment: an error of another kind: \(error)") }
  }

  /// Trains, chooses the epoch by validation, and scores the test split once.
  ///
  /// - Parameters:
  ///   - run: as ``create()`` gave it. If it has a checkpoint, it goes on from there.
  ///   - steering: asks to pause, to stop, to write a checkpoint.
  ///   - didStep: hears the number of every step done.
  ///   - report: hears of every epoch and of the end.
  public func run(
    _ run: RunID, steering: RunSteering, didStep: @escaping (Int) -> Void = { _ in },
    report: @escaping (TrainingReport) -> Void
  ) throws(TrainingError) {
    do {
      var reader = try Settings(request.settings)
      _ = try TrainingSettings(&reader)
      let model = try ModelCatalog.make(request.model, in: context, settings: &reader)
      try conduct(model, run: run, steering: steering, didStep: didStep, report: report)
    } catch let error as TrainingError {
      try? log.setStatus(.failed, of: run, message: error.description)
      throw error
    } catch let error as RunLogError { throw .log(error) } catch let error as TaskError {
      throw .task(error)
    } catch let error as ModelError { throw .model(error) } catch let error as SettingsError {
      throw .model(.settings(error))
    } catch { throw .checkpointUnreadable(path: project.home, reason: "\(error)") }
  }

  private func conduct<Model: RelationalModel>(
    _ model: Model, run: RunID, steering: RunSteering, didStep: @escaping (Int) -> Void,
    report: @escaping (TrainingReport) -> Void
  ) throws {
    let scale: LabelScale =
      task.kind == .regression && settings.target == .scaled ? LabelScale(of: train.targets) : .raw
    let evaluation = Evaluation(
      kind: task.kind, trainLabels: train.targets, scale: scale, batchSize: settings.batchSize)
    let trainer = Trainer(
      model, settings: settings, objective: settings.objective(for: task), train: train,
      scale: scale, higherIsBetter: metric.higherIsBetter, random: context.random,
      steering: steering, workers: 1)
    let keeper = CheckpointKeeper(
      about: about(run, evaluation), features: context.schema,
      folder: project.checkpointFolder(of: run.description), log: log, run: run)

    // Go on from a checkpoint if there is one; what the log knows beyond it is taken back.
    if let checkpoint = try keeper.newest() { try trainer.restore(checkpoint) }
    if try !log.metrics(of: run).isEmpty {
      try log.truncate(run, afterStep: trainer.progress.step)
    }
    try log.setStatus(.running, of: run)

    var scores: [String: Double] = [:]
    let ears = RequestEars(log: log, run: run, steering: steering)
    trainer.didStep = { loss, rate, progress in
      log.append(
        ["loss": loss, "learning_rate": rate], split: "train", step: progress.step,
        epoch: progress.epoch, to: run)
      log.heartbeat(run)
      ears.listen()
      didStep(progress.step)
    }
    trainer.validate = { () throws(TrainingError) in
      guard
        let answers = evaluation.answers(
          of: model, to: val.seeds, isCancelled: { steering.wish == .stop })
      else { return nil }
      scores = try score(answers, on: val)
      return scores[metric.rawValue] ?? (metric.higherIsBetter ? -Double.infinity : .infinity)
    }
    trainer.didEndEpoch = { loss, _, isBest, progress in
      log.append(
        scores, split: "val", step: progress.step, epoch: progress.epoch, to: run)
      log.append(
        ["epoch_loss": loss], split: "train", step: progress.step, epoch: progress.epoch, to: run)
      report(
        .epoch(
          EpochReport(
            run: run.description, epoch: progress.epoch, step: progress.step,
            seconds: progress.seconds, trainLoss: loss, val: scores, best: isBest)))
    }
    trainer.save = { (trainer, isRequired) throws(TrainingError) in
      try keeper.save(trainer, isRequired: isRequired)
    }
    trainer.isPausing = { isPausing throws(TrainingError) in
      try set(isPausing ? .paused : .running, of: run)
    }

    if try trainer.fit() == .stopped {
      try log.setStatus(.stopped, of: run, message: "at step \(trainer.progress.step)")
      return
    }
    try model.parameters.load(trainer.best)
    try keeper.saveBest(trainer)
    let (metrics, baselines) = try finalScores(of: model, by: evaluation)
    for (split, values) in metrics { try log.setResults(values, split: split, of: run) }
    try log.setStatus(.finished, of: run)
    keeper.removeResume()
    try log.flush()
    report(
      .finished(
        FinishedReport(
          run: run.description, model: request.model, task: task.name, seed: request.seed,
          history: settings.history.rawValue, status: "finished",
          seconds: trainer.progress.seconds, bestEpoch: trainer.progress.bestEpoch,
          metrics: metrics, baselines: baselines,
          parameters: Fingerprint.of(model.parameters.export()))))
  }

  /// Validation again and, once, the test split, with the parameters that validation chose; the trivial
  /// guesses are scored beside the model, so that the test labels are opened a single time.
  private func finalScores<Model: RelationalModel>(of model: Model, by evaluation: Evaluation)
    throws -> (model: [String: [String: Double]], baselines: [String: [String: [String: Double]]])
  {
    let guesses = Baseline.all(for: task)
    let forTest = Baselines(fittedOn: [train, val])
    let seeds = try task.testSeeds()
    let onTest = try task.sealedLabels().score(
      each: [evaluation.answers(of: model, to: seeds) ?? []]
        + guesses.map { forTest.predictions($0, for: seeds) })
    let onVal = try score(evaluation.answers(of: model, to: val.seeds) ?? [], on: val)
    let guessedVal = try baselinesOnVal()
    var baselines: [String: [String: [String: Double]]] = [:]
    for (guess, scores) in zip(guesses, onTest.dropFirst()) {
      baselines[guess.rawValue] = ["val": guessedVal[guess.rawValue] ?? [:], "test": scores]
    }
    return (["val": onVal, "test": onTest[0]], baselines)
  }

  private func score(_ answers: [Double], on table: TaskTable) throws(TrainingError)
    -> [String: Double]
  {
    do { return try task.evaluate(answers, on: table, scale: labelDeviation) } catch {
      throw .task(error)
    }
  }

  private func set(_ status: RunStatus, of run: RunID) throws(TrainingError) {
    do { try log.setStatus(status, of: run) } catch { throw .log(error) }
  }

  private func about(_ run: RunID, _ evaluation: Evaluation) -> Checkpoint.About {
    Checkpoint.About(
      run: run.description, model: request.model, task: task.name, seed: request.seed,
      settings: resolved, schema: SchemaOutline(project.database.schema),
      fingerprint: project.database.fingerprint, lowerBound: evaluation.bounds?.lowerBound,
      upperBound: evaluation.bounds?.upperBound, scale: evaluation.scale, metric: metric.rawValue)
  }

  private var labelDeviation: Double? { Metric.deviation(of: train.targets) }

  private func baselinesOnVal() throws(TrainingError) -> [String: [String: Double]] {
    let fitted = Baselines(fittedOn: [train])
    var scores: [String: [String: Double]] = [:]
    do {
      for baseline in Baseline.all(for: task) {
        scores[baseline.rawValue] = try task.evaluate(
          fitted.predictions(baseline, for: val.seeds), on: val, scale: labelDeviation)
      }
    } catch { throw .task(error) }
    return scores
  }
}
