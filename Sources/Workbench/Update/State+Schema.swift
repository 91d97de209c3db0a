import Inspection

extension State {
  /// The table under the cursor of the schema.
  var selectedTable: TableSummary? { schema.value?.tables[safe: tables.cursor] }

  /// Foreign keys out of and into the selected table.
  var relationsHere: [RelationSummary] {
    guard let schema = schema.value, let table = selectedTable?.name else { return [] }
    return schema.relations.filter { $0.childTable == table }
      + schema.relations.filter { $0.parentTable == table && $0.childTable != table }
  }

  /// The foreign key that the selected column is part of.
  var selectedRelation: RelationSummary? {
    if [.links, .diagram].contains(pane) || pane == .tables && isDiagramShown {
      return relationsHere[safe: links.cursor]
    }
    guard let table = selectedTable, let column = table.columns[safe: columns.cursor] else {
      return nil
    }
    return schema.value?.relations.first {
      $0.childTable == table.name && $0.columns.contains(column.name)
    }
  }

  /// Where `f` leads on the schema: the table at the other end of the key.
  var tableToFollow: String? {
    guard let relation = selectedRelation, let here = selectedTable?.name else { return nil }
    return relation.childTable == here ? relation.parentTable : relation.childTable
  }

  mutating func openFromSchema() -> [Effect] {
    if pane == .links, let table = tableToFollow {
      return go(to: Place(screen: .schema, table: table))
    }
    guard let table = tableNames[safe: tables.cursor] else { return [] }
    return go(to: Place(screen: .rows, table: table))
  }
}

extension State {
  /// What looks wrong: with tables, and with the labels of tasks, which belong to the table of their
  /// entities.
  var warnings: [WarningSummary] {
    let ofTasks = (catalog.value?.tasks ?? []).flatMap { task in
      task.problems.map {
        WarningSummary(
          table: task.entityTable, column: nil, message: "task \(task.name): \($0)")
      }
    }
    return (schema.value?.warnings ?? []) + ofTasks
  }

  /// Those of the table under the cursor, and of no table.
  var warningsHere: [WarningSummary] {
    warnings.filter { $0.table == selectedTable?.name || $0.table == nil }
  }

  /// Rows of a table that are shown as of the time set now; nil without one.
  func visibleRows(of table: TableSummary) -> Int? {
    guard rowsAsOf != nil else { return nil }
    return visibleRows.value?[table.name]
  }

  mutating func askCounts() -> [Effect] {
    guard let time = rowsAsOf, schema.value != nil, visibleRows.value == nil else { return [] }
    return [ask(\.visibleRows, .counts(asOf: time))]
  }

  mutating func takeSchemaFacts(_ reply: Reply) -> [Effect] {
    switch (reply.request, reply.result) {
    case (.counts, let result):
      let counts = result.flatMap { answer -> Result<[String: Int], Failure> in
        if case .counts(let value) = answer { return .success(value) }
        return .failure(.unexpected)
      }
      _ = visibleRows.take(counts, generation: reply.generation)
    case (.profile, .success(.profiled(let table))):
      guard var known = schema.value,
        let found = known.tables.firstIndex(where: { $0.name == table.name })
      else { return [] }
      known.tables[found].columns = zip(known.tables[found].columns, table.columns).map {
        known, counted in
        var column = counted
        column.semanticType = known.semanticType
        return column
      }
      schema = Loaded(known)
      if selectedTable?.name == table.name { showColumn() }
    case (.history, let result):
      let history = result.flatMap { answer -> Result<ColumnHistorySummary?, Failure> in
        if case .history(let value) = answer { return .success(value) }
        return .failure(.unexpected)
      }
      if columnHistory.take(history, generation: reply.generation) { showColumn() }
    case (.setMeaning(let table, let column, let type), .success(.opened(let summary))):
      let before = schema.value?.tables.first { $0.name == table }?.columns
        .first { $0.name == column }?.semanticType
      schema = Loaded(summary)
      if isUndoing == reply.request {
        isUndoing = nil
      } else {
        remember(
          Undoable(
            words: "\(table).\(column) means \(type ?? "as inferred")",
            inverse: .request(.setMeaning(table: table, column: column, before))))
      }
      say("\(table).\(column) is \(type ?? "as inferred") for runs that start from now on", .good)
      return settle()
    case (_, .failure(let failure)): say(failure.message, .error)
    default: say(Failure.unexpected.message, .error)
    }
    return []
  }
}
