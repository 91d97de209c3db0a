import Inspection
import TerminalUI

/// How the diagram of the schema is shown.
struct DiagramState: Equatable, Sendable {
  /// Nil: drawn where there is room beside the columns.
  var isChosen: Bool?
  var detail = Diagram.Detail.keys
  /// Keys from the table under the cursor to the farthest drawn; 0 draws all tables. Nil: all of a
  /// small schema, the nearest of a large one.
  var hops: Int?
  /// The corner of the sheet that is shown.
  var top = 0
  var left = 0

  func isShown(isWide: Bool) -> Bool { isChosen ?? isWide }
}

/// A short list to choose from, over the screen.
struct Choice: Equatable, Sendable {
  struct Option: Equatable, Sendable {
    var name: String
    var note: String
  }
  /// What the chosen name is for.
  enum Purpose: Equatable, Sendable {
    case semanticType(table: String, column: String)
    case exportSchema
    case exportRows
    case exportGraph
    case database
  }

  var title: String
  var options: [Option]
  var list = ListPlace()
  var purpose: Purpose
}

/// A text to read whole, over the screen: a cell, the profile of a column.
struct Viewer: Equatable, Sendable {
  var title: String
  var facts: String
  /// Lines as they are; long ones are wrapped when drawn.
  var lines: [String]
  /// Lines further down than the first.
  var top = 0
}
