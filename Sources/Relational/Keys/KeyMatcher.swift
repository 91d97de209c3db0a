/// Finds the parent row of each child row by equal key columns, whatever types they were loaded as.
///
/// Every key column becomes small numbers: equal parent values get equal numbers. Several columns are
/// folded into one, a pair at a time. Integers are compared with integers and bytes with bytes; columns
/// of different types are compared as text, so that the text `17850` finds the integer 17850, as
/// SQLite's affinity rules have it.
struct KeyMatcher {
  /// Per parent row its number, -1 if a part of the key is NULL.
  let parentCodes: [Int32]
  /// Per child row the number of its key, -1 for NULL, -2 for a value that no parent has.
  let childCodes: [Int32]
  let distinctParents: Int

  /// - Parameter isPartial: NULL in any column of a composite key makes the whole key NULL (SQL's
  ///   `MATCH SIMPLE`).
  init(child: [Column], parent: [Column]) {
    precondition(child.count == parent.count && !child.isEmpty, "KeyMatcher: unequal keys")
    var folded = Self.codes(child: child[0], parent: parent[0])
    for column in 1..<max(1, child.count) {
      folded = Self.fold(folded, Self.codes(child: child[column], parent: parent[column]))
    }
    parentCodes = folded.parent
    childCodes = folded.child
    distinctParents = folded.count
  }

  /// The first parent row of each number.
  func firstRows() -> (rows: [Int32], duplicates: Int) {
    var rows = [Int32](repeating: -1, count: distinctParents)
    var duplicates = 0
    for (row, code) in parentCodes.enumerated() where code >= 0 {
      if rows[Int(code)] < 0 { rows[Int(code)] = Int32(row) } else { duplicates += 1 }
    }
    return (rows, duplicates)
  }

  private typealias Codes = (parent: [Int32], child: [Int32], count: Int)

  private static func codes(child: Column, parent: Column) -> Codes {
    switch (child.values, parent.values) {
    case (.texts(let childTexts), .texts(let parentTexts)):
      return codes(childTexts, child.validity, parentTexts, parent.validity)
    default:
      if let childValues = integers(child), let parentValues = integers(parent) {
        return codes(childValues, child.validity, parentValues, parent.validity)
      }
      let texts = (asTexts(child), asTexts(parent))
      return codes(texts.0, child.validity, texts.1, parent.validity)
    }
  }

  private static func integers(_ column: Column) -> [Int64]? {
    switch column.values {
    case .integers(let values), .timestamps(let values): values
    default: nil
    }
  }

  private static func codes(
    _ child: [Int64], _ childValidity: Validity, _ parent: [Int64], _ parentValidity: Validity
  ) -> Codes {
    let index = IntegerIndex(parent) { parentValidity[$0] }
    // The first row with a value stands for it; rows are renumbered densely.
    var dense = [Int32](repeating: -1, count: parent.count)
    var count: Int32 = 0
    let parentCodes = parent.indices.map { row -> Int32 in
      guard parentValidity[row] else { return -1 }
      let first = Int(index.row(of: parent[row]))
      if dense[first] < 0 {
        dense[first] = count
        count += 1
      }
      return dense[first]
    }
    let childCodes = child.indices.map { row -> Int32 in
      guard childValidity[row] else { return -1 }
      let first = Int(index.row(of: child[row]))
      return first < 0 ? -2 : dense[first]
    }
    return (parentCodes, childCodes, Int(count))
  }

  private static func codes(
    _ child: TextValues, _ childValidity: Validity, _ parent: TextValues, _ parentValidity: Validity
  ) -> Codes {
    var pool = TextPool(capacity: parent.pool.count)
    let parentEntries = parent.pool.map { pool.intern($0) }
    let childEntries = child.pool.map { text -> Int32 in
      let entry = pool.find(text)
      return entry < 0 ? -2 : entry
    }
    return (
      parent.codes.map { $0 < 0 ? -1 : parentEntries[Int($0)] },
      child.codes.map { $0 < 0 ? -1 : childEntries[Int($0)] }, pool.count
    )
  }

  private static func asTexts(_ column: Column) -> TextValues {
    if case .texts(let texts) = column.values { return texts }
    var pool = TextPool()
    let codes = (0..<column.rowCount).map { row in
      column.validity[row] ? pool.intern(column.keyText(row: row)) : -1
    }
    return TextValues(codes: codes, pool: pool.strings())
  }

  private static func fold(_ left: Codes, _ right: Codes) -> Codes {
    func pair(_ left: Int32, _ right: Int32) -> Int64 { Int64(left) << 32 | Int64(right) }
    var numbers: [Int64: Int32] = [:]
    let parent = zip(left.parent, right.parent).map { left, right -> Int32 in
      guard left >= 0, right >= 0 else { return -1 }
      let next = Int32(numbers.count)
      let number = numbers[pair(left, right), default: next]
      if number == next { numbers[pair(left, right)] = next }
      return number
    }
    let child = zip(left.child, right.child).map { left, right -> Int32 in
      if left == -1 || right == -1 { return -1 }
      guard left >= 0, right >= 0 else { return -2 }
      return numbers[pair(left, right)] ?? -2
    }
    return (parent, child, numbers.count)
  }
}
