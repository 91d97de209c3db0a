import Inspection
import RunLogs
import TerminalUI

/// What a language model reads of the seed's row, at a level of sparsity: Graph's other half.
struct ReadingState: Equatable, Sendable {
  /// Shares of attributes left out that `[` and `]` step through: those at which runs are judged.
  static let levels = [0, 0.25, 0.5, 0.75, 1]

  var isShown = false
  var level = 2
  /// The task whose question is asked, among those about the table.
  var task: String?
  /// The column whose cell is asked for in place of the task's question.
  var cell: String?
  var prompt = Loaded<PromptSummary>()
  var request: PromptRequest?
  var sides = ListPlace()
  var words = ListPlace()

  var sparsity: Double { Self.levels[level] }
}

/// What a run's own judging says of one level: the error in telling hidden cells with the row's own graph
/// and with another's.
struct LevelFinding: Equatable, Sendable {
  var percent: Int
  /// Mean cross-entropy in nats a token.
  var trueLoss: Double?
  /// How much another row's graph makes it worse.
  var gain: Double?
  /// Share of cells told exactly.
  var exact: Double?
}
