/// Resolves a foreign key: per child row the row of the parent table, found by equal keys.
enum ParentRows {
  /// - Returns: -1 where a part of the key is NULL or no parent has it.
  static func find(_ relation: Relation, in tables: [Table]) -> [Int32] {
    let child = relation.columns.map { tables[relation.childTable].columns[$0] }
    let parent = relation.parentColumns.map { tables[relation.parentTable].columns[$0] }
    if child.count == 1, case .integers(let values) = child[0].values,
      case .integers(let keys) = parent[0].values
    {
      let validity = child[0].validity
      let parentValidity = parent[0].validity
      let index = IntegerIndex(keys) { parentValidity[$0] }
      return [Int32](unsafeUninitializedCapacity: values.count) { rows, count in
        for row in values.indices {
          rows.initializeElement(at: row, to: validity[row] ? index.row(of: values[row]) : -1)
        }
        count = values.count
      }
    }
    let match = KeyMatcher(child: child, parent: parent)
    let rows = match.firstRows().rows
    return match.childCodes.map { $0 < 0 ? -1 : rows[Int($0)] }
  }
}
