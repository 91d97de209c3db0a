import Features
import Prompts
import Randomness

extension LessonSource {
  /// A lesson of what the database is made of: texts about some tables each, learned as they are. It shows
  /// no row, nor anything that a row says.
  func schemaLesson(step: Int) -> Lesson {
    var stream = random.stream(.schema, row: step)
    let prompts = (0..<max(1, size / Self.promptsPerSchemaText)).map { _ in
      vocabulary.encode(.plain(schemaText(from: &stream)))
    }
    // A lesson has a graph: here one of no rows.
    let graph = batches.batch(of: [], in: 0, epoch: step)
    return Lesson(
      kind: .schema, sparsity: 1, graph: graph,
      neighbors: NeighborTokens(graph, graph: batches.graph, reach: .none), prompts: prompts,
      seeds: [], answers: [], isYesNo: [], targets: nil, read: prompts.count,
      visible: [])
  }

  /// Some tables in some order, as many as the texts that the language model learned from have.
  private func schemaText(from stream: inout RandomStream) -> String {
    let schema = SchemaText(batches.graph.database)
    let tables = stream.permutation(schema.tableCount).prefix(2 + stream.below(4))
    return tables.map { table in
      let order = stream.permutation(schema.columnCount(of: Int(table))).map { Int($0) }
      return schema.sentences(about: Int(table), columns: Array(order.prefix(Self.columnsPerTable)))
    }
    .joined(separator: " ")
  }

  /// A text about tables is as long as several prompts.
  private static let promptsPerSchemaText = 8
  /// Columns that are said of a table at most: wide tables in parts.
  private static let columnsPerTable = 16
}

extension RandomSource.Purpose {
  static let schema = RandomSource.Purpose("schema")
}
