import Inspection
import RunLogs
import TerminalUI

extension State {
  /// What `y` takes: the name or value under the cursor.
  var textHere: String? {
    switch pane {
    case .tables, .diagram: return selectedTable?.name
    case .columns: return selectedTable?.columns[safe: columns.cursor]?.name
    case .links: return relationsHere[safe: links.cursor].map(Self.words)
    case .grid: return gridRow?.cells[safe: rows.column]?.display
    case .card: return rows.entity.value?.fields[safe: rows.card.cursor]?.value.display
    case .groups, .node: return selectedNode?.reference.label ?? selectedGroup?.table
    case .tasks, .taskFacts: return catalog.value?.tasks[safe: taskList.cursor]?.name
    case .jobs, .runList, .plots, .overlay, .log: return currentRun?.id.description
    case .differences:
      return comparison[safe: runs.differences.cursor].map { $0.values.joined(separator: "\t") }
    case .evidence: return referenceUnderEvidence?.label
    case .byTable: return predict.prediction.value?.byTable[safe: predict.byTable.cursor]?.table
    case .byColumn:
      return predict.prediction.value?.byColumn[safe: predict.byColumn.cursor]
        .map { "\($0.table).\($0.column ?? "")" }
    default: return nil
    }
  }

  /// What `Y` takes: the whole row, or the whole of what the pane shows.
  var wholeTextHere: String? {
    switch pane {
    case .tables, .columns, .links, .diagram:
      return selectedTable.map { $0.columns.map(\.name).joined(separator: "\t") }
    case .grid: return gridRow.map { $0.cells.map(\.display).joined(separator: "\t") }
    case .card:
      return rows.entity.value.map { entity in
        entity.fields.map { "\($0.name)\t\($0.value.display)" }.joined(separator: "\n")
      }
    case .jobs, .runList, .plots, .overlay: return currentRun?.text
    case .log:
      return currentRun.flatMap { run in
        runs.curves[run.id].map {
          TrainScreen.logLines(of: $0, metric: run.metric, offset: clock.offset, last: 2_000)
            .map(\.text).joined(separator: "\n")
        }
      }
    case .differences:
      let head = "\t" + shownRuns.map(\.id.description).joined(separator: "\t")
      return ([head] + comparison.map { ([$0.key] + $0.values).joined(separator: "\t") })
        .joined(separator: "\n")
    case .answer, .evidence, .byTable, .byColumn: return predict.prediction.value?.text
    default: return textHere
    }
  }

  private static func words(_ relation: RelationSummary) -> String {
    "\(relation.childTable).\(relation.columns.joined(separator: ",")) -> \(relation.parentTable)"
  }
}
