import Inspection
import TerminalUI
import Testing

@testable import Workbench

@Suite("Diagram")
struct DiagramTests {
  private func schema(_ keys: [(child: Int, parent: Int)], tables count: Int) -> SchemaSummary {
    var schema = FakeServices.large(tables: count)
    let names = schema.tables.map(\.name)
    schema.relations = keys.enumerated().map { place, key in
      var relation = FakeServices.large(tables: 3).relations[0]
      relation.childTable = names[key.child]
      relation.parentTable = names[key.parent]
      relation.columns = ["c\(place)"]
      relation.dangling = place % 2
      return relation
    }
    for (place, key) in keys.enumerated() {
      var column = schema.tables[key.child].columns[0]
      column.name = "c\(place)"
      column.role = .foreignKey(table: names[key.parent])
      schema.tables[key.child].columns.append(column)
    }
    return schema
  }

  /// What must hold of every drawing.
  private func check(_ schema: SchemaSummary, _ detail: Diagram.Detail, hops: Int? = nil) {
    let diagram = Diagram(schema, center: 0, hops: hops, detail: detail)
    for (place, box) in diagram.boxes.enumerated() {
      #expect(box.rect.row >= 0 && box.rect.endRow <= diagram.size.rows)
      #expect(box.rect.column >= 0 && box.rect.endColumn <= diagram.size.columns)
      for other in diagram.boxes[(place + 1)...] {
        let apart =
          box.rect.endRow <= other.rect.row || other.rect.endRow <= box.rect.row
          || box.rect.endColumn <= other.rect.column || other.rect.endColumn <= box.rect.column
        #expect(apart, "\(box.title) lies on \(other.title)")
      }
    }
    for edge in diagram.edges {
      let relation = schema.relations[edge.relation]
      guard relation.childTable != relation.parentTable else {
        #expect(edge.points.isEmpty)
        continue
      }
      for (from, to) in zip(edge.points, edge.points.dropFirst()) {
        #expect(from.row == to.row || from.column == to.column, "a slanted line")
      }
      let child = diagram.boxes.first { schema.tables[$0.table].name == relation.childTable }
      let parent = diagram.boxes.first { schema.tables[$0.table].name == relation.parentTable }
      let ends = [(child, edge.points.first), (parent, edge.points.last)]
      for (box, point) in ends {
        guard let box = box?.rect, let point else {
          Issue.record("a key without an end")
          continue
        }
        #expect((box.row..<box.endRow).contains(point.row))
        #expect(point.column == box.column - 1 || point.column == box.endColumn)
      }
    }
  }

  @Test("boxes never overlap and keys end at their tables, whatever the keys", arguments: 0..<12)
  func random(_ seed: UInt64) {
    var random = Generator(state: seed)
    let count = Int.random(in: 1...14, using: &random)
    let keys = (0..<Int.random(in: 0...24, using: &random)).map { _ in
      (
        child: Int.random(in: 0..<count, using: &random),
        parent: Int.random(in: 0..<count, using: &random)
      )
    }
    let schema = schema(keys, tables: count)
    for detail in Diagram.Detail.allCases { check(schema, detail) }
  }

  @Test("a child lies right of its parents; keys that close a circle are turned")
  func layers() {
    let layers = DiagramLayers(tables: 4, keys: [(1, 0), (2, 1), (0, 2), (3, 0), (3, 3)])
    #expect(layers.keys.map(\.isTurned).count { $0 } == 1)
    for place in layers.keys.indices where layers.keys[place].child != layers.keys[place].parent {
      let (right, left) = layers.ends(of: place)
      #expect(layers.layerOf[right] > layers.layerOf[left])
    }
  }

  @Test("the neighborhood holds tables a few keys away and counts the keys beyond")
  func neighborhood() {
    let schema = FakeServices.large(tables: 60)
    let near = Diagram(schema, center: 10, hops: 1, detail: .keys)
    let wide = Diagram(schema, center: 10, hops: 2, detail: .keys)
    #expect(near.boxes.count < wide.boxes.count)
    #expect(near.hiddenTables == 60 - near.boxes.count)
    #expect(near.box(ofTable: 10)?.keysElsewhere == 0)
    #expect(near.boxes.contains { $0.keysElsewhere > 0 })
    check(schema, .columns, hops: 2)
  }

  @Test("the arrows walk from table to table")
  func walk() throws {
    let diagram = Diagram(FakeServices().schema, center: 4, hops: nil, detail: .keys)
    // results, the only child, lies right of all its parents.
    let left = try #require(diagram.neighbor(of: 4, rows: 0, columns: -1))
    #expect([1, 2, 3].contains(left))
    #expect(diagram.neighbor(of: left, rows: 0, columns: 1) == 4)
    #expect(diagram.neighbor(of: 4, rows: 0, columns: 1) == nil)
  }

  @Test("the exports name every table and key, and quote odd names")
  func exports() {
    var schema = FakeServices().schema
    schema.tables[0].name = "odd \"name\""
    for text in [schema.ddl, schema.dot, schema.mermaid] {
      for table in schema.tables.dropFirst() { #expect(text.contains(table.name)) }
    }
    #expect(schema.ddl.contains("CREATE TABLE \"odd \"\"name\"\"\""))
    #expect(schema.ddl.contains("FOREIGN KEY (\"driverId\") REFERENCES \"drivers\" (\"driverId\")"))
    #expect(schema.mermaid.contains("constructors |o--o{ results : \"constructorId\""))
    #expect(schema.dot.contains("\"results\":c2 -> \"drivers\":c0"))
    #expect(schema.around(table: "drivers").tables.map(\.name) == ["drivers", "results"])
  }

  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}
