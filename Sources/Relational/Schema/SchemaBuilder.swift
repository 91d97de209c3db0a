/// Decides keys, times and relations: what the manifest says, else what the database declares, else
/// what names and values suggest.
struct SchemaBuilder {
  private(set) var tables: [LoadedTable]
  private let manifest: Manifest?
  private var relations: [Relation] = []
  private var warnings: [SchemaWarning]

  init(
    _ tables: [LoadedTable], manifest: Manifest?, warnings: [SchemaWarning]
  ) throws(DatabaseError) {
    self.tables = tables
    self.manifest = manifest
    self.warnings = warnings
    for table in tables {
      for note in table.notes {
        self.warnings.append(SchemaWarning(table: table.name, message: "\(table.name).\(note)"))
      }
    }
    for key in (manifest?.unknown ?? [:]).keys.sorted() {
      self.warnings.append(SchemaWarning(message: "manifest: \"\(key)\" is kept but not used"))
    }
    for name in (manifest?.tables ?? [:]).keys.sorted() {
      _ = try table(name, role: "under tables")
    }
    for index in tables.indices { try decidePrimaryKey(index) }
    for index in tables.indices { try decideTime(index) }
    for index in tables.indices { try decideRelations(index) }
    self.warnings += TimeGaps(tables: self.tables, relations: relations).warnings
    warnOfMissingKeys()
  }

  var schema: Schema {
    Schema(
      tables: tables.map(\.schema), relations: relations,
      validationCutoff: manifest?.validationCutoff, testCutoff: manifest?.testCutoff,
      warnings: warnings)
  }

  private func stated(_ part: TableManifest.Part, _ index: Int) -> TableManifest? {
    guard let entry = manifest?.tables[tables[index].name] else { return nil }
    return entry.stated.contains(part) ? entry : nil
  }

  private func table(_ name: String, role: String) throws(DatabaseError) -> Int {
    if let place = tables.firstIndex(where: { $0.name == name }) { return place }
    throw .manifestUnknownTable(table: name, role: role, tables: tables.map(\.name))
  }

  private func column(_ name: String, of index: Int, role: String) throws(DatabaseError) -> Int {
    if let place = tables[index].place(of: name) { return place }
    throw .manifestUnknownColumn(
      table: tables[index].name, column: name, role: role, columns: tables[index].columnNames)
  }

  /// The columns of a key; a name with a comma in it may be one column.
  private func columns(
    _ names: [String], of index: Int, role: String
  ) throws(DatabaseError) -> [Int] {
    if names.count > 1, let whole = tables[index].place(of: names.joined(separator: ", ")) {
      return [whole]
    }
    var places: [Int] = []
    for name in names { places.append(try column(name, of: index, role: role)) }
    return places
  }

  private mutating func decidePrimaryKey(_ index: Int) throws(DatabaseError) {
    if let entry = stated(.primaryKey, index) {
      tables[index].primaryKey = try columns(entry.primaryKey, of: index, role: "pkey")
      if tables[index].primaryKey.isEmpty {
        tables[index].primaryKeyEvidence = .absent("the manifest says so")
      } else if tables[index].primaryKey == tables[index].declared.primaryKey {
        tables[index].primaryKeyEvidence = .declared
      } else {
        tables[index].primaryKeyEvidence = .manifest
        warnOfDuplicates(index)
      }
    } else if !tables[index].declared.primaryKey.isEmpty {
      tables[index].primaryKey = tables[index].declared.primaryKey
      tables[index].primaryKeyEvidence = .declared
    } else {
      (tables[index].primaryKey, tables[index].primaryKeyEvidence) =
        PrimaryKeyInference.infer(tables[index])
    }
  }

  private mutating func warnOfDuplicates(_ index: Int) {
    let table = tables[index]
    guard !table.primaryKey.isEmpty else { return }
    let key = table.primaryKey.map { table.columns[$0] }
    let distinct = PrimaryKeyInference.distinct(key, rows: table.rowCount)
    guard distinct < table.rowCount else { return }
    warnings.append(
      SchemaWarning(
        table: table.name,
        message: "the key of \(table.name) has only \(distinct) distinct values in "
          + "\(table.rowCount) rows: a key finds its first row"))
  }

  private mutating func decideTime(_ index: Int) throws(DatabaseError) {
    guard let entry = stated(.timeColumn, index) else {
      (tables[index].timeColumn, tables[index].timeColumnEvidence) =
        TimeColumnInference.infer(tables[index])
      warnOfMissingTimes(index)
      return
    }
    guard let name = entry.timeColumn else {
      tables[index].timeColumnEvidence = LoadedTable.noTimeByManifest
      return
    }
    let place = try column(name, of: index, role: "time_col")
    tables[index].columns[place] = try asTime(tables[index].columns[place], in: tables[index].name)
    tables[index].timeColumn = place
    tables[index].timeColumnEvidence = .manifest
    warnOfMissingTimes(index)
  }

  private mutating func warnOfMissingTimes(_ index: Int) {
    guard let place = tables[index].timeColumn else { return }
    let column = tables[index].columns[place]
    guard column.nullCount > 0 else { return }
    warnings.append(
      SchemaWarning(
        table: tables[index].name, column: column.schema.name,
        message: "\(tables[index].name).\(column.schema.name) is NULL in \(column.nullCount) rows: "
          + "rows without a time are visible at every time"))
  }

  /// A column that a person calls a time, as times. A value that is none is an error: the row would be
  /// visible at every time.
  private func asTime(_ column: Column, in table: String) throws(DatabaseError) -> Column {
    var schema = column.schema
    schema.storage = .timestamp
    switch column.values {
    case .timestamps:
      return column
    case .integers(let values):
      if column.nullCount == column.rowCount { break }
      if let times = TimeReading.microseconds(
        integers: values, validity: column.validity, declaredType: column.schema.declaredType,
        name: column.schema.name, isForced: true)
      {
        return Column(schema: schema, values: .timestamps(times), validity: column.validity)
      }
    default: break
    }
    if column.nullCount == column.rowCount {
      let none = Array(repeating: Table.noTime, count: column.rowCount)
      return Column(schema: schema, values: .timestamps(none), validity: column.validity)
    }
    let bad = (0..<column.rowCount).filter {
      column.validity[$0] && Timestamp(parsing: column.keyText(row: $0)) == nil
    }
    throw .notATime(
      table: table, column: column.schema.name, failures: bad.count,
      values: column.rowCount - column.nullCount,
      first: bad.first.map { column.keyText(row: $0) } ?? "")
  }

  private mutating func decideRelations(_ child: Int) throws(DatabaseError) {
    if let entry = stated(.foreignKeys, child) {
      let declared = tables[child].declared.foreignKeys.compactMap {
        try? relation(of: $0, child: child).get()
      }
      for key in entry.foreignKeys {
        var relation = try relation(key, child: child)
        var asDeclared = relation
        asDeclared.evidence = .declared
        if declared.contains(asDeclared) { relation = asDeclared }
        relations.append(relation)
      }
    } else if !tables[child].declared.foreignKeys.isEmpty {
      for key in tables[child].declared.foreignKeys { declare(key, child: child) }
    } else {
      relations += ForeignKeyInference(tables: tables).infer(child: child)
    }
  }

  private func relation(
    _ key: ForeignKeyManifest, child: Int
  ) throws(DatabaseError) -> Relation {
    let label = key.columns.joined(separator: ", ")
    let from = try columns(key.columns, of: child, role: "foreign key")
    let parent = try table(
      key.parentTable, role: "parent of \(tables[child].name).\(label)")
    var to = tables[parent].primaryKey
    if let names = key.parentColumns {
      to = try columns(names, of: parent, role: "target of \(tables[child].name).\(label)")
    }
    guard to.count == from.count else {
      throw .manifestWrongKey(
        table: tables[child].name, key: label,
        detail: to.isEmpty
          ? "table \(tables[parent].name) has no primary key to refer to"
          : "it has \(from.count) columns, the key of \(tables[parent].name) has \(to.count)")
    }
    return Relation(
      childTable: child, columns: from, parentTable: parent, parentColumns: to, evidence: .manifest)
  }

  /// A declared foreign key as a relation, or a warning why it cannot be followed.
  private mutating func declare(_ key: DeclaredTable.ForeignKey, child: Int) {
    switch relation(of: key, child: child) {
    case .success(let relation): relations.append(relation)
    case .failure(let obstacle):
      let name = tables[child].name
      let label = "\(name).\(key.columns.joined(separator: ", ")) → \(key.parentTable)"
      warnings.append(
        SchemaWarning(table: name, message: "\(label): \(obstacle.reason); not followed"))
    }
  }

  private struct Obstacle: Error {
    var reason: String
  }

  private func relation(
    of key: DeclaredTable.ForeignKey, child: Int
  ) -> Result<Relation, Obstacle> {
    guard
      let parent = tables.firstIndex(where: {
        $0.name.lowercased() == key.parentTable.lowercased()
      })
    else { return .failure(Obstacle(reason: "there is no table \(key.parentTable)")) }
    let from = key.columns.compactMap { tables[child].place(of: $0) }
    let to =
      key.parentColumns?.compactMap { tables[parent].place(of: $0) }
      ?? tables[parent].primaryKey
    guard from.count == key.columns.count, to.count == from.count else {
      return .failure(
        Obstacle(reason: "its columns do not fit the key of \(tables[parent].name)"))
    }
    return .success(
      Relation(
        childTable: child, columns: from, parentTable: parent, parentColumns: to,
        evidence: .declared))
  }

  private mutating func warnOfMissingKeys() {
    for table in tables where table.primaryKey.isEmpty && !table.isDerived {
      warnings.append(
        SchemaWarning(
          table: table.name,
          message:
            "\(table.name) has no primary key: its rows go by their numbers, and nothing can "
            + "refer to them"))
    }
  }
}
