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
public struct Experiment: RunnableExperiment {
  public let project: Project
  public let log: RunLog
  public let request: TrainingRequest
  private(set) var settings: TrainingSettings
  /// The run whose parameters this one starts from.
  let from: String?
  let resolved: [String: String]
  let task: PredictionTask
  let cutoffs: Cutoffs
  let context: ModelContext
  let rehearsal: Rehearsal
  let train: TaskTable
  let val: TaskTable
  let testSeeds: [Seed]
  let metric: Metric

  /// Checks a request against the data; nothing is written but the project file.
  public init(_ request: TrainingRequest, project: Project, log: RunLog) throws(TrainingError) {
    self.project = project
    self.log = log
    self.request = request
    do {
      var reader = try Settings(request.settings)
      settings = try TrainingSettings(&reader)
      from = reader.optionalText("from")
      let encoder = try project.textEncoder(&reader)
      task = try PredictionTask.named(
        request.task, beside: project.database, home: project.home)
      guard let metric = task.metric else {
        throw TrainingError.untrainable(task: task.name, kind: task.kind.rawValue)
      }
      self.metric = metric
      train = try task.table(.train)
      val = try task.table(.val)
      testSeeds = try task.seeds(of: .test)
      for table in [train, val] { try task.requireTwoClasses(table) }
      cutoffs = Cutoffs(of: project.database, val: val.seeds, test: testSeeds)
      if let from {
        try Transfer.demandEarlier(
          than: cutoffs.validation, from: from, project: project, log: log)
      }
      let random = RandomSource(seed: request.seed)
      context = try project.context(
        of: task, settings: settings, encoder: encoder, cutoffs: cutoffs, labels: [train, val],
        random: random)
      rehearsal =
        settings.rehearsal == .cut
        ? Rehearsal(cutoffs: cutoffs, testSeeds: testSeeds, random: random) : .none(random)
      // Built once to read its settings, so that a wrong one is refused before a run exists.
      let model = try ModelCatalog.make(request.model, in: context, settings: &reader)
      // Where gradients reach no parameter there is one epoch without a step, to be validated.
      if model.parameters.parameters.allSatisfy(\.isFrozen) {
        (settings.epochs, settings.maximumSteps) = (1, 0)
      }
      try reader.finish()
      resolved = reader.resolved
    } catch { throw TrainingError(error) }
  }

  /// Adds the run to the log, queued.
  public func create() throws(TrainingError) -> RunID {
    do {
      return try log.create(
        RunDescription(
          request, task: request.task, in: project, settings: settings, configuration: resolved,
          metric: metric.rawValue, higherIsBetter: metric.higherIsBetter,
          baselines: try baselinesOnVal().mapValues { $0[metric.rawValue] ?? .nan },
          steps: settings.epochs * settings.steps(rows: train.count)))
    } catch { throw TrainingError(error) }
  }

  /// Trains, chooses the epoch by validation, and scores the test split once.
  ///
  /// - Parameters:
  ///   - run: as ``create()`` gave it. If it has a checkpoint, it goes on from there.
  ///   - steering: asks to pause, to stop, to write a checkpoint.
  ///   - didStep: hears the number of every step done.
  ///   - report: hears of every epoch and of the end.
  /// - Returns: whether it came to its end or was stopped, with a checkpoint.
  @discardableResult
  public func run(
    _ run: RunID, steering: RunSteering, didStep: @escaping (Int) -> Void,
    report: @escaping (TrainingReport) -> Void
  ) throws(TrainingError) -> RunEnding {
    do {
      var reader = try Settings(request.settings)
      _ = try TrainingSettings(&reader)
      let model = try ModelCatalog.make(request.model, in: context, settings: &reader)
      try project.demandData(of: run, in: log)
      return try conduct(model, run: run, steering: steering, didStep: didStep, report: report)
    } catch {
      let error = TrainingError(error)
      try? log.setStatus(.failed, of: run, message: error.description)
      throw error
    }
  }

  private func conduct<Model: RelationalModel>(
    _ model: Model, run: RunID, steering: RunSteering, didStep: @escaping (Int) -> Void,
    report: @escaping (TrainingReport) -> Void
  ) throws -> RunEnding {
    ComputePool.shared.beginRun()
    defer { ComputePool.shared.endRun() }
    let scale: LabelScale =
      task.kind == .regression && settings.target == .scaled ? LabelScale(of: train.targets) : .raw
    let evaluation = Evaluation(
      kind: task.kind, trainLabels: train.targets, trimming: settings.trimming, scale: scale,
      batchSize: settings.batchSize)
    let objective = settings.objective(for: task)
    let lessons = LabeledRows(
      model: model, settings: settings, objective: objective, train: train,
      scale: scale, rehearsal: rehearsal, random: context.random)
    let keeper = CheckpointKeeper(
      about: about(run, evaluation), features: context.schema,
      folder: project.checkpointFolder(of: run.description), log: log, run: run)
    let checkpoint = try keeper.newest()
    if checkpoint == nil {
      model.fit(
        rehearsal.training(train.seeds, epoch: 0),
        labels: train.targets.map { Double(scale.input($0)) }, objective: objective)
    }
    let trainer = Trainer(
      lessons, settings: settings, higherIsBetter: metric.higherIsBetter, random: context.random,
      steering: steering, workers: 1)
    if let from {
      let transfer = try Transfer(
        from: from, to: model.parameters, settings: resolved, project: project)
      log.event("note", transfer.text, of: run)
    }
    // Go on from a checkpoint if there is one; what the log knows beyond it is taken back, without one the
    // score of the start too.
    if let checkpoint { try trainer.restore(checkpoint) }
    if try !log.metrics(of: run).isEmpty {
      try log.truncate(run, afterStep: checkpoint == nil ? -1 : trainer.progress.step)
    }
    try log.setStatus(.running, of: run)

    let valSeeds = rehearsal.validation(val.seeds)
    var scores: [String: Double] = [:]
    try trainer.wire(to: log, run: run, keeper: keeper, steering: steering, didStep: didStep)
    trainer.validate = { () throws(TrainingError) in
      guard
        let answers = evaluation.answers(
          of: model, to: valSeeds, isCancelled: trainer.isStoppedWhileValidating)
      else { return nil }
      scores = try score(answers, on: val).adding(model.takeUnreadable())
      guard let value = scores[metric.rawValue], value.isFinite else {
        throw .diverged(step: trainer.progress.step)
      }
      return value
    }
    trainer.didEndEpoch = { loss, _, isBest, progress in
      log.append(
        scores, split: "val", step: progress.step, epoch: progress.epoch, to: run)
      log.append(
        loss.map { ["epoch_loss": $0] } ?? [:], split: "train", step: progress.step,
        epoch: progress.epoch, to: run)
      log.append(
        trainer.machine, split: "machine", step: progress.step,
        epoch: progress.epoch, to: run)
      report(
        .epoch(
          EpochReport(
            run: run.description, epoch: progress.epoch, step: progress.step,
            seconds: progress.seconds, trainLoss: loss, val: scores, best: isBest)))
    }

    trainer.didJudgeStart = { log.append(scores, split: "val", step: 0, epoch: 0, to: run) }

    let isJudged = try from == nil || trainer.judgeStart()
    if try !isJudged || trainer.fit() == .stopped {
      try log.setStatus(.stopped, of: run, message: "at step \(trainer.progress.step)")
      return .stopped
    }
    try model.parameters.load(trainer.best)
    try keeper.saveBest(trainer)
    let scored = try finalScores(
      of: model, by: evaluation, isCancelled: trainer.isStoppedAfterSteps)
    guard let (metrics, baselines) = scored else { return try trainer.endBeforeScores(log, run) }
    for (split, values) in metrics { try log.setResults(values, split: split, of: run) }
    try log.noteTest(of: task.name, scores: metrics["test"] ?? [:], by: run)
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
          peakMemory: ProcessMemory.peakMebibytes,
          parameters: Fingerprint.of(model.parameters.export()))))
    return .finished
  }

  /// Validation again and, once, the test split, with the parameters that validation chose; the trivial
  /// guesses are scored beside the model, so that the test labels are opened a single time.
  ///
  /// - Returns: nil when told to stop; then the test labels are still sealed.
  private func finalScores<Model: RelationalModel>(
    of model: Model, by evaluation: Evaluation, isCancelled: () -> Bool
  ) throws -> (
    model: [String: [String: Double]], baselines: [String: [String: [String: Double]]]
  )? {
    let guesses = Baseline.all(for: task)
    let forTest = Baselines(fittedOn: [train, val])
    let seeds = testSeeds
    guard let answers = evaluation.answers(of: model, to: seeds, isCancelled: isCancelled) else {
      return nil
    }
    let unreadOnTest = model.takeUnreadable()
    let valAnswers = evaluation.answers(
      of: model, to: rehearsal.validation(val.seeds), isCancelled: isCancelled)
    guard let valAnswers else { return nil }
    let onVal = try score(valAnswers, on: val).adding(model.takeUnreadable())
    let onTest = try task.sealedLabels().score(
      each: [answers] + guesses.map { forTest.predictions($0, for: seeds) }
    ).each
    let guessedVal = try baselinesOnVal()
    var baselines: [String: [String: [String: Double]]] = [:]
    for (guess, scores) in zip(guesses, onTest.dropFirst()) {
      baselines[guess.rawValue] = ["val": guessedVal[guess.rawValue] ?? [:], "test": scores]
    }
    return (["val": onVal, "test": onTest[0].adding(unreadOnTest)], baselines)
  }

  private func score(_ answers: [Double], on table: TaskTable) throws(TrainingError)
    -> [String: Double]
  {
    do { return try task.evaluate(answers, on: table, scale: labelDeviation) } catch {
      throw .task(error)
    }
  }

  private func about(_ run: RunID, _ evaluation: Evaluation) -> Checkpoint.About {
    Checkpoint.About(
      run: run.description, model: request.model, task: request.task, seed: request.seed,
      settings: resolved, schema: SchemaOutline(project.database.schema),
      fingerprint: project.database.fingerprint, lowerBound: evaluation.bounds?.lowerBound,
      upperBound: evaluation.bounds?.upperBound, scale: evaluation.scale,
      testCutoff: cutoffs.test, validationCutoff: cutoffs.validation,
      validationHorizon: rehearsal.validationHorizon, metric: metric.rawValue)
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

extension Trainer {
  /// The run was told to stop after its last step, before its rows were scored; its checkpoint is written,
  /// unless whoever asked was in haste.
  func endBeforeScores(_ log: RunLog, _ run: RunID) throws -> RunEnding {
    if let trouble { throw trouble }
    try log.setStatus(
      .stopped, of: run, message: "at step \(progress.step), before the last measurement")
    return .stopped
  }
}

extension [String: Double] {
  /// With how many answers could not be read, where a model writes them out.
  fileprivate func adding(_ unreadable: Int?) -> Self {
    guard let unreadable else { return self }
    return merging(["unreadable_answers": Double(unreadable)]) { $1 }
  }
}
