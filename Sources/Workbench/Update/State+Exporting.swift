import Inspection
import RunLogs
import TerminalUI

// `:export`: lists and curves for other programs.
extension State {
  mutating func export(_ order: ExportOrder) -> [Effect] {
    let isOfCurves = order.part?.layout != nil
    switch screen {
    case .schema where !isOfCurves: return exportSchema(order)
    case .rows where !isOfCurves: return exportRows(order)
    case .runs where !isOfCurves: return exportRunList(order)
    case .runs: return exportCurves(order)
    case .train where isOfCurves || order.part == nil: return exportCurves(order)
    case .train: say("curves are exported long or wide, as :export csv wide")
    case .graph where !isOfCurves: return exportSubgraph(order)
    case .task where !isOfCurves: return exportTasks(order)
    case .predict where !isOfCurves: return exportEvidence(order)
    default: say("long and wide are forms of curves: on Train and Runs")
    }
    return []
  }

  /// What may follow `:export` on this screen.
  var exportForms: [(words: String, note: String)] {
    let lists = [
      ("page", "the lines on the screen"), ("filter", "all that the filter lets through"),
      ("all", "all, whatever the filter says"),
    ]
    let curves = [("long", "curves, a line per point"), ("wide", "curves, a line per step")]
    let parts: [(String, String)] =
      switch screen {
      case .schema, .rows, .graph, .task, .predict: lists
      case .runs: lists + curves
      case .train: curves
      }
    return RunExport.Format.allCases.flatMap { format in
      parts.map { ("\(format.rawValue) \($0.0)", $0.1) }
    }
  }

  private mutating func exportSchema(_ order: ExportOrder) -> [Effect] {
    guard let schema = shownSchema else {
      say("nothing is loaded")
      return []
    }
    let isOne = order.part == .page
    guard !isOne || selectedTable != nil else {
      say("no table is loaded yet")
      return []
    }
    var part = isOne ? schema.around(table: selectedTable?.name ?? "") : schema
    if let table = selectedTable, isOne { part.tables = [table] }
    let text = order.format == .csv ? SchemaSummary.csv(part.tables) : try? part.json()
    let name = isOne ? selectedTable?.name ?? schema.name : schema.name
    return write(text, as: "\(name)-schema", order)
  }

  /// What an order is of: the lines on the screen, or all.
  private func part<Item>(_ order: ExportOrder, of all: [Item], in pane: Pane) -> [Item] {
    guard order.part == .page, let path = Self.list(of: pane) else { return all }
    return self[keyPath: path].lines(count: all.count, height: Layout(self).height(of: pane))
      .compactMap { all[safe: $0] }
  }

  private mutating func exportSubgraph(_ order: ExportOrder) -> [Effect] {
    guard let summary = graph.subgraph.value else {
      say("no subgraph is loaded yet")
      return []
    }
    var shown = summary
    if order.part == .page {
      // On lines of groups there is no row: they are left out.
      shown.nodes = part(order, of: graphLines, in: .groups).compactMap { line in
        switch line.item {
        case .seed: summary.nodes.first
        case .node(let place): summary.nodes[safe: place]
        default: nil
        }
      }
    }
    let text = order.format == .csv ? SubgraphSummary.csv(shown.nodes) : try? shown.json()
    return write(text, as: "\(summary.seed.table)-\(summary.seed.key)-graph", order)
  }

  private mutating func exportTasks(_ order: ExportOrder) -> [Effect] {
    guard let tasks = catalog.value?.tasks else {
      say("the tasks are loading")
      return []
    }
    let list = part(order, of: tasks, in: .tasks)
    return write(order.format == .csv ? list.csv : try? list.jsonList(), as: "tasks", order)
  }

  /// What moved the answer: row by row, or where these have the keys by table or by column. JSON has all.
  private mutating func exportEvidence(_ order: ExportOrder) -> [Effect] {
    guard let answer = predict.prediction.value else {
      say("there is no answer yet")
      return []
    }
    let list =
      switch pane {
      case .byTable: part(order, of: answer.byTable, in: .byTable)
      case .byColumn: part(order, of: answer.byColumn, in: .byColumn)
      default: part(order, of: answer.evidence, in: .evidence)
      }
    let text = order.format == .csv ? PredictionSummary.csv(list) : try? answer.json()
    return write(text, as: "\(answer.entity.table)-\(answer.entity.key)-\(answer.task)", order)
  }

  private mutating func exportRunList(_ order: ExportOrder) -> [Effect] {
    let list =
      order.part == .all
      ? runs.list.value ?? [] : part(order, of: runs.visible, in: .runList)
    return write(try? list.export(order.format), as: "runs", order)
  }

  private mutating func write(_ text: String?, as name: String, _ order: ExportOrder) -> [Effect] {
    guard let text else { return [] }
    return [
      self.order(.export(text, name: "\(name).\(order.format.rawValue)", path: order.path))
    ]
  }

  private mutating func exportCurves(_ order: ExportOrder) -> [Effect] {
    let ids = shownRuns.map(\.id)
    guard !ids.isEmpty else {
      say("there is no run here")
      return []
    }
    return [
      self.order(
        .exportRuns(
          ExportRequest(
            runs: ids, path: order.path, layout: order.part?.layout ?? .wide,
            format: order.format)))
    ]
  }

  // MARK: Rows

  private mutating func exportRows(_ order: ExportOrder) -> [Effect] {
    guard schema.value != nil, let table = place.table, let page = rows.page.value else {
      say("no rows are loaded yet")
      return []
    }
    guard exporting == nil else {
      say("an export is being written: esc stops it")
      return []
    }
    var request = PageRequest(
      table: table, offset: 0, limit: .max, filter: order.part == .all ? "" : place.filter,
      sort: rows.sort, asOf: rowsAsOf)
    if order.part == .page {
      let height = Layout(self).height(of: .grid)
      let lines = rows.list.lines(count: page.visibleRows, height: height)
      request.offset = lines.lowerBound
      request.limit = lines.count
    }
    say("◔ writing rows of \(table); esc stops", .dim)
    let effect = self.order(
      .exportRows(RowExport(rows: request, format: order.format, path: order.path)))
    exporting = generation
    return [effect]
  }

  mutating func takeExported(_ reply: Reply) {
    guard reply.generation == exporting else { return }
    exporting = nil
    switch reply.result {
    case .success(.saved(let path)): say("written to \(path)", .good)
    case .success: say(Failure.unexpected.message, .error)
    case .failure(let failure): say(failure.message, .error)
    }
  }

  mutating func stopExport() -> [Effect] {
    guard let number = exporting else { return [] }
    exporting = nil
    say(ExportError.stopped.description, .dim)
    return [.stop(generation: number)]
  }
}
