import Relational

/// A filter compiled for one table: what the words mean is decided once per column and distinct text,
/// not once per row.
struct RowFilter {
  typealias Test = (Int) -> Bool

  private let tests: [Test]

  init(_ text: String, _ table: Table) throws(EntityGraphError) {
    var tests: [Test] = []
    for word in RowFilterSyntax.parse(text) {
      let test: Test =
        switch word.condition {
        case .contains(let needle): CellSearch.test(table, TextNeedle(substring: needle))
        case .fuzzy(let letters): CellSearch.test(table, TextNeedle(letters: letters))
        case .pattern(let pattern): try PatternSearch.test(table, pattern)
        case .compare(let name, let comparison, let value):
          try CellComparison(Self.column(name, of: table), comparison, value).test()
        }
      tests.append(word.isNegated ? { !test($0) } : test)
    }
    self.tests = tests
  }

  var isEmpty: Bool { tests.isEmpty }

  func passes(_ row: Int) -> Bool {
    for test in tests where !test(row) { return false }
    return true
  }

  static func column(_ name: String, of table: Table) throws(EntityGraphError) -> Column {
    if let column = table.column(called: name) { return column }
    throw .unknownColumn(name, table: table.name, columns: table.columns.map(\.schema.name))
  }
}

extension Table {
  /// A column by its name; in other case where none has just this one.
  func column(called name: String) -> Column? {
    if let exact = columns.first(where: { $0.schema.name == name }) { return exact }
    let lowered = name.lowercased()
    return columns.first { $0.schema.name.lowercased() == lowered }
  }
}
