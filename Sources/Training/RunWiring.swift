import RunLogs

extension Trainer {
  /// Ties what the trainer does to a run of the log: steps and pauses are written there, wishes heard
  /// from there, checkpoints noted there.
  ///
  /// - Parameter didStep: hears the number of every step done.
  func wire(
    to log: RunLog, run: RunID, keeper: CheckpointKeeper, steering: RunSteering,
    didStep heard: @escaping (Int) -> Void
  ) throws {
    let ears = RequestEars(log: log, run: run, steering: steering)
    try ears.forgetOld()
    didStep = { [unowned self] loss, rate, notes, progress in
      log.append(
        notes.merging(["loss": loss, "learning_rate": rate]) { $1 }, split: "train",
        step: progress.step, epoch: progress.epoch, to: run)
      self.listen()
      heard(progress.step)
    }
    listen = {
      log.heartbeat(run)
      ears.listen()
    }
    save = { (trainer, isRequired) throws(TrainingError) in
      try keeper.save(trainer, isRequired: isRequired)
    }
    isPausing = { isPausing throws(TrainingError) in
      try log.say(isPausing ? .paused : .running, of: run)
    }
  }
}

extension RunLog {
  fileprivate func say(_ status: RunStatus, of run: RunID) throws(TrainingError) {
    do { try setStatus(status, of: run) } catch { throw .log(error) }
  }
}
