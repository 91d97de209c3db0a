import Prompts
import Relational

/// A way of one or two foreign keys from an entity to rows that come in time.
struct WindowPath: Sendable {
  let entity: Int
  let tables: [Int]
  /// Of the rows that come.
  var table: Int { tables[tables.count - 1] }

  func question(
    _ measure: WindowQuestion.Measure, in database: Database, window: TimeSpan
  ) -> WindowQuestion {
    WindowQuestion(
      entity: database.tables[entity].name, path: tables.map { database.tables[$0].name },
      measure: measure, window: window)
  }

  static func all(in schema: Schema) -> [WindowPath] {
    var paths: [WindowPath] = []
    for entity in schema.tables.indices {
      for child in children(of: entity, in: schema) {
        if schema.tables[child].timeColumn != nil {
          paths.append(WindowPath(entity: entity, tables: [child]))
        }
        for grandchild in children(of: child, in: schema)
        where schema.tables[grandchild].timeColumn != nil && grandchild != entity {
          paths.append(WindowPath(entity: entity, tables: [child, grandchild]))
        }
      }
    }
    return paths
  }

  /// Tables that belong to another by just one foreign key.
  private static func children(of table: Int, in schema: Schema) -> [Int] {
    let all = schema.relations(toParent: table).map { schema.relations[$0].childTable }
    return Set(all).filter { child in child != table && all.count { $0 == child } == 1 }.sorted()
  }
}
