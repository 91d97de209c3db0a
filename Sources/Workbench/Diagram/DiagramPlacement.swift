import Inspection
import TerminalUI

/// Gives the boxes of a diagram their places and its keys their corners.
///
/// Layers are columns of boxes; between two of them is a gap with one upright track per bundle of
/// keys. Keys that end in the same place share a track.
struct DiagramPlacement {
  let layers: DiagramLayers
  let schema: SchemaSummary
  /// Per key of the layers its place in the schema.
  let relations: [Int]

  init(_ layers: DiagramLayers, schema: SchemaSummary, relations: [Int]) {
    self.layers = layers
    self.schema = schema
    self.relations = relations
  }

  /// A key between two neighboring layers.
  private struct Segment {
    var key: Int
    var rightRow: Int
    var leftRow: Int
    var track = 0
  }

  func place(_ boxes: inout [Diagram.Box], _ edges: inout [Diagram.Edge], _ size: inout Size) {
    let rows = placeRows(&boxes)
    // Gap g lies between layers g and g + 1.
    var gaps = layers.layers.indices.dropLast().map { segments(gap: $0, boxes, rows) }
    var column = 1
    var gapStart: [Int] = []
    for layer in layers.layers.indices {
      let width = layers.layers[layer].map { item -> Int in
        if case .table(let table) = item { return boxes[table].rect.columns }
        return 1
      }.max()
      for case .table(let table) in layers.layers[layer] { boxes[table].rect.column = column }
      column += width ?? 0
      gapStart.append(column)
      if gaps.indices.contains(layer) {
        let tracks = Self.assignTracks(&gaps[layer])
        column += tracks + 5
      }
    }
    let bottom = boxes.map(\.rect.endRow).max() ?? 0
    let passing = rows.values.max() ?? 0
    size = Size(columns: column + 1, rows: max(bottom, passing + 1))
    edges = layers.keys.indices.map { key in
      edge(key, boxes, gaps, gapStart)
    }
  }

  // MARK: Rows

  /// Stacks each layer; an item wants to be beside what it is joined to on the left. Returns the row of
  /// each waypoint.
  private func placeRows(_ boxes: inout [Diagram.Box]) -> [DiagramLayers.Item: Int] {
    var rows: [DiagramLayers.Item: Int] = [:]
    let joined = leftEnds
    for (place, layer) in layers.layers.enumerated() {
      var free = 0
      for item in layer {
        let wanted = (place == 0 ? [] : joined[item] ?? []).map { end in
          row(of: end.item, key: end.key, boxes, rows)
        }
        let mean = wanted.isEmpty ? free : wanted.reduce(0, +) / wanted.count
        switch item {
        case .table(let table):
          let row = max(free, mean - boxes[table].rect.rows / 2)
          boxes[table].rect.row = row
          free = boxes[table].rect.endRow + 1
        case .waypoint:
          let row = max(free, mean)
          rows[item] = row
          free = row + 1
        }
      }
    }
    return rows
  }

  /// What each item is joined to in the layer left of it.
  private var leftEnds: [DiagramLayers.Item: [(item: DiagramLayers.Item, key: Int)]] {
    var ends: [DiagramLayers.Item: [(item: DiagramLayers.Item, key: Int)]] = [:]
    for key in layers.keys.indices where layers.keys[key].child != layers.keys[key].parent {
      let path = layers.path(of: key)
      for (near, far) in zip(path, path.dropFirst()) {
        ends[near, default: []].append((far, key))
      }
    }
    return ends
  }

  /// Where a key meets a box, or passes a layer.
  private func row(
    of item: DiagramLayers.Item, key: Int, _ boxes: [Diagram.Box],
    _ rows: [DiagramLayers.Item: Int]
  ) -> Int {
    guard case .table(let table) = item else { return rows[item] ?? 0 }
    let relation = schema.relations[relations[key]]
    let isChild = table == layers.keys[key].child
    return boxes[table].port(isChild ? relation.columns : relation.parentColumns)
  }

  // MARK: Tracks

  private func segments(
    gap: Int, _ boxes: [Diagram.Box], _ rows: [DiagramLayers.Item: Int]
  ) -> [Segment] {
    layers.keys.indices.compactMap { key -> Segment? in
      let (right, left) = layers.ends(of: key)
      guard layers.layerOf[left] <= gap, layers.layerOf[right] > gap else { return nil }
      let path = layers.path(of: key)
      let place = layers.layerOf[right] - gap
      return Segment(
        key: key, rightRow: row(of: path[place - 1], key: key, boxes, rows),
        leftRow: row(of: path[place], key: key, boxes, rows))
    }
  }

  /// Gives each bundle the first track that is free along its height; returns how many tracks there are.
  private static func assignTracks(_ segments: inout [Segment]) -> Int {
    let bundles = Dictionary(grouping: segments.indices) { segments[$0].leftRow }
      .sorted { $0.key < $1.key }
    var tracks: [[ClosedRange<Int>]] = []
    for (leftRow, members) in bundles {
      let ends = members.map { segments[$0].rightRow } + [leftRow]
      let height = (ends.min() ?? leftRow)...(ends.max() ?? leftRow)
      // A straight line needs no track of its own.
      guard height.count > 1 else { continue }
      let free = tracks.firstIndex { track in !track.contains { $0.overlaps(height) } }
      let track = free ?? tracks.count
      if track == tracks.count { tracks.append([]) }
      tracks[track].append(height)
      for member in members { segments[member].track = track }
    }
    return tracks.count
  }

  // MARK: Corners

  private func edge(
    _ key: Int, _ boxes: [Diagram.Box], _ gaps: [[Segment]], _ gapStart: [Int]
  ) -> Diagram.Edge {
    let (right, left) = layers.ends(of: key)
    let isTurned = layers.keys[key].isTurned
    var edge = Diagram.Edge(relation: relations[key], points: [], isTurned: isTurned)
    guard right != left else { return edge }
    for gap in stride(from: layers.layerOf[right] - 1, through: layers.layerOf[left], by: -1) {
      guard let segment = gaps[gap].first(where: { $0.key == key }) else { continue }
      let column = gapStart[gap] + 2 + segment.track
      if edge.points.isEmpty {
        edge.points.append(
          Diagram.Point(row: segment.rightRow, column: boxes[right].rect.column - 1))
      }
      edge.points.append(Diagram.Point(row: segment.rightRow, column: column))
      edge.points.append(Diagram.Point(row: segment.leftRow, column: column))
    }
    if let last = edge.points.last {
      edge.points.append(Diagram.Point(row: last.row, column: boxes[left].rect.endColumn))
    }
    if isTurned { edge.points.reverse() }
    return edge
  }
}
