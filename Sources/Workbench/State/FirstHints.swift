import TerminalUI

/// What a person is told in the first minute: each line is gone once its keys were used, and they never
/// come again.
enum FirstHint: String, CaseIterable, Sendable {
  case move, open, find

  var words: String {
    switch self {
    case .move: "↓ ↑ choose a table"
    case .open: "enter shows its rows"
    case .find: ": finds anything, ? all keys"
    }
  }

  /// The verbs after which it is known.
  var verbs: [Verb] {
    switch self {
    case .move: [.up, .down, .pageUp, .pageDown, .first, .last, .left, .right]
    case .open:
      [.open, .openRows, .openGraph, .openTask, .openTrain, .openRuns, .openPredict]
    case .find: [.command, .help]
    }
  }
}

extension State {
  /// The hints to show now; none over a message.
  var shownHints: String? {
    guard screen == .schema, pane == .tables, !firstHints.isEmpty, message == nil else {
      return nil
    }
    return firstHints.map(\.words).joined(separator: " · ")
  }

  /// A verb was used: what it taught is known, and after some more nobody needs to be told anything.
  mutating func learn(_ verb: Verb) {
    guard !firstHints.isEmpty else { return }
    firstHints.removeAll { $0.verbs.contains(verb) }
    hintPatience -= 1
    if hintPatience <= 0 { firstHints = [] }
  }
}
