import Features
import Foundation
import RunLogs
import Tensors

/// Where and when a run's checkpoints are written.
///
/// `resume.safetensors` holds the whole state, `best.safetensors` the parameters that validation chose:
/// what predictions read, also while the run goes on.
final class CheckpointKeeper {
  /// Seconds between checkpoints that nobody asked for.
  static let interval = 20.0

  private let about: Checkpoint.About
  private let features: FeatureSchema
  private let folder: String
  private let log: RunLog
  private let run: RunID
  private var lastSave = Date()
  private var savedBestStep = -1

  init(
    about: Checkpoint.About, features: FeatureSchema, folder: String, log: RunLog, run: RunID
  ) {
    self.about = about
    self.features = features
    self.folder = folder
    self.log = log
    self.run = run
  }

  static func bestFile(in folder: String) -> String { folder + "/best.safetensors" }

  /// The file of the chosen parameters, from its own path or that of its folder.
  static func file(at path: String) throws(TrainingError) -> String {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let file = isFolder.boolValue ? bestFile(in: path) : path
    guard exists, FileManager.default.fileExists(atPath: file) else {
      throw .checkpointMissing(run: (path as NSString).lastPathComponent, path: file)
    }
    return file
  }

  private var resumeFile: String { folder + "/resume.safetensors" }

  /// The state to go on from; nil when the run starts.
  func newest() throws(TrainingError) -> Checkpoint? {
    guard FileManager.default.fileExists(atPath: resumeFile) else { return nil }
    let checkpoint = try Checkpoint(contentsOf: resumeFile)
    guard checkpoint.about.run == about.run, checkpoint.about.settings == about.settings,
      checkpoint.about.fingerprint == about.fingerprint
    else {
      throw .checkpointUnreadable(
        path: resumeFile, reason: "it is of another run, other settings or other data")
    }
    guard checkpoint.features == features else {
      throw .checkpointUnreadable(
        path: resumeFile,
        reason: "the project's feature file was changed since the run began; undo the change or "
          + "train anew")
    }
    return checkpoint
  }

  /// Writes the whole state, if it is asked for or the last is old enough.
  func save<Lessons: Curriculum>(_ trainer: Trainer<Lessons>, isRequired: Bool)
    throws(TrainingError)
  {
    guard isRequired || Date().timeIntervalSince(lastSave) >= Self.interval else { return }
    let checkpoint = Checkpoint(
      about: about, progress: trainer.progress, features: features,
      parameters: trainer.parameters, optimizer: trainer.optimizerState,
      average: trainer.average?.parameters ?? [:], best: trainer.best)
    try checkpoint.write(to: resumeFile)
    try note(.resume, resumeFile, trainer.progress)
    if trainer.progress.bestStep != savedBestStep { try saveBest(trainer) }
    lastSave = Date()
  }

  /// Writes the parameters that validation chose.
  func saveBest<Lessons: Curriculum>(_ trainer: Trainer<Lessons>) throws(TrainingError) {
    guard trainer.progress.best != nil else { return }
    let checkpoint = Checkpoint(
      about: about, progress: trainer.progress, features: features, parameters: trainer.best)
    let path = Self.bestFile(in: folder)
    try checkpoint.write(to: path)
    savedBestStep = trainer.progress.bestStep
    try note(.best, path, trainer.progress)
  }

  /// A finished run needs no state to go on from.
  func removeResume() {
    try? FileManager.default.removeItem(atPath: resumeFile)
  }

  private func note(
    _ kind: RunCheckpoint.Kind, _ path: String, _ progress: Checkpoint.Progress
  ) throws(TrainingError) {
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    do {
      try log.add(
        RunCheckpoint(
          step: kind == .best ? progress.bestStep : progress.step,
          epoch: kind == .best ? progress.bestEpoch : progress.epoch, kind: kind, path: path,
          bytes: size ?? 0, time: Date().timeIntervalSince1970), to: run)
      // The file is overwritten each time: one row tells of it.
      _ = try log.keepNewest(1, kind, of: run)
    } catch { throw .log(error) }
  }
}
