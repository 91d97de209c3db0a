import Models
import Neural
import Relational
import RunLogs
import Tensors

/// Parameters taken over from another run: those whose path and shape both models have, be it on
/// another database, where the encoders of tables stay as they are.
///
/// - Source: `spec/relzero.md` §4.3.
struct Transfer {
  let from: String
  /// Paths taken over, paths of the new model that the run does not have, and paths in both of other
  /// shapes.
  let loaded: [String]
  let fresh: [String]
  let misshapen: [String]
  /// Whether the run learned before a language model with other weights, to which its soft tokens are
  /// foreign.
  let isOtherLanguage: Bool

  /// - Parameters:
  ///   - from: a run, or the path of a checkpoint.
  ///   - settings: of the new model.
  init(
    from: String, to parameters: ParameterStore, settings: [String: String], project: Project
  ) throws(TrainingError) {
    let path = RunID(from).map { project.checkpointFolder(of: $0.description) } ?? from
    let checkpoint = try Checkpoint(contentsOf: try CheckpointKeeper.file(at: path))
    self.from = from
    var loaded: [String] = []
    var fresh: [String] = []
    var misshapen: [String] = []
    for parameter in parameters.parameters {
      guard let tensor = checkpoint.parameters[parameter.path] else {
        fresh.append(parameter.path)
        continue
      }
      guard tensor.shape == parameter.shape else {
        misshapen.append(parameter.path)
        continue
      }
      parameter.value = tensor
      loaded.append(parameter.path)
    }
    guard !loaded.isEmpty else {
      throw .unexpected(
        "Run \(from) and the new model have no parameter in common; a \(checkpoint.about.model) "
          + "checkpoint gives a start to models that are built alike.")
    }
    let language = [checkpoint.about.settings, settings].map {
      $0[PromptedConfiguration.languageFingerprint]
    }
    isOtherLanguage = language[0] != nil && language[1] != nil && language[0] != language[1]
    self.loaded = loaded
    self.fresh = fresh
    self.misshapen = misshapen
  }

  /// Refuses a start that learned from rows of the same database after the new run's training years.
  /// Another database's rows say nothing about this one's future.
  ///
  /// - Parameter cutoff: where the new run's validation begins.
  static func demandEarlier(
    than cutoff: Timestamp?, from: String, project: Project, log: RunLog
  ) throws(TrainingError) {
    let run = RunID(from)
    let path = run.map { project.checkpointFolder(of: $0.description) } ?? from
    let about = try Checkpoint(contentsOf: try CheckpointKeeper.file(at: path)).about
    let file = run.flatMap { try? log.run($0).databasePath }
    guard about.fingerprint == project.database.fingerprint || file == project.database.path,
      let cutoff, about.validationCutoff.map({ $0 > cutoff }) ?? true
    else { return }
    throw .startLearnedLater(
      from: from, until: about.validationCutoff?.description, cutoff: cutoff.description)
  }

  /// What was taken over, path by path.
  var text: String {
    var lines = ["\(loaded.count) tensors from \(from), \(fresh.count + misshapen.count) new"]
    if isOtherLanguage {
      lines.append(
        "\(from) learned before another language model: its soft tokens say nothing to this one yet"
      )
    }
    lines +=
      loaded.map { "loaded \($0)" } + fresh.map { "new \($0)" }
      + misshapen.map { "other shape \($0)" }
    return lines.joined(separator: "\n")
  }
}
