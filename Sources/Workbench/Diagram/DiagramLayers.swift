/// Puts the tables of a diagram into layers and orders each layer, so that keys lead from right to
/// left and few of them cross.
///
/// A table lies one layer right of its farthest parent. Keys that close a circle are turned for the
/// layering. A key that spans several layers has a waypoint in each layer between, which all keys to the
/// same table share.
///
/// - Source: Sugiyama, Tagawa and Toda 1981, "Methods for Visual Understanding of Hierarchical System
///   Structures": layering, barycenter ordering.
struct DiagramLayers: Equatable {
  /// A table, or a place where the keys that end at a table on the left pass through a layer.
  enum Item: Hashable {
    case table(Int)
    case waypoint(left: Int, layer: Int)
  }
  /// A key between two tables, by their places; `isTurned` when the child lies left of the parent.
  struct Key: Equatable {
    var child: Int
    var parent: Int
    var isTurned = false
  }

  private(set) var layers: [[Item]] = []
  private(set) var keys: [Key]
  private(set) var layerOf: [Int]

  /// - Parameters:
  ///   - tables: how many there are.
  ///   - keys: child and parent of each; a key of a table to itself is left out of all layers.
  init(tables: Int, keys: [(child: Int, parent: Int)]) {
    self.keys = keys.map { Key(child: $0.child, parent: $0.parent) }
    layerOf = [Int](repeating: 0, count: tables)
    turnCircles()
    findLayers()
    fillLayers()
    orderLayers()
  }

  /// The right and the left end of a key in the layering.
  func ends(of key: Int) -> (right: Int, left: Int) {
    let key = keys[key]
    return key.isTurned ? (key.parent, key.child) : (key.child, key.parent)
  }

  /// What a key passes from right to left: its right table, its waypoints, its left table.
  func path(of key: Int) -> [Item] {
    let (right, left) = ends(of: key)
    let between = stride(from: layerOf[right] - 1, to: layerOf[left], by: -1)
    return [.table(right)] + between.map { .waypoint(left: left, layer: $0) } + [.table(left)]
  }

  /// Marks the keys that lead back to a table being visited.
  private mutating func turnCircles() {
    var parents = [[Int]](repeating: [], count: layerOf.count)
    for place in keys.indices where keys[place].child != keys[place].parent {
      parents[keys[place].child].append(place)
    }
    // 0 not seen, 1 on the way, 2 done.
    var color = [Int](repeating: 0, count: layerOf.count)
    func visit(_ start: Int, _ turned: inout Set<Int>) {
      var stack = [(table: start, next: 0)]
      color[start] = 1
      while let top = stack.last {
        guard top.next < parents[top.table].count else {
          color[top.table] = 2
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let key = parents[top.table][top.next]
        let parent = keys[key].parent
        if color[parent] == 1 {
          turned.insert(key)
        } else if color[parent] == 0 {
          color[parent] = 1
          stack.append((parent, 0))
        }
      }
    }
    var turned: Set<Int> = []
    for table in layerOf.indices where color[table] == 0 { visit(table, &turned) }
    for key in turned { keys[key].isTurned = true }
  }

  private mutating func findLayers() {
    // Without circles, as many rounds as tables are enough.
    for _ in layerOf.indices {
      var isSettled = true
      for key in keys.indices where keys[key].child != keys[key].parent {
        let (right, left) = ends(of: key)
        if layerOf[right] <= layerOf[left] {
          layerOf[right] = layerOf[left] + 1
          isSettled = false
        }
      }
      if isSettled { break }
    }
  }

  private mutating func fillLayers() {
    let count = (layerOf.max() ?? -1) + 1
    layers = [[Item]](repeating: [], count: count)
    for table in layerOf.indices { layers[layerOf[table]].append(.table(table)) }
    var known: Set<Item> = []
    for key in keys.indices where keys[key].child != keys[key].parent {
      for item in path(of: key) {
        guard case .waypoint(_, let layer) = item, known.insert(item).inserted else { continue }
        layers[layer].append(item)
      }
    }
  }

  /// Orders each layer by the mean place of what it is joined to in the layer before, back and forth.
  private mutating func orderLayers() {
    // What an item is joined to, and how far down the box there the key begins.
    var left: [Item: [(item: Item, share: Double)]] = [:]
    var right: [Item: [(item: Item, share: Double)]] = [:]
    for key in keys.indices where keys[key].child != keys[key].parent {
      let path = path(of: key)
      for (near, far) in zip(path, path.dropFirst()) {
        let share = near == path[0] ? Double(key) / Double(keys.count) : 0
        left[near, default: []].append((far, 0))
        right[far, default: []].append((near, share))
      }
    }
    for round in 0..<6 {
      let isForward = round % 2 == 0
      let order = isForward ? Array(layers.indices) : layers.indices.reversed()
      for layer in order.dropFirst() {
        let before = layers[isForward ? layer - 1 : layer + 1]
        let places = Dictionary(uniqueKeysWithValues: zip(before, before.indices))
        let ranked = layers[layer].enumerated().map { place, item -> (mean: Double, place: Int) in
          let joined = ((isForward ? left : right)[item] ?? []).compactMap { end in
            places[end.item].map { Double($0) + end.share }
          }
          guard !joined.isEmpty else { return (Double(layers[layer].count), place) }
          return (joined.reduce(0, +) / Double(joined.count), place)
        }
        layers[layer] = ranked.sorted { ($0.mean, $0.place) < ($1.mean, $1.place) }
          .map { layers[layer][$0.place] }
      }
    }
  }
}
