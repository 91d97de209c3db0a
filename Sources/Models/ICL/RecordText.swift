import EntityGraphs
import Prompts
import Relational
import Text

/// Writes records as JSON: a row's attributes by name, the rows that belong to it as lists under their
/// table's name, newest first, and the row that it belongs to as an object. Keys are never written, and
/// times are told from the seed's time.
///
///     {"nationality":"British","results":[{"date":"12 days ago","position":3,"races":{"round":7}}]}
///
/// - Source: Wu et al. 2025, Rel-LLM, <https://arxiv.org/abs/2506.05725>, the text-only baseline.
struct RecordText: Sendable {
  private let tables: [Table]
  private var rows: [RowText]
  /// Per edge type the name of what it leads to, and whether there may be several.
  private let members: [(name: String, isList: Bool)]

  /// - Parameter hidden: names of columns that must not be seen, per table.
  init(_ graph: EntityGraph, hidden: [Int: Set<String>]) {
    let database = graph.database
    tables = database.tables
    rows = database.tables.enumerated().map { index, table in
      RowText(table, in: database.schema, hidden: hidden[index] ?? [])
    }
    members = graph.edgeTypes.map { type in
      let (source, target) = (graph.source(of: type), graph.destination(of: type))
      let rivals = graph.edgeTypes.count {
        $0.direction == type.direction && graph.source(of: $0) == source
          && graph.destination(of: $0) == target
      }
      let relation = database.schema.relations[type.relation]
      let columns = relation.columns.map {
        NameText.words(database.schema.tables[relation.childTable].columns[$0].name)
      }
      let name = NameText.words(database.tables[source].name)
      return (
        rivals == 1 ? name : "\(name) by \(columns.joined(separator: ", "))",
        type.direction == .toParent
      )
    }
  }

  /// The same texts as if all cells of a column were NULL.
  func hiding(_ column: ColumnPlace) -> RecordText {
    var other = self
    other.rows[column.table] = rows[column.table].hiding(column.column)
    return other
  }

  /// The entity's table in words.
  func name(of record: Record) -> String { rows[record.parts[0].table].table }

  /// How many attributes of its own an entity's row has.
  func attributes(of record: Record) -> Int { rows[record.parts[0].table].attributes.count }

  /// - Parameters:
  ///   - time: microseconds; the seed's time.
  ///   - related: how many related rows are written, the nearest and newest.
  ///   - attributes: how many attributes of the entity's own row are written, the first; nil: all.
  func json(_ record: Record, at time: Int64, related: Int, attributes: Int? = nil) -> String {
    let parts = record.parts.prefix(related + 1)
    var below = [[Int]](repeating: [], count: parts.count)
    for place in parts.indices.dropFirst() { below[parts[place].above].append(place) }
    // A row of which there is nothing to say is nil.
    func value(_ place: Int) -> JSONValue? {
      var object = own(
        parts[place], at: time, limit: place == 0 ? attributes ?? .max : .max,
        tellsTime: place > 0)
      // Members in the order of edge types, rows of a list newest first, as parts are.
      let types = Set(below[place].map { parts[$0].edgeType }).sorted()
      for type in types {
        let values = below[place].filter { parts[$0].edgeType == type }.compactMap(value)
        guard !values.isEmpty else { continue }
        object.append(
          .init(
            key: members[type].name, value: members[type].isList ? .array(values) : values[0]))
      }
      return object.isEmpty ? nil : .object(object)
    }
    return (value(0) ?? .object([])).written
  }

  /// A row's own time, where it has one, and its attributes; those without a value are left out.
  private func own(
    _ part: Record.Part, at time: Int64, limit: Int, tellsTime: Bool
  ) -> [JSONValue.Member] {
    let (table, text) = (tables[part.table], rows[part.table])
    var members: [JSONValue.Member] = []
    if tellsTime, part.time != Table.noTime, let column = table.schema.timeColumn {
      members.append(
        .init(
          key: NameText.words(table.schema.columns[column].name),
          value: .text(ValueText.ago(from: part.time, to: time))))
    }
    for (index, attribute) in text.attributes.enumerated().prefix(limit) {
      guard let said = text.value(of: index, row: part.row, at: time) else { continue }
      let value: JSONValue =
        switch table.columns[attribute.column].values {
        case .integers, .reals: Double(said).map { .number($0) } ?? .text(said)
        case .booleans(let values): .bool(values[Int(part.row)])
        case .timestamps, .texts, .blobs: .text(said)
        }
      members.append(.init(key: attribute.name, value: value))
    }
    return members
  }
}
