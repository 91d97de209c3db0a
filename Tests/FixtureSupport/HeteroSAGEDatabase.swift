import Foundation
import GRDB
import Relational

/// The small database of `fixtures/hetero-sage/db.json`, as a SQLite file that `Database.open` reads.
public enum HeteroSAGEDatabase {
  /// What the fixture says about the database.
  public struct Description: Decodable {
    public struct Table: Decodable {
      public var pkey: String
      public var fkeys: [String: String]
      public var timeColumn: String?
      public var stypes: [String: String]
      public var columns: [String: [Cell]]

      enum CodingKeys: String, CodingKey {
        case pkey, fkeys, stypes, columns
        case timeColumn = "time_col"
      }
    }
    public var tables: [String: Table]
    public var textEmbeddings: [String: [Float]]

    enum CodingKeys: String, CodingKey {
      case tables
      case textEmbeddings = "text_embeddings"
    }
  }

  public enum Cell: Decodable {
    case null
    case number(Double)
    case text(String)

    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var databaseValue: DatabaseValue {
      switch self {
      case .null: .null
      case .number(let value):
        value == value.rounded() ? Int64(value).databaseValue : value.databaseValue
      case .text(let value): value.databaseValue
      }
    }
  }

  public static func description() throws -> Description {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: SharedFolder.file("fixtures/hetero-sage/db.json")))
    return try JSONDecoder().decode(Description.self, from: data)
  }

  /// Writes the database into the folder and opens it.
  public static func open(in folder: TemporaryFolder) throws -> Relational.Database {
    let description = try description()
    let path = folder.file("hetero.sqlite")
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.write { database in
      for (name, table) in description.tables.sorted(by: { $0.key < $1.key }) {
        let columns = table.columns.keys.sorted()
        let definitions = columns.map { column -> String in
          if column == table.pkey { return "\"\(column)\" INTEGER PRIMARY KEY" }
          if let parent = table.fkeys[column] {
            return "\"\(column)\" INTEGER REFERENCES \"\(parent)\""
          }
          switch table.stypes[column] {
          case "timestamp": return "\"\(column)\" DATETIME"
          case "numerical": return "\"\(column)\" REAL"
          default: return "\"\(column)\" TEXT"
          }
        }
        try database.execute(
          sql: "CREATE TABLE \"\(name)\" (\(definitions.joined(separator: ", ")))")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let insert = try database.makeStatement(
          sql: "INSERT INTO \"\(name)\" VALUES (\(marks))")
        for row in 0..<(table.columns[table.pkey]?.count ?? 0) {
          let cells = columns.map { table.columns[$0]?[row].databaseValue ?? .null }
          try insert.execute(arguments: StatementArguments(cells))
        }
      }
    }
    try queue.close()
    var manifest = "name: hetero\nmanifest_version: 1\ntables:\n"
    for (name, table) in description.tables.sorted(by: { $0.key < $1.key }) {
      manifest += "  \(name):\n    pkey: \(table.pkey)\n"
      manifest += "    time_col: \(table.timeColumn ?? "null")\n    fkeys:"
      manifest += table.fkeys.isEmpty ? " {}\n" : "\n"
      for (column, parent) in table.fkeys.sorted(by: { $0.key < $1.key }) {
        manifest += "      \(column): \(parent)\n"
      }
    }
    try manifest.write(toFile: folder.file("manifest.yaml"), atomically: true, encoding: .utf8)
    return try Relational.Database.open(at: path)
  }
}
