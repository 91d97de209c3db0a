import Inspection
import TerminalUI

/// A drawn diagram: a sheet of cells of which a pane shows a part.
///
/// The ends of a key say how many rows it joins: `<` many children, `┼` exactly one parent, `○` one or
/// none, where some rows have a NULL or a dangling key.
struct DiagramSheet {
  private struct Mark {
    var scalar: Unicode.Scalar = " "
    var role = Role.text
    var attributes: Attributes = []
    /// Directions of the line through the cell, and the bundle that drew it.
    var sides: UInt8 = 0
    var bundle = -1
    var isHeavy = false
  }

  private enum Side {
    static let up: UInt8 = 1
    static let down: UInt8 = 2
    static let left: UInt8 = 4
    static let right: UInt8 = 8
  }

  let size: Size
  private var marks: [Mark]

  /// - Parameters:
  ///   - table: place in the schema of the table under the cursor.
  ///   - relation: place in the schema of the key under the cursor.
  init(_ diagram: Diagram, schema: SchemaSummary, table: Int, relation: Int?) {
    size = diagram.size
    marks = Array(repeating: Mark(), count: size.columns * size.rows)
    let names = Set(schema.relations.filter { $0.childTable == $0.parentTable }.map(\.childTable))
    for edge in diagram.edges where edge.relation != relation { draw(edge, of: schema, false) }
    for edge in diagram.edges where edge.relation == relation { draw(edge, of: schema, true) }
    settleLines()
    for edge in diagram.edges {
      drawEnds(edge, of: schema, isSelected: edge.relation == relation)
    }
    let chosen = relation.map { schema.relations[$0] }
    for box in diagram.boxes {
      let name = schema.tables[box.table].name
      let columns =
        (chosen?.childTable == name ? chosen?.columns ?? [] : [])
        + (chosen?.parentTable == name ? chosen?.parentColumns ?? [] : [])
      draw(box, isSelected: box.table == table, refersToItself: names.contains(name), columns)
    }
  }

  /// Copies the part of the sheet that starts at `row`, `column` into a part of the screen.
  func draw(on screen: inout CellBuffer, in part: Rect, fromRow top: Int, column left: Int) {
    for row in 0..<part.rows where (0..<size.rows).contains(row + top) {
      var skips = 0
      for column in 0..<part.columns where (0..<size.columns).contains(column + left) {
        if skips > 0 {
          skips -= 1
          continue
        }
        let mark = marks[(row + top) * size.columns + column + left]
        guard mark.scalar != " " || !mark.attributes.isEmpty else { continue }
        let taken = screen.put(
          String(Character(mark.scalar)), row: part.row + row, column: part.column + column,
          limit: part.columns - column, mark.role, mark.attributes)
        skips = max(0, taken - 1)
      }
    }
  }

  private func place(_ row: Int, _ column: Int) -> Int? {
    guard (0..<size.rows).contains(row), (0..<size.columns).contains(column) else { return nil }
    return row * size.columns + column
  }

  private mutating func set(
    _ scalar: Unicode.Scalar, _ row: Int, _ column: Int, _ role: Role,
    _ attributes: Attributes = []
  ) {
    guard let place = place(row, column) else { return }
    marks[place] = Mark(scalar: scalar, role: role, attributes: attributes)
  }

  private mutating func put(
    _ text: String, _ row: Int, _ column: Int, _ role: Role, _ attributes: Attributes = []
  ) {
    var at = column
    for scalar in text.unicodeScalars where CharacterWidth.columns(of: scalar) > 0 {
      set(scalar, row, at, role, attributes)
      at += CharacterWidth.columns(of: scalar)
    }
  }

  // MARK: Lines

  private mutating func draw(_ edge: Diagram.Edge, of schema: SchemaSummary, _ isHeavy: Bool) {
    let relation = schema.relations[edge.relation]
    // Keys to the same parent are one bundle: where they meet, they join.
    let bundle =
      schema.tables.firstIndex { $0.name == relation.parentTable } ?? edge.relation
    for (from, to) in zip(edge.points, edge.points.dropFirst()) {
      if from.row == to.row {
        for column in min(from.column, to.column)...max(from.column, to.column) {
          let sides =
            (column > min(from.column, to.column) ? Side.left : 0)
            | (column < max(from.column, to.column) ? Side.right : 0)
          add(sides, from.row, column, bundle, isHeavy)
        }
      } else {
        for row in min(from.row, to.row)...max(from.row, to.row) {
          let sides =
            (row > min(from.row, to.row) ? Side.up : 0)
            | (row < max(from.row, to.row) ? Side.down : 0)
          add(sides, row, from.column, bundle, isHeavy)
        }
      }
    }
  }

  private mutating func add(
    _ sides: UInt8, _ row: Int, _ column: Int, _ bundle: Int, _ isHeavy: Bool
  ) {
    guard let place = place(row, column), sides != 0 else { return }
    if marks[place].bundle >= 0, marks[place].bundle != bundle {
      // Two bundles cross without meeting: the upright one goes on, the other passes below it.
      let upright = Side.up | Side.down
      let isUpright = marks[place].sides & upright != 0
      if isUpright, !isHeavy || sides & upright == 0 {
        return
      }
      marks[place].sides = sides
    } else {
      marks[place].sides |= sides
    }
    marks[place].bundle = bundle
    marks[place].isHeavy = marks[place].isHeavy || isHeavy
  }

  private mutating func settleLines() {
    for place in marks.indices where marks[place].sides != 0 {
      let isHeavy = marks[place].isHeavy
      marks[place].scalar = Self.glyph(marks[place].sides, isHeavy)
      marks[place].role = isHeavy ? .focus : .border
      marks[place].attributes = isHeavy ? .bold : []
    }
  }

  private static let light: [Unicode.Scalar] = [
    " ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼",
  ]
  private static let heavy: [Unicode.Scalar] = [
    " ", "┃", "┃", "┃", "━", "┛", "┓", "┫", "━", "┗", "┏", "┣", "━", "┻", "┳", "╋",
  ]

  private static func glyph(_ sides: UInt8, _ isHeavy: Bool) -> Unicode.Scalar {
    (isHeavy ? heavy : light)[Int(sides & 15)]
  }

  private mutating func drawEnds(
    _ edge: Diagram.Edge, of schema: SchemaSummary, isSelected: Bool
  ) {
    guard let child = edge.points.first, let parent = edge.points.last else { return }
    let relation = schema.relations[edge.relation]
    let role: Role = isSelected ? .focus : .link
    let isOptional = relation.nulls + relation.dangling > 0
    set(edge.isTurned ? ">" : "<", child.row, child.column, role, .bold)
    set(isOptional ? "○" : "┼", parent.row, parent.column, role, .bold)
  }

  // MARK: Boxes

  private mutating func draw(
    _ box: Diagram.Box, isSelected: Bool, refersToItself: Bool, _ marked: [String]
  ) {
    let rect = box.rect
    let role: Role = isSelected ? .focus : .border
    let attributes: Attributes = isSelected ? .bold : []
    for row in rect.row..<rect.endRow {
      for column in rect.column..<rect.endColumn { set(" ", row, column, .text) }
    }
    let across = String(repeating: isSelected ? "━" : "─", count: max(0, rect.columns - 2))
    let corners = isSelected ? ["┏", "┓", "┗", "┛", "┃"] : ["┌", "┐", "└", "┘", "│"]
    put(corners[0] + across + corners[1], rect.row, rect.column, role, attributes)
    put(corners[2] + across + corners[3], rect.endRow - 1, rect.column, role, attributes)
    for row in (rect.row + 1)..<max(rect.row + 1, rect.endRow - 1) {
      put(corners[4], row, rect.column, role, attributes)
      put(corners[4], row, rect.endColumn - 1, role, attributes)
    }
    put(
      " " + box.title + " ", rect.row, rect.column + 1, isSelected ? .focus : .title,
      isSelected ? [.bold, .reverse] : .bold)
    for (place, line) in box.lines.enumerated() {
      let name = Escaping.visible(line.column)
      let isMarked = marked.contains(line.column)
      put(
        line.sign.isEmpty ? " " : line.sign, rect.row + 1 + place, rect.column + 1,
        isMarked ? .focus : line.role, isMarked ? .bold : [])
      put(
        name.fitted(to: rect.columns - 3), rect.row + 1 + place, rect.column + 2,
        isMarked ? .focus : line.role, isMarked ? [.bold, .underline] : [])
    }
    var notes: [String] = []
    if refersToItself { notes.append("↺") }
    if box.keysElsewhere > 0 { notes.append("+\(box.keysElsewhere)") }
    if !notes.isEmpty {
      put(
        notes.joined(separator: " "), rect.endRow - 1, rect.column + 2, .dim)
    }
  }
}
