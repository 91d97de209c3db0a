/// Decides what a column's values are, now that all are known: booleans, times, or what they were
/// stored as.
struct ColumnFinisher {
  let name: String
  let declaredType: String

  /// The column, and what a person should know about how it was read.
  func finish(_ builder: inout ColumnBuilder) -> (column: Column, notes: [String]) {
    var notes = self.notes(on: builder)
    if builder.content == .nothing, builder.tallies.empties == 0 {
      return (empty(builder), notes)
    }
    if builder.content == .texts, let column = times(ofTextsIn: builder, notes: &notes) {
      return (column, notes)
    }
    let (values, validity) = builder.finish()
    return (column(refined(values, validity), validity), notes)
  }

  private func column(_ values: ColumnValues, _ validity: Validity) -> Column {
    let schema = ColumnSchema(name: name, declaredType: declaredType, storage: values.storage)
    return Column(schema: schema, values: values, validity: validity)
  }

  private func refined(_ values: ColumnValues, _ validity: Validity) -> ColumnValues {
    let isBoolean = declaredType.uppercased().contains("BOOL")
    switch values {
    case .integers(let values):
      if isBoolean, values.allSatisfy({ $0 == 0 || $0 == 1 }) {
        return .booleans(values.map { $0 == 1 })
      }
      let times = TimeReading.microseconds(
        integers: values, validity: validity, declaredType: declaredType, name: name)
      return times.map(ColumnValues.timestamps) ?? .integers(values)
    case .reals(let values):
      let times = TimeReading.microseconds(
        reals: values, validity: validity, declaredType: declaredType, name: name)
      return times.map(ColumnValues.timestamps) ?? .reals(values)
    case .texts(let texts):
      let words = ["true": true, "false": false, "t": true, "f": false]
      let meanings = texts.pool.map { words[$0.lowercased()] }
      guard isBoolean, !meanings.isEmpty, meanings.allSatisfy({ $0 != nil }) else {
        return .texts(texts)
      }
      return .booleans(texts.codes.map { $0 >= 0 && meanings[Int($0)] == true })
    default:
      return values
    }
  }

  /// A column without any value, typed by its declaration.
  private func empty(_ builder: borrowing ColumnBuilder) -> Column {
    let type = declaredType.uppercased()
    let count = builder.count
    let values: ColumnValues =
      if TimeReading.isDeclared(type) {
        .timestamps(Array(repeating: Table.noTime, count: count))
      } else if type.contains("BOOL") {
        .booleans(Array(repeating: false, count: count))
      } else if type.contains("INT") {
        .integers(Array(repeating: 0, count: count))
      } else if ["REAL", "FLOA", "DOUB", "NUM", "DEC"].contains(where: type.contains) {
        .reals(Array(repeating: .nan, count: count))
      } else if type.contains("BLOB") {
        .blobs(Array(repeating: 0, count: count))
      } else {
        .texts(TextValues(codes: Array(repeating: -1, count: count), pool: []))
      }
    return column(values, builder.validity)
  }

  /// The column as times if every text in it is one; empty texts become NULL.
  private func times(
    ofTextsIn builder: borrowing ColumnBuilder, notes: inout [String]
  ) -> Column? {
    let pool = builder.pool
    let isExpected = TimeReading.isDeclared(declaredType) || TimeReading.isNamed(name)
    var parsed = [Int64](repeating: Table.noTime, count: pool.count)
    var failures = 0
    var firstFailure = 0
    var successes = 0
    for entry in 0..<pool.count where pool.byteCount(entry) > 0 {
      let time = pool.withBytes(of: entry) { Timestamp.microseconds(parsing: $0) }
      if let time {
        parsed[entry] = time
        successes += 1
      } else {
        if !isExpected || successes == 0, let note = noteOnOtherDates(pool) {
          notes.append(note)
          return nil
        }
        if !isExpected { return nil }
        if failures == 0 { firstFailure = entry }
        failures += 1
      }
    }
    guard successes > 0 else { return nil }
    guard failures == 0 else {
      notes.append(
        "\(name) looks like a time, but \(failures) of \(failures + successes) distinct values are "
          + "not (first: \"\(pool.string(firstFailure))\"): read as text")
      return nil
    }
    let codes = builder.codes(builder.validity)
    var nulls = builder.nullWords
    nulls.append(contentsOf: repeatElement(0, count: max(0, (codes.count + 63) / 64 - nulls.count)))
    var nullCount = builder.nullCount
    var emptied = 0
    let times = codes.enumerated().map { row, code in
      if code < 0 { return Table.noTime }
      if parsed[Int(code)] == Table.noTime {
        nulls[row >> 6] |= 1 << UInt64(row & 63)
        nullCount += 1
        emptied += 1
      }
      return parsed[Int(code)]
    }
    if emptied > 0 { notes.append("\(name): \(emptied) empty texts among times read as missing") }
    return column(
      .timestamps(times), Validity(count: codes.count, nullWords: nulls, nullCount: nullCount))
  }

  /// Nil unless all of the first texts are dates in another form than ISO's.
  private func noteOnOtherDates(_ pool: borrowing TextPool) -> String? {
    var first: Int?
    for entry in 0..<min(16, pool.count) where pool.byteCount(entry) > 0 {
      guard pool.withBytes(of: entry, OtherDates.isDate) else { return nil }
      first = first ?? entry
    }
    return first.map {
      "\(name) holds dates like \(pool.string($0)): read as text; written as YYYY-MM-DD they are times"
    }
  }

  private func notes(on builder: borrowing ColumnBuilder) -> [String] {
    var notes: [String] = []
    let tallies = builder.tallies
    let onlyNumbers = tallies.texts == 0 && tallies.blobs == 0
    if tallies.kinds > 1, !onlyNumbers {
      let parts = [
        ("integers", tallies.integers), ("reals", tallies.reals), ("texts", tallies.texts),
        ("blobs", tallies.blobs),
      ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
      notes.append("\(name) mixes \(parts): read as text")
    }
    if onlyNumbers, tallies.empties > 0, tallies.kinds > 0 {
      notes.append("\(name): \(tallies.empties) empty texts among numbers read as missing")
    }
    if onlyNumbers, tallies.inexactIntegers > 0 {
      notes.append(
        "\(name): \(tallies.inexactIntegers) integers beyond 2^53 lose digits among reals")
    }
    return notes
  }
}
