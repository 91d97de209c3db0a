/// One number for everything that a result depends on: contents, types, keys, times, cutoffs.
enum Fingerprint {
  static func of(_ schema: Schema, _ tables: [Table]) -> String {
    var hash = ContentHash()
    hash.combine(tables.count)
    for table in tables {
      hash.combine(table.name)
      hash.combine(table.rowCount)
      hash.combine(table.schema.primaryKey)
      hash.combine(table.schema.timeColumn ?? -1)
      for column in table.columns { combine(column, into: &hash) }
    }
    for relation in schema.relations {
      hash.combine(relation.childTable)
      hash.combine(relation.columns)
      hash.combine(relation.parentTable)
      hash.combine(relation.parentColumns)
    }
    hash.combine(schema.validationCutoff?.description ?? "")
    hash.combine(schema.testCutoff?.description ?? "")
    let digits = String(hash.state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func combine(_ column: Column, into hash: inout ContentHash) {
    hash.combine(column.schema.name)
    hash.combine(column.schema.storage.rawValue)
    hash.combine(column.nullCount)
    if let words = column.validity.words { hash.combine(words) }
    switch column.values {
    case .integers(let values), .timestamps(let values): hash.combine(values)
    case .reals(let values): hash.combine(values)
    case .booleans(let values): hash.combine(values)
    case .blobs(let counts): hash.combine(counts)
    case .texts(let texts):
      hash.combine(texts.codes)
      for text in texts.pool { hash.combine(text) }
    }
  }
}
