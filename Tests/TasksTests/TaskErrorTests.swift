import Relational
import Testing

@testable import Tasks

@Suite("A bad task folder says what is wrong, where, and what to do")
struct TaskErrorTests {
  let shop = try! SmallShop()

  /// The message of what goes wrong when the task's train table is read.
  func message() throws -> String {
    let database = try Database.open(at: shop.database)
    do {
      _ = try PredictionTask.read(folder: shop.task, database: database).table(.train)
      return "nothing was wrong"
    } catch {
      return error.description.replacing(shop.task, with: "TASK")
    }
  }

  static let manifestCases: [(key: String, value: String?, message: String)] = [
    (
      "entity_table", "clients",
      "Task churn names the table 'clients', which the database does not have. "
        + "Its tables: customers, orders, stock."
    ),
    (
      "entity_col", "id",
      "Task churn names the column 'id', which table customers does not have. "
        + "Its columns: code, country."
    ),
    (
      "entity_col", "country",
      "Task churn finds entities by customers.country, but the key of customers is code."
    ),
    ("entity_table", nil, "TASK/manifest.yaml has no 'entity_table'. Add it to the manifest."),
    ("entity_col", nil, "TASK/manifest.yaml has no 'entity_col'. Add it to the manifest."),
    ("target_col", nil, "TASK/manifest.yaml has no 'target_col'. Add it to the manifest."),
    ("time_col", nil, "TASK/manifest.yaml has no 'time_col'. Add it to the manifest."),
    ("timedelta", nil, "TASK/manifest.yaml has no 'timedelta'. Add it to the manifest."),
    (
      "timedelta", "soon",
      "TASK/manifest.yaml: timedelta is 'soon'; write it as '30 days 00:00:00'."
    ),
    (
      "timedelta", "-1 days +00:00:00",
      "TASK/manifest.yaml: timedelta is '-1 days +00:00:00'; write it as '30 days 00:00:00'."
    ),
    (
      "task_type", "guessing",
      "TASK/manifest.yaml: task_type is 'guessing'; known are binary_classification, "
        + "multiclass_classification, multilabel_classification, regression, recommendation."
    ),
    ("kind", "magic", "TASK/manifest.yaml: kind is 'magic'; known are forecast, autocomplete."),
    (
      "remove_columns", "[country]",
      "TASK/manifest.yaml is no task manifest: 'remove_columns' must be a list of [table, column]."
    ),
    (
      "remove_columns", "[[orders, price]]",
      "Task churn names the column 'price', which table orders does not have. "
        + "Its columns: number, customer, at, total."
    ),
    ("name", "[a]", "TASK/manifest.yaml is no task manifest: 'name' must be text."),
  ]

  @Test("manifests", arguments: manifestCases)
  func manifest(key: String, value: String?, message expected: String) throws {
    var manifest = SmallShop.manifest
    manifest[key] = value
    try shop.write(manifest: manifest)
    #expect(try message() == expected)
  }

  @Test("an autocomplete task whose target is no column")
  func autocompleteTarget() throws {
    var manifest = SmallShop.manifest
    manifest["kind"] = "autocomplete"
    try shop.write(manifest: manifest)
    #expect(
      try message() == "Task churn names the column 'left', which table customers does not have. "
        + "Its columns: code, country.")
  }

  @Test("a manifest that is no YAML, or a list", arguments: ["a: [", "- a\n- b", ""])
  func noManifest(text: String) throws {
    try shop.write(text: text, to: "manifest.yaml")
    #expect(try message().hasPrefix("TASK/manifest.yaml is no task manifest: "))
  }

  @Test("missing files")
  func missing() throws {
    try shop.remove("train.csv")
    #expect(
      try message() == "TASK/train.csv is missing. "
        + "A task folder holds manifest.yaml, train.csv, val.csv and test.csv.")
    try shop.remove("manifest.yaml")
    #expect(try message().hasPrefix("TASK/manifest.yaml is missing."))
  }

  static let tableCases: [(header: String, lines: [String], message: String)] = [
    (
      "day,code", ["2020-01-01,a"],
      "TASK/train.csv lacks the column left; its first line has day, code."
    ),
    (
      "x", ["1"],
      "TASK/train.csv lacks the columns day, code, left; its first line has x."
    ),
    (
      "day,code,left", ["2020-01-01,a,0", "last May,a,0"],
      "TASK/train.csv, line 3: day is 'last May', which is no time. "
        + "Write 2010-01-01 or 2010-01-01 12:30:00."
    ),
    (
      "day,code,left", ["2020-02-30,a,0"],
      "TASK/train.csv, line 2: day is '2020-02-30', which is no time. "
        + "Write 2010-01-01 or 2010-01-01 12:30:00."
    ),
    (
      "day,code,left", ["2020-01-01,a,0", "2020-01-01,z,0", "2020-01-01,y,1"],
      "TASK/train.csv: 2 of 3 entities match no row of customers (first: z, line 3). "
        + "Make the task from this database, or drop those rows."
    ),
    (
      "day,code,left", ["2020-01-01,a,2"],
      "TASK/train.csv, line 2: left is '2'; expected 0 or 1."
    ),
    (
      "day,code,left", ["2020-01-01,a,"],
      "TASK/train.csv, line 2: left is ''; expected 0 or 1."
    ),
    (
      "day,code,left", ["2020-01-01,a"],
      "TASK/train.csv, line 2: 2 fields where the first line has 3."
    ),
    (
      "day,code,left", ["2020-01-01,\"a,0"],
      "TASK/train.csv, line 2: a quoted field begins here and never ends."
    ),
    ("day,code,left", [], "TASK/train.csv has a first line but no rows."),
  ]

  @Test("tables", arguments: tableCases)
  func table(header: String, lines: [String], message expected: String) throws {
    try shop.write("train", header: header, lines)
    #expect(try message() == expected)
  }

  @Test("regression labels must be finite numbers", arguments: ["many", "nan", "inf", ""])
  func regressionLabel(label: String) throws {
    var manifest = SmallShop.manifest
    manifest["task_type"] = "regression"
    try shop.write(manifest: manifest)
    try shop.write("train", ["2020-01-01,a,1e3", "2020-01-01,a,\(label)"])
    #expect(
      try message() == "TASK/train.csv, line 3: left is '\(label)'; expected a finite number.")
  }
}
