import Inspection

extension State {
  /// The table under the cursor of the schema.
  var selectedTable: TableSummary? { shownSchema?.tables[safe: tables.cursor] }

  /// The schema that is shown: with the figures of the rows up to the as-of time, once they are counted.
  var shownSchema: SchemaSummary? {
    isSchemaThen ? schemaThen.value : schema.value
  }

  /// Whether the figures of the schema are those of the rows up to the as-of time.
  var isSchemaThen: Bool { rowsAsOf != nil && schemaThen.value != nil }

  /// Rows of a table, or of all, that are later than the as-of time; nil where none are hidden.
  func laterRows(of table: String? = nil) -> Int? {
    guard isSchemaThen else { return nil }
    func rows(_ summary: SchemaSummary?) -> Int {
      (summary?.tables ?? []).filter { table == nil || $0.name == table }
        .reduce(0) { $0 + $1.rows }
    }
    return rows(schema.value) - rows(schemaThen.value)
  }

  /// Foreign keys out of and into the selected table.
  var relationsHere: [RelationSummary] {
    guard let schema = shownSchema, let table = selectedTable?.name else { return [] }
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
    return shownSchema?.relations.first {
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
    return (shownSchema?.warnings ?? []) + ofTasks
  }

  /// Those of the table under the cursor, and of no table.
  var warningsHere: [WarningSummary] {
    warnings.filter { $0.table == selectedTable?.name || $0.table == nil }
  }

  mutating func askSchemaThen() -> [Effect] {
    guard let time = rowsAsOf, schema.value != nil, schemaThen.value == nil else { return [] }
    return [ask(\.schemaThen, .schema(asOf: time))]
  }

  mutating func takeSchemaFacts(_ reply: Reply) -> [Effect] {
    switch (reply.request, reply.result) {
    case (.schema, let result):
      let then = result.flatMap { answer -> Result<SchemaSummary, Failure> in
        if case .opened(let value) = answer { return .success(value) }
        return .failure(.unexpected)
      }
      guard schemaThen.take(then, generation: reply.generation) else { return [] }
      if let failure = schemaThen.failure { say(failure, .error) }
      return settle()
    case (.profile(_, let time), .success(.profiled(let table))):
      guard time == nil || time == rowsAsOf,
        var known = time == nil ? schema.value : schemaThen.value,
        let found = known.tables.firstIndex(where: { $0.name == table.name })
      else { return [] }
      known.tables[found].columns = zip(known.tables[found].columns, table.columns).map {
        known, counted in
        var column = counted
        column.semanticType = known.semanticType
        return column
      }
      if time == nil { schema = Loaded(known) } else { schemaThen = Loaded(known) }
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
      if let then = schemaThen.value { schemaThen = Loaded(then.takingMeanings(of: summary)) }
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
