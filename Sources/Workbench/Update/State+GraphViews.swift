import Inspection
import TerminalUI

extension State {
  var graphCellViewer: Viewer? { nil }
  mutating func exportGraph(as format: String) -> [Effect] { [] }
}
