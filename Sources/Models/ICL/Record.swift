import EntityGraphs
import Relational
import Sampling

/// An entity's row with the rows around it, each under the one that leads to it: the temporal subgraph of
/// one seed, denormalized.
///
/// A table is visited once on the way from the entity. The nearest rows come first and of those the
/// newest, so that whatever number of first parts is kept, none lacks the part above it.
struct Record {
  struct Part: Equatable {
    let table: Int
    let row: Int32
    /// The part above it; -1 for the entity's own row.
    var above: Int
    /// The edge type that leads here; -1 for the entity's own row.
    let edgeType: Int
    let hop: Int
    let time: Int64
  }

  let parts: [Part]

  /// How many rows there are beside the entity's own.
  var related: Int { parts.count - 1 }

  /// The records of all seeds of a subgraph.
  static func all(of subgraph: Subgraph, in graph: EntityGraph) -> [Record] {
    let database = graph.database
    // Per table and node the links that end in it, in the order of edge types.
    var links = subgraph.nodes.map { [[Link]](repeating: [], count: $0.count) }
    for (index, type) in graph.edgeTypes.enumerated() {
      let (source, target) = (graph.source(of: type), graph.destination(of: type))
      for link in 0..<subgraph.links[index].count {
        links[target][Int(subgraph.links[index].targets[link])].append(
          Link(edgeType: index, table: source, place: Int(subgraph.links[index].sources[link])))
      }
    }
    return subgraph.seeds.indices.map { seed in
      var parts: [Part] = []
      func visit(
        _ table: Int, _ place: Int, above: Int, edgeType: Int, hop: Int, visited: Set<Int>
      ) {
        let row = subgraph.nodes[table].rows[place]
        let own = parts.count
        parts.append(
          Part(
            table: table, row: row, above: above, edgeType: edgeType, hop: hop,
            time: database.tables[table].time(ofRow: Int(row))))
        guard hop < subgraph.hops else { return }
        for link in links[table][place] where !visited.contains(link.table) {
          visit(
            link.table, link.place, above: own, edgeType: link.edgeType, hop: hop + 1,
            visited: visited.union([link.table]))
        }
      }
      visit(
        subgraph.seedTable, seed, above: -1, edgeType: -1, hop: 0,
        visited: [subgraph.seedTable])
      return Record(nearestFirst: parts)
    }
  }

  private struct Link {
    let edgeType: Int
    let table: Int
    let place: Int
  }

  private init(nearestFirst parts: [Part]) {
    let order = parts.indices.sorted {
      (parts[$0].hop, -max(parts[$0].time, -.max), $0)
        < (parts[$1].hop, -max(parts[$1].time, -.max), $1)
    }
    var places = [Int](repeating: 0, count: parts.count)
    for (place, part) in order.enumerated() { places[part] = place }
    self.parts = order.map { number in
      var part = parts[number]
      if part.above >= 0 { part.above = places[part.above] }
      return part
    }
  }
}
