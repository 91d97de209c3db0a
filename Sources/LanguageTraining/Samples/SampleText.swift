import Prompts
import Randomness

/// Rows of an invented database as the clauses of prompts.
struct SampleText {
  let database: SampleDatabase

  /// What is said of a row: its clauses, and some rows that are related to it.
  struct Shown {
    var table: Int
    var row: Int
    var columns: [Int]
    /// Related rows as text, each with its table's name before it.
    var related: [String] = []
  }

  func table(_ index: Int) -> SampleTable { database.tables[index] }

  /// The text of a cell.
  static func value(_ cell: SampleCell?) -> String? {
    switch cell {
    case .text(let text): ValueText.text(text)
    case .number(let number): ValueText.number(number)
    case .flag(let flag): flag ? "true" : "false"
    case .hoursAgo(let hours): ValueText.ago(from: Int64(-hours) * 3_600_000_000, to: 0)
    case nil: nil
    }
  }

  /// `city is Oslo. age is 31.`
  func clauses(_ table: Int, row: SampleRow, columns: [Int]) -> String {
    columns.compactMap { column in
      Self.value(row.cells[column]).map { "\(self.table(table).columns[column].name) is \($0)." }
    }.joined(separator: " ")
  }

  /// `customers: city is Oslo. age is 31. orders: total is 12. 3 days ago.`
  func text(_ shown: Shown) -> String {
    let row = table(shown.table).rows[shown.row]
    let clauses = clauses(shown.table, row: row, columns: shown.columns)
    return ([table(shown.table).name + ":"] + (clauses.isEmpty ? [] : [clauses]) + shown.related)
      .joined(separator: " ")
  }

  /// A row of a table with some of its columns in some order, and related rows now and then.
  ///
  /// - Parameters:
  ///   - without: a column that is left out.
  ///   - relatedShare: how often related rows are told.
  func draw(
    table index: Int? = nil, without hidden: Int? = nil, relatedShare: Double,
    _ random: inout RandomStream
  ) -> Shown? {
    let tables = database.tables.indices.filter { !table($0).rows.isEmpty }
    guard !tables.isEmpty else { return nil }
    let chosen = index ?? WordPools.pick(tables, &random)
    guard !table(chosen).rows.isEmpty else { return nil }
    let rows = table(chosen).rows
    // A row of an event table is looked at when it happens: its own time is now.
    let row = random.below(rows.count)
    var shown = Shown(table: chosen, row: row, columns: [])
    shown.columns = columns(of: chosen, without: hidden, &random)
    if random.uniform() < relatedShare { shown.related = related(to: shown, &random) }
    return shown
  }

  /// Some columns of a table: usually all, in the table's order.
  func columns(
    of index: Int, without hidden: Int? = nil, _ random: inout RandomStream
  ) -> [Int] {
    let count = table(index).columns.count
    var columns = Array(0..<count)
    switch random.below(4) {
    case 0: columns = random.permutation(count).map { Int($0) }
    case 1:
      columns = columns.filter { _ in random.below(3) > 0 }
    default: break
    }
    columns.removeAll { $0 == hidden }
    return Array(columns.prefix(8))
  }

  /// Rows that tell of a row: an entity's last events, an event's predecessors or its entity, rows of
  /// the same table.
  func related(to shown: Shown, _ random: inout RandomStream) -> [String] {
    let rows = table(shown.table).rows
    let row = rows[shown.row]
    let children = database.children(of: shown.table)
    let count = 1 + random.below(4)
    if !children.isEmpty, random.below(4) > 0 {
      let child = WordPools.pick(children, &random)
      let past = database.events(of: shown.row, in: child).filter { ($0.age ?? 0) > 0 }
      let columns = someColumns(of: child, &random)
      return past.prefix(count).map { related(child, $0, columns, from: 0) }
    }
    if let parent = row.parent, let owner = table(shown.table).parent, random.below(4) > 0 {
      if random.below(3) == 0 {
        let columns = someColumns(of: owner, &random)
        return [related(owner, table(owner).rows[parent], columns, from: nil)]
      }
      let before = database.events(of: parent, in: shown.table)
        .filter { ($0.age ?? 0) > (row.age ?? 0) }
      let columns = Array(table(shown.table).columns.indices.prefix(6))
      return before.prefix(count).map { related(shown.table, $0, columns, from: row.age) }
    }
    let columns = Array(table(shown.table).columns.indices.prefix(6))
    return (0..<count).compactMap { _ in
      let other = random.below(rows.count)
      return other == shown.row ? nil : related(shown.table, rows[other], columns, from: nil)
    }
  }

  private func someColumns(of index: Int, _ random: inout RandomStream) -> [Int] {
    let order = random.permutation(table(index).columns.count).map { Int($0) }
    return Array(order.prefix(1 + random.below(3)))
  }

  /// `orders: total is 12. 3 days ago.`
  func related(_ index: Int, _ row: SampleRow, _ columns: [Int], from age: Int?) -> String {
    let clauses = clauses(index, row: row, columns: columns)
    var parts = [table(index).name + ":"] + (clauses.isEmpty ? [] : [clauses])
    if let age, let own = row.age, own > age {
      parts.append(ValueText.ago(from: Int64(age - own) * 3_600_000_000, to: 0) + ".")
    }
    return parts.joined(separator: " ")
  }
}
