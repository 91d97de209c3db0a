/// The seven screens, by the key that opens them.
public enum Screen: Int, CaseIterable, Codable, Sendable {
  case schema = 1
  case rows, graph, task, train, runs, predict

  public var title: String {
    switch self {
    case .schema: "Schema"
    case .rows: "Rows"
    case .graph: "Graph"
    case .task: "Task"
    case .train: "Train"
    case .runs: "Runs"
    case .predict: "Predict"
    }
  }

  public var name: String { title.lowercased() }

  public init?(name: String) {
    guard let found = Screen.allCases.first(where: { $0.name == name.lowercased() }) else {
      return nil
    }
    self = found
  }

  /// The panes that can have the keys, in the order of Tab.
  var panes: [Pane] {
    switch self {
    case .schema: [.tables, .columns, .diagram, .links]
    case .rows: [.grid, .card, .related]
    case .graph: [.groups, .node, .sides, .words, .gain]
    case .task: [.tasks, .taskFacts]
    case .train: [.jobs, .plots, .log]
    case .runs: [.runList, .overlay, .differences]
    case .predict: [.evidence, .byTable, .byColumn, .stability]
    }
  }
}

/// A part of a screen.
public enum Pane: String, CaseIterable, Sendable {
  case tables, columns, links, tableFacts, warnings, diagram, keyFacts
  case grid, card, related, timeStrip
  case groups, node, strip, sampling, sampled
  case sides, words, gain
  case tasks, taskFacts, builder, preview, sql
  case jobs, plots, log, configuration
  case runList, overlay, differences
  case answer, evidence, byTable, byColumn, stability
}
