import Inspection
import RunLogs
import TerminalUI

// Finding a line by what it says: on lists that are short enough to be looked through as they are. Rows
// and runs have filters.
extension State {
  /// Whether n and N walk the keys of the table instead.
  var walksKeys: Bool { screen == .schema && (isDiagramShown || soughtLine.isEmpty) }

  /// Why there is no line to look for; nil where there is.
  var problemWithLines: String? {
    Self.list(of: pane) == nil ? "this pane has no list: Tab goes to one" : nil
  }

  /// Why there is nothing further to find.
  var matchProblem: String? {
    let unsought = "no search to go on with: / starts one"
    switch screen {
    case .rows: return rows.sought.isEmpty ? unsought : nil
    case .runs: return runs.sought.isEmpty ? unsought : nil
    case .schema where walksKeys: return relationsHere.isEmpty ? "this table has no key" : nil
    default: return soughtLine.isEmpty ? unsought : problemWithLines
    }
  }

  /// Goes to the first line from the cursor on that holds a text, else to the first of all.
  mutating func find(line typed: String) -> [Effect] {
    soughtLine = typed.trimmed
    guard !soughtLine.isEmpty, let path = Self.list(of: pane) else { return [] }
    let here = self[keyPath: path].cursor
    let found = (0..<count(of: pane)).filter { holds($0) }
    guard let line = found.first(where: { $0 >= here }) ?? found.first else {
      say("no line here holds '\(soughtLine)'", .dim)
      return []
    }
    say("\(Figures.count(found.count)) found: n and N go on", .dim)
    return move(to: line)
  }

  /// The next line, or the one before, that holds what was looked for; of runs, that the last filter
  /// admits.
  mutating func turnToLine(isNext: Bool) -> [Effect] {
    if screen == .runs { focus[.runs] = .runList }
    guard let path = Self.list(of: pane) else { return [] }
    let here = self[keyPath: path].cursor
    let lines =
      isNext ? Array((here + 1)..<max(here + 1, count(of: pane))) : (0..<here).reversed()
    let filter = RunFilter(runs.sought)
    let found = lines.first { line in
      screen == .runs ? runs.visible[safe: line].map(filter.admits) ?? false : holds(line)
    }
    guard let found else {
      let sought = screen == .runs ? runs.sought : soughtLine
      say("no line further \(isNext ? "down" : "up") holds '\(sought)'", .dim)
      return []
    }
    return move(to: found)
  }

  private func holds(_ line: Int) -> Bool {
    words(ofLine: line).lowercased().contains(soughtLine.lowercased())
  }

  /// What a line of the list with the keys says.
  private func words(ofLine line: Int) -> String {
    func of(_ field: EntitySummary.Field?) -> String {
      field.map { "\($0.name) \($0.value.display)" } ?? ""
    }
    switch pane {
    case .tables: return tableNames[safe: line] ?? ""
    case .columns:
      return selectedTable?.columns[safe: line].map { "\($0.name) \($0.semanticType ?? "")" } ?? ""
    case .links:
      return relationsHere[safe: line].map {
        "\($0.childTable) \($0.columns.joined(separator: " ")) \($0.parentTable)"
      } ?? ""
    case .groups: return graphLines[safe: line].map { words(of: $0.item) } ?? ""
    case .node: return of(graph.card.value?.fields[safe: line])
    case .sides:
      return graph.reading.prompt.value?.attributes[safe: line]
        .map { "\($0.name) \($0.value)" } ?? ""
    case .words: return graph.reading.prompt.value?.tokens[safe: line]?.text ?? ""
    case .tasks:
      return catalog.value?.tasks[safe: line].map { "\($0.name) \($0.description)" } ?? ""
    case .jobs:
      return runs.list.value?[safe: line].map {
        "\($0.id) \($0.calling) \($0.model) \($0.status.rawValue) \($0.database)"
      } ?? ""
    case .evidence:
      return predict.prediction.value?.evidence[safe: line]
        .map { $0.reference?.label ?? $0.table } ?? ""
    case .byTable: return predict.prediction.value?.byTable[safe: line]?.table ?? ""
    case .byColumn:
      return predict.prediction.value?.byColumn[safe: line]
        .map { "\($0.table) \($0.column ?? "")" } ?? ""
    default: return ""
    }
  }

  private func words(of item: GraphItem) -> String {
    guard let summary = graph.subgraph.value else { return "" }
    switch item {
    case .seed: return summary.seed.label
    case .group(let place), .more(let place, _, _):
      return summary.groups[safe: place].map { "\($0.table) \($0.via)" } ?? ""
    case .node(let place):
      return summary.nodes[safe: place].map {
        "\($0.reference.label) \($0.reference.time ?? "") \($0.via)"
      } ?? ""
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    split(separator: " ").joined(separator: " ")
  }
}
