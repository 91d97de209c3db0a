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
    case .schema, .rows: say("long and wide are forms of curves: on Train and Runs")
    case .graph, .predict: say("E exports what is here; :export is of Schema, Rows, Train and Runs")
    case .task: say(":export is of Schema, Rows, Train and Runs")
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
      case .schema, .rows: lists
      case .runs: lists + curves
      case .train: curves
      case .graph, .task, .predict: []
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

  private mutating func exportRunList(_ order: ExportOrder) -> [Effect] {
    let list =
      switch order.part {
      case .all: runs.list.value ?? []
      case .page:
        runs.place.lines(
          count: runs.visible.count, height: Layout(self).height(of: .runList)
        ).compactMap { runs.visible[safe: $0] }
      default: runs.visible
      }
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
