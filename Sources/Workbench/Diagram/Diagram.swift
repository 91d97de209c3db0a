import Inspection
import TerminalUI

/// A database's tables as boxes and its keys as lines, laid out on a sheet that may be larger than the
/// screen.
struct Diagram: Equatable {
  /// How much a box says.
  enum Detail: Int, CaseIterable, Sendable { case names, keys, columns }

  /// A line inside a box.
  struct Line: Equatable {
    var column: String
    var sign: String
    var role: Role
  }
  struct Box: Equatable {
    /// Place of the table in the schema.
    var table: Int
    var rect: Rect
    var title: String
    var lines: [Line]
    /// Keys to tables that are not drawn.
    var keysElsewhere: Int

    /// The sheet row at which a key of these columns leaves or enters.
    func port(_ columns: [String]) -> Int {
      guard let place = lines.firstIndex(where: { columns.contains($0.column) }) else {
        return lines.isEmpty ? rect.row : rect.row + 1
      }
      return rect.row + 1 + place
    }
  }
  /// A point of the sheet.
  struct Point: Hashable {
    var row: Int
    var column: Int
  }
  struct Edge: Equatable {
    /// Place of the relation in the schema.
    var relation: Int
    /// Corners from the child to the parent; a key of a table to itself has none.
    var points: [Point]
    /// The child's end is at the right side of its box, as in a circle of keys.
    var isTurned: Bool
  }

  private(set) var boxes: [Box] = []
  private(set) var edges: [Edge] = []
  private(set) var size = Size(columns: 0, rows: 0)
  /// Tables that are not drawn.
  private(set) var hiddenTables = 0

  /// - Parameters:
  ///   - center: place of the table in the middle of a neighborhood.
  ///   - hops: keys from the center to the farthest table drawn; nil draws all tables.
  init(_ schema: SchemaSummary, center: Int, hops: Int?, detail: Detail) {
    let shown = Self.neighborhood(schema, center: center, hops: hops)
    hiddenTables = schema.tables.count - shown.count
    let names = Dictionary(
      schema.tables.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let placeOf = Dictionary(uniqueKeysWithValues: zip(shown, shown.indices))
    var keys: [(child: Int, parent: Int)] = []
    var relations: [Int] = []
    var elsewhere = [Int](repeating: 0, count: shown.count)
    for (place, relation) in schema.relations.enumerated() {
      let child = names[relation.childTable].flatMap { placeOf[$0] }
      let parent = names[relation.parentTable].flatMap { placeOf[$0] }
      if let child, let parent {
        keys.append((child, parent))
        relations.append(place)
      } else if let inside = child ?? parent {
        elsewhere[inside] += 1
      }
    }
    boxes = shown.enumerated().map { place, table in
      Self.box(schema, table: table, detail: detail, elsewhere: elsewhere[place])
    }
    let layers = DiagramLayers(tables: shown.count, keys: keys)
    DiagramPlacement(layers, schema: schema, relations: relations).place(
      &boxes, &edges, &size)
  }

  func box(ofTable table: Int) -> Box? { boxes.first { $0.table == table } }

  /// Tables at most so many keys away from the center, in the order of the schema.
  private static func neighborhood(_ schema: SchemaSummary, center: Int, hops: Int?) -> [Int] {
    guard let hops, let start = schema.tables[safe: center]?.name else {
      return Array(schema.tables.indices)
    }
    var reached: Set<String> = [start]
    for _ in 0..<hops {
      let known = reached
      for relation in schema.relations {
        if known.contains(relation.childTable) { reached.insert(relation.parentTable) }
        if known.contains(relation.parentTable) { reached.insert(relation.childTable) }
      }
    }
    return schema.tables.indices.filter { reached.contains(schema.tables[$0].name) }
  }

  private static func box(
    _ schema: SchemaSummary, table: Int, detail: Detail, elsewhere: Int
  ) -> Box {
    let facts = schema.tables[table]
    let shown = facts.columns.filter { column in
      switch detail {
      case .names: false
      case .keys: column.role != .feature
      case .columns: true
      }
    }
    let lines = shown.map { column in
      Line(
        column: column.name, sign: column.role.sign == "→" ? "◇" : column.role.sign,
        role: column.role.role)
    }
    let title =
      Escaping.visible(facts.name).fitted(to: 24) + " " + Figures.compact(facts.rows)
      + (facts.timeColumn == nil ? "" : " ◷")
    let widest = lines.map { CharacterWidth.columns(of: Escaping.visible($0.column)) + 2 }.max()
    let width = max(CharacterWidth.columns(of: title) + 4, min(28, (widest ?? 0) + 3))
    return Box(
      table: table,
      rect: Rect(row: 0, column: 0, rows: 2 + lines.count, columns: width),
      title: title, lines: lines, keysElsewhere: elsewhere)
  }
}

extension Diagram {
  /// The table whose box lies nearest in a direction from a box; nil where there is none.
  func neighbor(of table: Int, rows: Int, columns: Int) -> Int? {
    guard let here = box(ofTable: table) else { return boxes.first?.table }
    let from = here.center
    var best: (distance: Int, table: Int)?
    for box in boxes where box.table != table {
      let to = box.center
      // A cell is twice as high as wide.
      let (down, across) = ((to.row - from.row) * 2, to.column - from.column)
      let isBeyond =
        switch (rows.signum(), columns.signum()) {
        case (1, _): box.rect.row >= here.rect.endRow
        case (-1, _): box.rect.endRow <= here.rect.row
        case (_, 1): box.rect.column >= here.rect.endColumn
        default: box.rect.endColumn <= here.rect.column
        }
      let along = rows != 0 ? down * rows : across * columns
      let aside = rows != 0 ? abs(across) : abs(down)
      guard isBeyond else { continue }
      let distance = along + aside * 2
      if best.map({ distance < $0.distance }) ?? true { best = (distance, box.table) }
    }
    return best?.table
  }
}

extension Diagram.Box {
  fileprivate var center: Diagram.Point {
    Diagram.Point(row: rect.row + rect.rows / 2, column: rect.column + rect.columns / 2)
  }
}
