import Inspection

/// The four shapes of one subgraph.
enum GraphView: String, CaseIterable, Sendable {
  case tree, layers, time, list

  var next: GraphView {
    switch self {
    case .tree: .layers
    case .layers: .time
    case .time: .list
    case .list: .tree
    }
  }
}

/// What a line of the subgraph stands for. Numbers are places in the summary's groups and nodes.
enum GraphItem: Hashable, Sendable {
  case seed
  case group(Int)
  case node(Int)
  /// Rows that are folded away: of a group, or hanging on a row.
  case more(group: Int, under: Int?, count: Int)
}

/// A line of the subgraph, as deep in the tree as it lies.
struct GraphLine: Equatable, Sendable {
  var item: GraphItem
  var depth: Int
  var isLast = true
  /// For each depth above, whether the tree goes on below there.
  var trunk: [Bool] = []
}
