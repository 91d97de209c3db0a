import Inspection
import Relational

/// Knows which columns of a table tell a person what a row is: names, titles, codes.
struct RowLabels: Sendable {
  /// Per table the places of its telling columns, at most two.
  let columns: [[Int]]

  init(_ database: Database) {
    columns = database.tables.map(Self.tellingColumns)
  }

  private static func tellingColumns(of table: Table) -> [Int] {
    let ranked = table.columns.indices.compactMap { place -> (place: Int, score: Int)? in
      let score = score(table.columns[place].schema, isKey: table.schema.primaryKey.contains(place))
      return score > 0 ? (place, score) : nil
    }
    guard let best = ranked.map(\.score).max() else { return [] }
    return Array(ranked.filter { $0.score == best }.map(\.place).prefix(2))
  }

  /// 4 the parts of a person's name, 3 a name, 2 a title, 1 a description; 0 not telling.
  private static func score(_ column: ColumnSchema, isKey: Bool) -> Int {
    guard column.storage == .text, !isKey else { return 0 }
    let words = column.name.lowercased().filter { $0.isLetter }
    switch words {
    case "forename", "surname", "firstname", "lastname", "givenname", "familyname": return 4
    case "name", "fullname", "displayname", "label": return 3
    case "title", "username", "login", "email", "subject": return 2
    case "description", "summary", "headline", "caption": return 1
    default: return words.hasSuffix("name") ? 2 : 0
    }
  }
}
