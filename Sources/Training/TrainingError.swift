import Features
import Models
import RunLogs
import Tasks
import Text

/// What can keep a run from starting, going on or being used.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  case model(ModelError)
  case task(TaskError)
  case features(FeatureError)
  case log(RunLogError)
  case text(TextError)
  /// The texts' encoder is not the one that the checkpoint was trained with.
  case otherEncoder(path: String, trained: String, found: String)
  /// The task's labels are not numbers.
  case untrainable(task: String, kind: String)
  case diverged(step: Int)
  case checkpointMissing(run: String, path: String)
  case checkpointUnreadable(path: String, reason: String)
  case checkpointUnwritable(path: String, reason: String)
  case otherSchema(path: String, difference: String)
  case otherTask(path: String, found: String, asked: String)
  case notResumable(run: String, status: String)
  /// The run was trained on other data than are open now.
  case otherData(run: String, trained: String, opened: String)
  /// A start that saw rows of the time by which the new run is judged.
  case startLearnedLater(from: String, until: String?, cutoff: String)
  /// Whoever asked wants no answer any more.
  case cancelled
  /// An error that no other case names.
  case unexpected(String)

  public var description: String {
    switch self {
    case .model(let error): error.description
    case .task(let error): error.description
    case .features(let error): error.description
    case .log(let error): error.description
    case .text(let error): error.description
    case .otherEncoder(let path, let trained, let found):
      "The checkpoint \(path) was trained with texts encoded by \(trained), found \(found). "
        + "Put that encoder back where it was, or train again."
    case .untrainable(let task, let kind):
      "Task \(task) is a \(kind) task; models here learn binary classification and regression."
    case .diverged(let step):
      "The loss at step \(step) is not a finite number. Try a lower learning rate "
        + "(--set learning_rate=0.001) or clipping (--set clip=1)."
    case .checkpointMissing(let run, let path):
      "Run \(run) has no checkpoint at \(path): it ended before one was written. Train again."
    case .checkpointUnreadable(let path, let reason):
      "Cannot read the checkpoint \(path): \(reason)."
    case .checkpointUnwritable(let path, let reason):
      "Cannot write the checkpoint \(path): \(reason). "
        + "Free some space or choose another folder with --home."
    case .otherSchema(let path, let difference):
      "The checkpoint \(path) was trained on another schema: \(difference). "
        + "Train a model on this database, or open the one it was trained on."
    case .otherTask(let path, let found, let asked):
      "The checkpoint \(path) was trained for task \(found), not \(asked)."
    case .notResumable(let run, let status):
      "Run \(run) is \(status); only an interrupted, stopped or failed run can be resumed."
    case .otherData(let run, let trained, let opened):
      "Run \(run) was trained on data with the fingerprint \(trained); the database given has "
        + "\(opened). Resume it on the database it was started on, or train anew."
    case .startLearnedLater(let from, let until, let cutoff):
      "Run \(from) learned from this database's rows "
        + (until.map { "up to \($0)" } ?? "of all times, without cutoffs")
        + "; validation begins at \(cutoff), and what the new run would score there and later would say "
        + "nothing. Name val_timestamp and test_timestamp in the database's manifest.yaml, and train "
        + "\(from) anew."
    case .cancelled: "The question was cancelled."
    case .unexpected(let reason): reason
    }
  }

  /// The error that a stop of the journey threw, as one of ours.
  init(_ error: any Error) {
    self =
      switch error {
      case let error as TrainingError: error
      case let error as ModelError: .model(error)
      case let error as SettingsError: .model(.settings(error))
      case let error as TaskError: .task(error)
      case let error as FeatureError: .features(error)
      case let error as RunLogError: .log(error)
      case let error as TextError: .text(error)
      default: .unexpected("\(error)")
      }
  }
}
