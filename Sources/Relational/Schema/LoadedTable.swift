/// A table whose rows are read and whose keys are being decided.
struct LoadedTable {
  let declared: DeclaredTable
  var columns: [Column]
  let rowCount: Int
  /// How values were read, where a person should know.
  var notes: [String]
  var primaryKey: [Int] = []
  var primaryKeyEvidence = KeyEvidence.absent("not looked for")
  var timeColumn: Int?
  var timeColumnEvidence = KeyEvidence.absent("not looked for")

  static let noTimeByManifest = KeyEvidence.absent("the manifest says so")

  var name: String { declared.name }
  var columnNames: [String] { declared.columns.map(\.name) }

  /// Views and virtual tables repeat what other tables hold.
  var isDerived: Bool { declared.isView || declared.isVirtual }

  func place(of column: String) -> Int? {
    declared.columns.firstIndex { $0.name == column }
      // SQLite's names ignore the case of ASCII letters.
      ?? declared.columns.firstIndex { $0.name.lowercased() == column.lowercased() }
  }

  var schema: TableSchema {
    TableSchema(
      name: name, columns: columns.map(\.schema), primaryKey: primaryKey, timeColumn: timeColumn,
      isView: isDerived, primaryKeyEvidence: primaryKeyEvidence,
      timeColumnEvidence: timeColumnEvidence)
  }
}
