/// Guesses the foreign keys of a table that declares none: the name says which table is meant, the
/// values must then be found there.
struct ForeignKeyInference {
  let tables: [LoadedTable]

  private struct Candidate {
    var parent: Int
    /// 3 the key's own name, or the table's name and a key word; 2 the same after other words
    /// (`home_team_id`); 1 a self reference (`parent_id`).
    var strength: Int
    var evidence: String
  }

  /// Relations of one child table, in the order of its columns.
  func infer(child: Int) -> [Relation] {
    let table = tables[child]
    guard !table.isDerived else { return [] }
    var relations = composites(child)
    let covered = Set(relations.flatMap(\.columns))
    for place in table.columns.indices where !covered.contains(place) {
      let storage = table.columns[place].schema.storage
      guard storage == .integer || storage == .text else { continue }
      let candidates = tables.indices.compactMap { candidate(child, place, parent: $0) }
      guard let best = candidates.max(by: { $0.strength < $1.strength }) else { continue }
      relations.append(
        Relation(
          childTable: child, columns: [place], parentTable: best.parent,
          parentColumns: tables[best.parent].primaryKey, evidence: .inferred(best.evidence)))
    }
    return relations.sorted { $0.columns.lexicographicallyPrecedes($1.columns) }
  }

  private func candidate(_ child: Int, _ place: Int, parent: Int) -> Candidate? {
    let column = tables[child].columns[place]
    let parentTable = tables[parent]
    guard !parentTable.isDerived, parentTable.primaryKey.count == 1 else { return nil }
    let keyPlace = parentTable.primaryKey[0]
    if child == parent, place == keyPlace { return nil }
    let key = parentTable.columns[keyPlace]
    guard key.schema.storage == column.schema.storage else { return nil }
    let strength = nameStrength(column.schema.name, key.schema.name, child, place, parent)
    guard strength > 0 else { return nil }

    let match = KeyMatcher(child: [column], parent: [key])
    var seen = Set<Int32>()
    var found = 0
    var missing = 0
    for code in match.childCodes {
      if code == -2 {
        missing += 1
      } else if code >= 0 {
        found += 1
        seen.insert(code)
      }
    }
    let total = found + missing
    guard total > 0 else {
      return strength == 3
        ? Candidate(parent: parent, strength: 3, evidence: "by name alone: there are no values")
        : nil
    }
    let share = Double(found) / Double(total)
    guard share >= (strength == 3 ? 0.8 : 0.95) else { return nil }
    return Candidate(
      parent: parent, strength: strength,
      evidence: "by name, and \(found) of \(total) values are keys of \(parentTable.name)")
  }

  /// How clearly a column's name means a table's key; 0: not at all.
  private func nameStrength(
    _ column: String, _ key: String, _ child: Int, _ place: Int, _ parent: Int
  ) -> Int {
    let words = NameTokens(column).words
    let keyWords = NameTokens(key).words
    let own = NameTokens(tables[parent].name).singular.words
    let isGeneric = keyWords.count == 1 && NameTokens.keyWords.contains(keyWords[0])
    // A table's own key refers to another table only if it carries that table's name.
    let isOwnKey = tables[child].primaryKey == [place]
    let stem = NameTokens(column).stem.map { NameTokens(words: $0).singular.words }

    if child != parent, stem == own || (!isOwnKey && words == own) { return 3 }
    if child != parent, !isGeneric, words == keyWords, !isOwnKey { return 3 }
    if isOwnKey { return 0 }
    if let stem, stem.count > own.count, Array(stem.suffix(own.count)) == own { return 2 }
    if !isGeneric, words.count > keyWords.count, Array(words.suffix(keyWords.count)) == keyWords {
      return 2
    }
    if child == parent, let first = words.first,
      [
        "parent", "manager", "boss", "supervisor", "reports", "reply", "previous", "predecessor",
        "original", "root", "referrer", "referred", "mentor",
      ].contains(first)
    {
      return 1
    }
    return 0
  }

  /// Composite keys found whole, by the same column names, in another table.
  private func composites(_ child: Int) -> [Relation] {
    let table = tables[child]
    return tables.indices.compactMap { parent -> Relation? in
      let key = tables[parent].primaryKey
      guard parent != child, !tables[parent].isDerived, key.count > 1 else { return nil }
      let names = key.map { tables[parent].columnNames[$0] }
      let places = names.compactMap { table.place(of: $0) }
      guard places.count == key.count,
        Set(places).isSubset(of: Set(table.primaryKey)) == false
          || table.primaryKey.count > key.count
      else { return nil }
      let match = KeyMatcher(
        child: places.map { table.columns[$0] }, parent: key.map { tables[parent].columns[$0] })
      let found = match.childCodes.count { $0 >= 0 }
      let missing = match.childCodes.count { $0 == -2 }
      guard found > 0, Double(found) / Double(found + missing) >= 0.8 else { return nil }
      return Relation(
        childTable: child, columns: places, parentTable: parent, parentColumns: key,
        evidence: .inferred(
          "same names, and \(found) of \(found + missing) values are keys of "
            + tables[parent].name))
    }
  }
}
