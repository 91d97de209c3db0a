import EntityGraphs
import Features
import Prompts
import Relational
import Sampling

/// What some rows say, and what they say together with rows next to them, in a tokenizer's ids.
struct RecordTexts: Sendable {
  let rows: [[Int32]]
  /// For each row its own text and that of at most three neighbors for each edge type.
  let records: [[Int32]]

  /// - Parameter count: of the first seeds, each row once.
  /// - Returns: nil where fewer than two rows say something that their neighbors add to.
  init?(_ batch: SubgraphBatch, graph: EntityGraph, vocabulary: PromptVocabulary, count: Int) {
    let subgraph = batch.subgraph
    let schema = graph.database.schema
    let texts = graph.database.tables.map { RowText($0, in: schema) }
    func words(_ table: Int, _ row: Int32, at time: Int64) -> [Int32] {
      let clauses = texts[table].clauses(
        texts[table].present(row: row, at: time), row: row, at: time)
      return clauses.isEmpty
        ? [] : vocabulary.tokenizer.encodePlain("\(texts[table].table): \(clauses)")
    }
    var near = [[Int32]](repeating: [], count: subgraph.seeds.count)
    for (index, type) in graph.edgeTypes.enumerated()
    where graph.destination(of: type) == subgraph.seedTable && subgraph.hops > 0 {
      let (links, table) = (subgraph.links[index], graph.source(of: type))
      var taken = [Int](repeating: 0, count: subgraph.seeds.count)
      for link in 0..<links.count(withinHops: 1) {
        let seed = Int(links.targets[link])
        guard taken[seed] < Self.neighborsPerType else { continue }
        taken[seed] += 1
        let row = subgraph.nodes[table].rows[Int(links.sources[link])]
        near[seed] += words(table, row, at: subgraph.seeds[seed].time)
      }
    }
    var known: Set<Int32> = []
    var (rows, records): ([[Int32]], [[Int32]]) = ([], [])
    for (number, seed) in subgraph.seeds.enumerated()
    where rows.count < count && !near[number].isEmpty && known.insert(seed.row).inserted {
      let own = words(subgraph.seedTable, seed.row, at: seed.time)
      guard !own.isEmpty else { continue }
      rows.append(own)
      records.append(own + near[number])
    }
    guard rows.count > 1 else { return nil }
    (self.rows, self.records) = (rows, records)
  }

  /// - Source: `spec/relzero.md` §3.4.
  private static let neighborsPerType = 3
}
