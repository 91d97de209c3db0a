import Inspection

extension Database: Inspectable {
  /// Tables, keys and warnings with real counts; of tables with more than 260,000 rows the numbers of
  /// distinct values and the histograms are estimates, see ``profile(ofTable:)``.
  ///
  /// - Complexity: one pass and one sort per column when first asked for, then none.
  public var summary: SchemaSummary {
    countedSummary.withLock { counted in
      if let counted { return counted }
      let summary = countSummary()
      counted = summary
      return summary
    }
  }

  /// One table with all its columns counted exactly.
  /// - Complexity: one sort per column.
  public func profile(ofTable index: Int) -> TableSummary {
    tableSummary(index, isExact: true)
  }

  private func countSummary() -> SchemaSummary {
    let tables = self.tables.indices.map { tableSummary($0, isExact: false) }
    let relations = schema.relations.indices.map { RelationQuality(self, relation: $0) }
    let warnings =
      schema.warnings.map {
        WarningSummary(table: $0.table, column: $0.column, message: $0.message)
      }
      + relations.flatMap(\.warnings)
      + zip(self.tables, tables).flatMap { columnWarnings($0, $1) }
    return SchemaSummary(
      name: name, path: path, fingerprint: fingerprint, tables: tables,
      relations: relations.map(\.summary), warnings: warnings,
      validationCutoff: schema.validationCutoff?.description,
      testCutoff: schema.testCutoff?.description)
  }

  private func tableSummary(_ index: Int, isExact: Bool) -> TableSummary {
    let table = tables[index]
    let columns = table.columns.indices.map { place -> ColumnSummary in
      let column = table.columns[place]
      let statistics = ColumnStatistics(column, isExact: isExact)
      return ColumnSummary(
        name: column.schema.name, declaredType: column.schema.declaredType,
        storage: column.schema.storage.rawValue, role: schema.role(ofColumn: place, in: index),
        semanticType: nil, nulls: column.nullCount, distinct: statistics.distinct,
        minimum: statistics.minimum, maximum: statistics.maximum,
        histogram: statistics.histogram, values: statistics.counted,
        isSampled: statistics.isSampled)
    }
    let times = table.times?.lazy.filter { $0 != Table.noTime }
    return TableSummary(
      name: table.name, rows: table.rowCount, columns: columns,
      primaryKey: table.schema.primaryKey.map { table.schema.columns[$0].name },
      timeColumn: table.schema.timeColumn.map { table.schema.columns[$0].name },
      firstTime: times?.min().map { Timestamp(microseconds: $0).description },
      lastTime: times?.max().map { Timestamp(microseconds: $0).description },
      isView: table.schema.isView,
      primaryKeyEvidence: table.schema.primaryKeyEvidence.description,
      timeColumnEvidence: table.schema.timeColumnEvidence.description)
  }

  /// Whether a sampled column, in whose sample no value repeats, is different in every row.
  private func isUnique(_ column: ColumnSummary, _ table: Table) -> Bool {
    table.columns.first { $0.schema.name == column.name }.map {
      ColumnStatistics($0).distinct == table.rowCount
    } ?? false
  }

  /// Columns that tell a model nothing, or too much: constant, nearly empty, different in every row.
  private func columnWarnings(_ table: Table, _ summary: TableSummary) -> [WarningSummary] {
    let rows = table.rowCount
    return summary.columns.compactMap { column in
      guard rows > 1, column.role == .feature else { return nil }
      let label = "\(table.name).\(column.name)"
      let message: String
      if column.nulls == rows {
        message = "\(label) is NULL in all \(rows) rows"
      } else if column.nulls * 2 >= rows {
        message = "\(label) is NULL in \(column.nulls) of \(rows) rows"
      } else if column.minimum == column.maximum, column.minimum != .null, column.nulls == 0,
        // Of a blob only the size is known.
        column.storage != ColumnStorage.blob.rawValue
      {
        message = "\(label) is the same in all rows: \(column.minimum.display)"
      } else if column.distinct == rows, rows >= 20, !column.isSampled || isUnique(column, table),
        column.storage == ColumnStorage.text.rawValue
          || column.storage == ColumnStorage.integer.rawValue
      {
        message = "\(label) is different in every row, like a key"
      } else {
        return nil
      }
      return WarningSummary(table: table.name, column: column.name, message: message)
    }
  }
}
