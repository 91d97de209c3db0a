import GRDB

/// What can go wrong with the run log, with what was asked, where, and what to do.
public enum RunLogError: Error, Equatable, Sendable {
  case noHome
  case homeNotMade(path: String, reason: String)
  case readOnly(path: String)
  case full(path: String)
  case busy(path: String, seconds: Double)
  case notALog(path: String, reason: String)
  case newer(path: String, version: Int, known: Int)
  case missing(path: String)
  case unknownRun(RunID, path: String)
  case runIsLive(RunID, asked: String)
  /// A name that already means a run.
  case nameTaken(String, by: RunID)
  case failed(path: String, asked: String, reason: String)
}

extension RunLogError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noHome:
      "No place for the run log: neither RELZERO_HOME, XDG_DATA_HOME nor HOME is set. "
        + "Name a folder with --home."
    case .homeNotMade(let path, let reason):
      "Cannot make the home folder \(path): \(reason). Name another with --home."
    case .readOnly(let path):
      "The run log \(path) cannot be written: the file or its folder is read-only. "
        + "Name a writable folder with --home."
    case .full(let path):
      "No space left for the run log \(path). Free some space: what was not written yet is kept "
        + "in memory and written then."
    case .busy(let path, let seconds):
      "The run log \(path) is held by another program since \(seconds) s. "
        + "Close what writes to it and try again."
    case .notALog(let path, let reason):
      "\(path) is no run log (\(reason)). Move it away, or name another folder with --home."
    case .newer(let path, let version, let known):
      "The run log \(path) has format \(version); this program knows formats up to \(known). "
        + "Use a newer relzero."
    case .missing(let path):
      "There is no run log at \(path). Train something first, or name another folder with --home."
    case .unknownRun(let id, let path):
      "There is no run \(id) in \(path). `relzero runs list` shows those that are there."
    case .runIsLive(let id, let asked):
      "Run \(id) is still going, so it cannot be \(asked). Stop it first."
    case .nameTaken(let name, let run):
      RunID(name) == nil
        ? "The name “\(name)” is that of run \(run). Choose another."
        : "“\(name)” is how runs are numbered. Choose another name."
    case .failed(let path, let asked, let reason):
      "The run log \(path) could not \(asked): \(reason)."
    }
  }
}

extension RunLogError {
  /// Tells SQLite's failures apart by what a person can do about them.
  init(_ error: any Error, asked: String, path: String) {
    if let known = error as? RunLogError {
      self = known
      return
    }
    guard let error = error as? DatabaseError else {
      self = .failed(path: path, asked: asked, reason: "\(error)")
      return
    }
    switch error.resultCode {
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: self = .readOnly(path: path)
    case .SQLITE_FULL: self = .full(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self = .busy(path: path, seconds: RunLog.patience)
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
      self = .notALog(path: path, reason: error.message ?? "damaged")
    default:
      self = .failed(path: path, asked: asked, reason: error.message ?? "\(error.resultCode)")
    }
  }
}
