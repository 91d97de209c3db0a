import Foundation
import GRDB
import Inspection

/// What a person's own SELECT on the run log found.
public struct QueryAnswer: Summary {
  public var columns: [String]
  public var rows: [[CellValue]]
  /// Whether there were more rows than were asked for.
  public var isCut: Bool

  public init(columns: [String], rows: [[CellValue]], isCut: Bool) {
    self.columns = columns
    self.rows = rows
    self.isCut = isCut
  }

  public var text: String {
    ([columns] + rows.map { $0.map(\.display) })
      .map { $0.map(Escaping.visible).joined(separator: "\t") }.joined(separator: "\n")
  }
}

extension RunLog {
  /// Answers one statement of SQL that only reads; the log is opened so that nothing can be written.
  ///
  /// - Throws: `RunLogError` with SQLite's words for what is no such statement.
  public static func query(
    _ sql: String, home: String, limit: Int = 10_000
  ) throws(RunLogError) -> QueryAnswer {
    let path = home + "/runs.sqlite"
    let reader = try openForReading(path)
    do {
      return try reader.read { database in
        let statements = try database.allStatements(sql: sql)
        guard let statement = try statements.next() else {
          throw RunLogError.failed(
            path: path, asked: "answer the query", reason: "it is empty: type a SELECT")
        }
        guard try statements.next() == nil else {
          throw RunLogError.failed(
            path: path, asked: "answer the query",
            reason: "it has several statements: type one SELECT")
        }
        guard statement.isReadonly else {
          throw RunLogError.failed(
            path: path, asked: "answer the query",
            reason: "the log is only read here: type a SELECT")
        }
        let found = try Row.fetchCursor(statement)
        var rows: [[CellValue]] = []
        while rows.count < limit, let row = try found.next() {
          rows.append(row.databaseValues.map(CellValue.init))
        }
        let isCut = try rows.count == limit && found.next() != nil
        return QueryAnswer(columns: statement.columnNames, rows: rows, isCut: isCut)
      }
    } catch {
      throw RunLogError(error, asked: "answer the query", path: path)
    }
  }
}

extension CellValue {
  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .blob(byteCount: data.count)
    }
  }
}
