import Testing

@testable import Models

/// Cells of every type that is hidden from the graph: a number and a category are in `RelZeroTests` and
/// `RelZeroPartsTests`.
@Suite("Masked cells of RelZero")
struct MaskedTypesTests {
  static let manifest = """
    name: things
    manifest_version: 1
    tables:
      things:
        pkey: id
        time_col: at
        fkeys: {}

    """
  static let notes = [
    "oak", "elm", "ash", "fir", "yew", "fig", "bay", "box", "may", "nut", "rye", "tea",
  ]
  static let tags = [
    "red|blue", "blue|gold", "gold|green", "green|red", "red|gold", "blue|green", "red|blue|gold",
    "blue|gold|green", "gold|green|red", "green|red|blue", "red", "gold",
  ]

  struct Row {
    var note: String
    var due: String
    var tags: String
  }

  static let rows = (0..<40).map { row in
    Row(
      note: notes[row % 12] + " tree", due: "2021-\(10 + row % 3)-\(10 + row % 17)",
      tags: tags[row * 5 % 12])
  }

  private func model(_ rows: [Row], like other: TableRelZero? = nil) throws -> TableRelZero {
    let values = rows.enumerated().map { id, row in
      "(\(id), '2020-01-\(10 + id % 20)', '\(row.note)', '\(row.due)', '\(row.tags)')"
    }
    let made = try TableRelZero(
      """
      CREATE TABLE things (id INTEGER PRIMARY KEY, at DATETIME, note TEXT, due DATETIME, tags TEXT);
      INSERT INTO things VALUES \(values.joined(separator: ", "));
      """, manifest: Self.manifest, frozen: other?.schema)
    return try other.map { try made.reading($0) } ?? made
  }

  private func token(_ column: String, _ made: TableRelZero) throws -> [Float] {
    let (table, cell) = try made.model.cell(7, of: column, in: "things")
    return made.model.tokens(
      of: made.model.lessons.cells([cell], of: table, kind: .cells, sparsity: 0, epoch: 0))
  }

  @Test(
    "another text, time or list in the asked cell leaves the graph's token as it is; asking another shows it",
    arguments: ["note", "due", "tags"])
  func masked(_ column: String) throws {
    let before = try model(Self.rows)
    let types = try #require(before.schema.features(of: "things")).columns
      .map { "\($0.name) \($0.statistics.type.rawValue)" }
    #expect(types == ["tags multicategorical", "at timestamp", "due timestamp", "note text"])
    var changed = Self.rows
    switch column {
    case "note": changed[7].note = "oak tree"
    case "due": changed[7].due = "2021-12-03"
    default: changed[7].tags = "red|blue"
    }
    let after = try model(changed, like: before)
    #expect(try token(column, before) == token(column, after))
    let other = column == "note" ? "due" : "note"
    #expect(try token(other, before) != token(other, after))
  }
}
