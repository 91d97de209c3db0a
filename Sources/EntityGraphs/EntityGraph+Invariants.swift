import Relational

extension EntityGraph {
  /// What is wrong with the adjacency; empty when every rule holds.
  ///
  /// Every row with a parent is exactly once among that parent's children; children lie in the order of
  /// (time, row); the ranges of the parents follow one another without gap.
  public func violations() -> [String] {
    var found: [String] = []
    for (index, relation) in database.schema.relations.enumerated() {
      let label = database.schema.label(of: relation)
      let child = database.tables[relation.childTable]
      let parents = database.tables[relation.parentTable].rowCount
      let edges = adjacency[index]
      if edges.starts.count != parents + 1 { found.append("\(label): ranges for other parents") }
      if edges.starts.first != 0 || edges.starts.last.map({ Int($0) }) != edges.rows.count {
        found.append("\(label): the ranges do not cover all edges")
        continue
      }
      var seen = [Bool](repeating: false, count: child.rowCount)
      for parent in 0..<parents {
        let range = edges.range(of: parent)
        for place in range {
          let row = edges.rows[place]
          if seen[Int(row)] { found.append("\(label): row \(row) is a child twice") }
          seen[Int(row)] = true
          if self.parent(of: row, relation: index) != Int32(parent) {
            found.append("\(label): row \(row) lies with parent \(parent), not with its own")
          }
          guard place > range.lowerBound else { continue }
          let before = Int(edges.rows[place - 1])
          let (earlier, later) = (child.time(ofRow: before), child.time(ofRow: Int(row)))
          if (earlier, before) >= (later, Int(row)) {
            found.append("\(label): rows \(before) and \(row) of parent \(parent) are out of order")
          }
        }
      }
      for row in 0..<child.rowCount where !seen[row] {
        if self.parent(of: Int32(row), relation: index) >= 0 {
          found.append("\(label): row \(row) is missing among its parent's children")
        }
      }
    }
    return found
  }
}
