import Features
import Prompts
import Randomness
import Relational
import Tasks

/// All cells of a database that can be hidden and asked for, of one part of its rows.
///
/// Any table may be asked, each as often as the square root of how many cells it has: in many databases
/// the entity's own table has nothing to learn from (`spec/relzero.md` §3.6).
struct CellQuestions: Sendable {
  let tables: [CellTable]
  private let weights: [Double]
  private let supervision: SelfSupervision
  private let part: SelfSupervision.Part

  /// - Parameter findsEasy: whether easy columns are to be told from others.
  init(
    _ supervision: SelfSupervision, _ part: SelfSupervision.Part, batches: SubgraphBatches,
    findsEasy: Bool = false
  ) {
    let database = supervision.graph.database
    self.supervision = supervision
    self.part = part
    tables = database.tables.indices.compactMap { index in
      let table = database.tables[index]
      let text = RowText(table, in: database.schema)
      let rows = supervision.rows(of: index, part)
      let learnable = text.attributes.indices.compactMap { attribute -> (Int, Int)? in
        let name = text.attributes[attribute].columnName
        guard
          let feature = batches.features[index].columns.firstIndex(where: { $0.name == name }),
          Self.isLearnable(
            table.columns[text.attributes[attribute].column],
            as: batches.features[index].columns[feature])
        else { return nil }
        return (attribute, feature)
      }
      guard !rows.isEmpty, !learnable.isEmpty else { return nil }
      var cells = CellTable(
        table: index, text: text, learnable: learnable, rows: rows, times: table.times,
        featureCount: batches.features[index].columns.count)
      if findsEasy {
        cells.easy = learnable.map { attribute, _ in
          let column = text.attributes[attribute].column
          return cells.isEasy(attribute, stored: table.columns[column].schema.storage)
        }
      }
      return cells
    }
    weights = tables.map { (Double($0.rows.count * $0.learnable.count)).squareRoot() }
  }

  /// Texts that hardly ever recur say nothing about each other; a column of a single value has nothing
  /// to learn.
  private static func isLearnable(_ column: Column, as feature: ColumnFeature) -> Bool {
    guard column.nullCount < column.rowCount else { return false }
    switch feature.statistics {
    case .numerical(_, let deviation): return deviation > 0
    case .categorical(let values): return values.count > 1
    case .multicategorical, .timestamp: return true
    case .text:
      guard case .texts(let texts) = column.values else { return false }
      return texts.pool.count > 1 && texts.pool.count * 2 <= column.rowCount
    }
  }

  var isEmpty: Bool { tables.isEmpty }

  /// A cell that is asked for.
  struct Drawn: Sendable {
    var row: Int32
    var time: Int64
    /// Place in ``CellTable/learnable``.
    var target: Int
    /// The other attributes of the row, in the order in which they would be said: as many of the first
    /// as sparsity lets through.
    var others: [Int]
  }

  /// Draws a table and cells of it.
  ///
  /// - Parameters:
  ///   - easyShare: how likely an easy column is asked; nil: columns are all alike.
  ///   - stream: of this step alone, so that a resumed run draws the same.
  func draw(
    _ count: Int, easyShare: Double? = nil, from stream: inout RandomStream
  ) -> (table: CellTable, cells: [Drawn]) {
    let table = tables[stream.place(in: weights)]
    var cells: [Drawn] = []
    var tries = 0
    while cells.count < count, tries < 8 * count {
      tries += 1
      let row = table.rows[stream.below(table.rows.count)]
      let own = table.times?[Int(row)] ?? Table.noTime
      let time = own != Table.noTime ? own : supervision.time(in: part, from: &stream)
      let present = table.present(row: row, at: time)
      guard !present.isEmpty else { continue }
      let target = table.choose(of: present, easyShare: easyShare, from: &stream)
      let asked = table.learnable[target].attribute
      let others = table.text.present(row: row, at: time).filter { $0 != asked }
      cells.append(
        Drawn(
          row: row, time: time, target: target,
          others: stream.permutation(others.count).map { others[Int($0)] }))
    }
    return (table, cells)
  }
}

extension SelfSupervision {
  /// A time within a part, all equally likely.
  func time(in part: Part, from stream: inout RandomStream) -> Int64 {
    let span = max(1, end(part) - start(part))
    return start(part) + 1 + Int64(stream.uniform() * Double(span - 1))
  }
}

extension RandomStream {
  /// A place drawn in proportion to its weight.
  mutating func place(in weights: [Double]) -> Int {
    var left = uniform() * weights.reduce(0, +)
    for (place, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return place }
    }
    return weights.count - 1
  }
}
