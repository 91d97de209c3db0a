import Foundation
import Neural
import Randomness
import Sampling
import Tensors

/// Changes parameters along a curriculum until the validation metric is as good as it gets.
///
/// Owns the parameters while it runs, on one thread. What happens at a step depends on the data, the
/// settings, the random seed and the number of the step alone, so a trainer that starts from a
/// checkpoint ends in the same bits as one that never stopped.
final class Trainer<Lessons: Curriculum> {
  /// Why ``fit(from:)`` returned.
  enum Ending {
    case finished
    /// Asked to; a checkpoint was written.
    case stopped
  }

  let lessons: Lessons
  let settings: TrainingSettings
  let random: RandomSource
  let steering: RunSteering
  let workers: Int
  private var optimizer: Adam
  /// What validation and predictions use; nil: the parameters themselves.
  private(set) var average: WeightAverage?
  private let schedule: Schedule
  private(set) var progress = Checkpoint.Progress()
  private(set) var best: [String: Tensor] = [:]
  private var startOfSeconds = Date()
  /// Share of the last epoch's steps that was spent waiting for batches.
  private(set) var waitingShare = 0.0

  /// What the trainer tells while it goes.
  var didStep:
    (
      _ loss: Double, _ rate: Double, _ notes: [String: Double], _ progress: Checkpoint.Progress
    ) -> Void = { _, _, _, _ in }
  /// Scores the validation rows; nil when told to stop meanwhile.
  var validate: () throws(TrainingError) -> Double? = { nil }
  /// An epoch is over: its mean loss, and whether validation chose it.
  var didEndEpoch:
    (_ loss: Double?, _ value: Double, _ isBest: Bool, _ progress: Checkpoint.Progress) ->
      Void = { _, _, _, _ in }
  /// What the run starts from was scored.
  var didJudgeStart: () -> Void = {}
  /// Keeps the state: when `isRequired`, now; else if it is time.
  var save: (_ trainer: Trainer, _ isRequired: Bool) throws(TrainingError) -> Void = { _, _ in }
  /// Says that the run waits (true) or goes on (false).
  var isPausing: (Bool) throws(TrainingError) -> Void = { _ in }
  /// Says that the run is alive and hears what other processes ask of it; called after each step, twice a
  /// second while the run waits, and while rows are scored.
  var listen: () -> Void = {}
  let higherIsBetter: Bool

  init(
    _ lessons: Lessons, settings: TrainingSettings, higherIsBetter: Bool, random: RandomSource,
    steering: RunSteering, workers: Int
  ) {
    self.lessons = lessons
    self.settings = settings
    self.higherIsBetter = higherIsBetter
    self.random = random
    self.steering = steering
    self.workers = workers
    optimizer = Adam(
      learningRate: Float(settings.learningRate), weightDecay: Float(settings.weightDecay),
      isDecoupled: true)
    // The decoder knows its language already; what reads the graph begins from nothing.
    optimizer.factors = [
      "language": Float(settings.languageRate), "base_model": Float(settings.languageRate),
    ]
    average = settings.averaging > 0 ? WeightAverage(decay: Float(settings.averaging)) : nil
    let steps = settings.epochs * lessons.stepsPerEpoch
    let warmup = Int(settings.warmup * Double(steps))
    schedule =
      switch settings.rate {
      case .cosine: .warmupCosine(warmup: warmup, total: steps)
      case .constant: .constant
      }
  }

  /// What an epoch asked of the machine: the share of its steps that waited for batches, and the most
  /// memory that the process has used so far.
  var machine: [String: Double] {
    var values = ["waiting_share": waitingShare]
    values["peak_memory_mib"] = ProcessMemory.peakMebibytes
    return values
  }
  var parameters: [String: Tensor] { lessons.parameters.export() }
  var optimizerState: [String: Tensor] { optimizer.state }

  /// Goes back to where a checkpoint was written.
  func restore(_ checkpoint: Checkpoint) throws {
    try lessons.parameters.load(checkpoint.parameters)
    try optimizer.restore(checkpoint.optimizer, for: lessons.parameters)
    average?.restore(checkpoint.average)
    progress = checkpoint.progress
    best = checkpoint.best
  }

  /// Trains from where the trainer stands to the last epoch, or until patience ends or somebody stops it.
  func fit() throws(TrainingError) -> Ending {
    startOfSeconds = Date(timeIntervalSinceNow: -progress.seconds)
    while progress.epoch <= settings.epochs && !isOutOfPatience {
      guard try trainEpoch() else { return .stopped }
      guard let value = try validateChosen() else {
        // The epoch's steps are done and stay done; only its validation is made anew.
        try save(isRequired: true)
        return .stopped
      }
      endEpoch(value)
      try save(isRequired: false)
    }
    return .finished
  }

  /// Scores what the run starts from, as an epoch before the first: what learning makes no better is left.
  /// For parameters that know something already; false when told to stop.
  func judgeStart() throws(TrainingError) -> Bool {
    guard progress.step == 0, progress.best == nil else { return true }
    guard let value = try validateChosen() else {
      try save(isRequired: true)
      return false
    }
    progress.best = value
    best = chosen
    didJudgeStart()
    return true
  }

  private var isOutOfPatience: Bool {
    settings.patience > 0 && progress.best != nil
      && progress.epoch - 1 - progress.bestEpoch >= settings.patience
  }

  /// The rest of the epoch under way; false when told to stop.
  private func trainEpoch() throws(TrainingError) -> Bool {
    let epoch = progress.epoch
    let make = lessons.batches(ofEpoch: epoch, validations: progress.validations ?? [])
    let stepsPerEpoch = lessons.stepsPerEpoch
    let prefetcher = Prefetcher(
      progress.stepInEpoch..<stepsPerEpoch, workers: workers, depth: 2
    ) { step in
      Profiler.shared.mark("idle")
      let batch = make(step)
      Profiler.shared.mark("make a batch")
      return batch
    }
    defer { prefetcher.cancel() }
    let clock = ContinuousClock()
    var (waiting, working) = (Duration.zero, Duration.zero)
    while progress.stepInEpoch < stepsPerEpoch {
      guard try mayGoOn() else { return false }
      Profiler.shared.mark("log and check")
      let start = clock.now
      guard let batch = prefetcher.next() else { break }
      let arrival = clock.now
      Profiler.shared.mark("wait for a batch")
      try step(batch)
      waiting += start.duration(to: arrival)
      working += arrival.duration(to: clock.now)
    }
    waitingShare = waiting > .zero ? waiting / (waiting + working) : 0
    return true
  }

  private func step(_ batch: Lessons.Batch) throws(TrainingError) {
    let pass = Pass.training(random, step: progress.step)
    var (loss, gradients) = lessons.parameters.valueAndGradients {
      lessons.loss(of: batch, in: pass)
    }
    guard loss.isFinite else { throw .diverged(step: progress.step + 1) }
    if settings.clip > 0 { gradients = gradients.clipped(toNorm: settings.clip) }
    let rate = Float(settings.learningRate) * schedule.factor(at: progress.step)
    optimizer.learningRate = rate
    optimizer.update(lessons.parameters, along: gradients)
    average?.update(lessons.parameters, step: progress.step)
    Profiler.shared.mark("optimizer")
    progress.step += 1
    progress.stepInEpoch += 1
    let count = lessons.count(of: batch)
    progress.lossSum += Double(loss) * Double(count)
    progress.lossRows += count
    progress.seconds = Date().timeIntervalSince(startOfSeconds)
    didStep(Double(loss), Double(rate), lessons.notes(of: batch), progress)
  }

  /// The parameters that an epoch is judged by; of no steps there is no average.
  private var chosen: [String: Tensor] {
    guard let average, !average.parameters.isEmpty else { return parameters }
    return average.parameters
  }

  /// Validates with the average in place of the parameters, where there is one.
  private func validateChosen() throws(TrainingError) -> Double? {
    let own = parameters
    do { try lessons.parameters.load(chosen) } catch { throw TrainingError(error) }
    let value = try validate()
    do { try lessons.parameters.load(own) } catch { throw TrainingError(error) }
    return value
  }

  private func endEpoch(_ value: Double) {
    progress.validations = (progress.validations ?? []) + [value]
    let isBest =
      progress.best.map { higherIsBetter ? value > $0 : value < $0 } ?? true
    if isBest {
      progress.best = value
      progress.bestEpoch = progress.epoch
      progress.bestStep = progress.step
      best = chosen
    }
    let loss = progress.lossRows > 0 ? progress.lossSum / Double(progress.lossRows) : nil
    didEndEpoch(loss, value, isBest, progress)
    progress.epoch += 1
    progress.stepInEpoch = 0
    progress.lossSum = 0
    progress.lossRows = 0
  }

  /// Whether somebody asked to stop, heard while the validation rows of an epoch are scored. A wish to
  /// pause waits for the next step: meanwhile the parameters are not those that a checkpoint has to hold.
  func isStoppedWhileValidating() -> Bool {
    listen()
    return steering.wish == .stop
  }

  /// What kept a checkpoint from being written by ``isStoppedAfterSteps()``.
  private(set) var trouble: TrainingError?

  /// Whether somebody asked to stop, once all steps are done: does what else is asked for, waits while the
  /// run is to pause, and leaves a checkpoint to measure from anew.
  func isStoppedAfterSteps() -> Bool {
    listen()
    do {
      return try !mayGoOn()
    } catch {
      trouble = error
      return true
    }
  }

  /// Does what was asked for since the last step; false when told to stop.
  private func mayGoOn() throws(TrainingError) -> Bool {
    try save(isRequired: steering.takeCheckpointWish())
    if steering.wish == .pause {
      try save(isRequired: true)
      try isPausing(true)
      ComputePool.shared.endRun()
      steering.waitWhilePaused(meanwhile: listen)
      ComputePool.shared.beginRun()
      startOfSeconds = Date(timeIntervalSinceNow: -progress.seconds)
      if steering.wish == .run { try isPausing(false) }
    }
    guard steering.wish == .stop else { return true }
    if !steering.isInHaste { try save(isRequired: true) }
    return false
  }

  private func save(isRequired: Bool) throws(TrainingError) {
    progress.seconds = Date().timeIntervalSince(startOfSeconds)
    try save(self, isRequired)
  }
}
