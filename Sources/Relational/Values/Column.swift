import Inspection

/// One column of a table: a value per row in one typed array, and which rows hold one.
public struct Column: Sendable {
  public let schema: ColumnSchema
  public let values: ColumnValues
  public let validity: Validity

  public init(schema: ColumnSchema, values: ColumnValues, validity: Validity) {
    precondition(
      values.count == validity.count,
      "Column \(schema.name): \(values.count) values with \(validity.count) validity flags")
    self.schema = schema
    self.values = values
    self.validity = validity
  }

  public var rowCount: Int { validity.count }
  public var nullCount: Int { validity.nullCount }

  /// The cell as a person sees it.
  public func cell(row: Int) -> CellValue {
    guard validity[row] else { return .null }
    switch values {
    case .integers(let values): return .integer(values[row])
    case .reals(let values): return .real(values[row])
    case .booleans(let values): return .boolean(values[row])
    case .timestamps(let values):
      return .time(Timestamp(microseconds: values[row]).description)
    case .texts(let texts): return .text(texts.pool[Int(texts.codes[row])])
    case .blobs(let counts): return .blob(byteCount: counts[row])
    }
  }

  /// The cell as a number; nil for NULL and for what is no quantity.
  public func quantity(at row: Int) -> Double? {
    guard validity[row] else { return nil }
    switch values {
    case .integers(let values): return Double(values[row])
    case .reals(let values): return values[row]
    case .booleans(let values): return values[row] ? 1 : 0
    case .timestamps, .texts, .blobs: return nil
    }
  }

  /// The cell as it is written in a key: no escaping, no quotes; `NULL` where there is none.
  public func keyText(row: Int) -> String {
    guard validity[row] else { return "NULL" }
    switch values {
    case .integers(let values): return String(values[row])
    case .reals(let values):
      return Int64(exactly: values[row]).map(String.init) ?? "\(values[row])"
    case .booleans(let values): return values[row] ? "1" : "0"
    case .timestamps(let values): return Timestamp(microseconds: values[row]).description
    case .texts(let texts): return texts.pool[Int(texts.codes[row])]
    case .blobs(let counts): return "⟨\(counts[row]) B⟩"
    }
  }
}

/// The values of a column, one array of one type. A NULL row holds 0, NaN, false, `Table.noTime`,
/// code -1, or 0 bytes.
public enum ColumnValues: Sendable {
  case integers([Int64])
  case reals([Double])
  case booleans([Bool])
  /// - Unit: microseconds since 1970 UTC.
  case timestamps([Int64])
  case texts(TextValues)
  /// Byte counts; the bytes themselves are not kept.
  case blobs([Int])

  public var count: Int {
    switch self {
    case .integers(let values), .timestamps(let values): values.count
    case .reals(let values): values.count
    case .booleans(let values): values.count
    case .texts(let texts): texts.codes.count
    case .blobs(let counts): counts.count
    }
  }

  public var storage: ColumnStorage {
    switch self {
    case .integers: .integer
    case .reals: .real
    case .booleans: .boolean
    case .timestamps: .timestamp
    case .texts: .text
    case .blobs: .blob
    }
  }
}

/// Text as numbers into a pool of the distinct strings, in the order of their first row.
public struct TextValues: Sendable {
  /// Per row the place in `pool`, -1 for NULL.
  public let codes: [Int32]
  public let pool: [String]

  public init(codes: [Int32], pool: [String]) {
    self.codes = codes
    self.pool = pool
  }

  public subscript(row: Int) -> String? {
    let code = codes[row]
    return code < 0 ? nil : pool[Int(code)]
  }
}
