import Prompts
import Randomness
import Relational

/// Writes texts to learn from about one invented database, in the forms that RelZero's prompts have.
struct SampleWriter {
  let rows: SampleText

  init(_ database: SampleDatabase) {
    rows = SampleText(database: database)
  }

  /// The beginning of every text, with as many places for vectors as a prompt may have.
  private func opening(_ random: inout RandomStream) -> String {
    let places = random.below(3) == 0 ? 1 + random.below(8) : 1
    return Special.begin + String(repeating: Special.graph, count: places)
  }

  /// A text of a kind; nil where the rows drawn do not give one.
  func write(_ kind: TextSample.Kind, _ random: inout RandomStream) -> TextSample? {
    switch kind {
    case .row: row(&random)
    case .schema: schema(&random)
    case .cell: cell(&random)
    case .copy: copy(&random)
    case .visible: visible(&random)
    case .window: window(&random)
    case .count: count(&random)
    }
  }

  /// A text of some kind, each as often as it is useful.
  func write(_ random: inout RandomStream) -> TextSample {
    while true {
      let kind: TextSample.Kind =
        switch random.below(100) {
        case ..<10: .row
        case ..<13: .schema
        case ..<37: .cell
        case ..<45: .copy
        case ..<80: .visible
        case ..<95: .window
        default: .count
        }
      if let sample = write(kind, &random) { return sample }
    }
  }

  /// Rows as they are.
  private func row(_ random: inout RandomStream) -> TextSample? {
    guard let shown = rows.draw(relatedShare: 0.6, &random), !shown.columns.isEmpty else {
      return nil
    }
    var sample = TextSample(kind: .row, parts: [])
    sample.add(opening(&random), .context)
    sample.add(rows.text(shown), .plain)
    sample.add(Special.end, .plain)
    return sample
  }

  /// `Table orders: channel (text), total (number). orders belong to customers.`
  private func schema(_ random: inout RandomStream) -> TextSample? {
    var sentences: [String] = []
    for index in rows.database.tables.indices.prefix(2 + random.below(4)) {
      let table = rows.table(index)
      let columns = table.columns.map { "\($0.name) (\($0.kindName))" }
      sentences.append("Table \(table.name): \(columns.joined(separator: ", ")).")
      if let parent = table.parent {
        sentences.append("\(table.name) belong to \(rows.table(parent).name).")
      }
    }
    var sample = TextSample(kind: .schema, parts: [])
    sample.add(opening(&random), .context)
    sample.add(sentences.joined(separator: " "), .plain)
    sample.add(Special.end, .plain)
    return sample
  }

  /// A hidden cell: to be told from the row's other cells and related rows, or guessed.
  private func cell(_ random: inout RandomStream) -> TextSample? {
    let tables = rows.database.tables.indices.filter { !rows.table($0).rows.isEmpty }
    guard !tables.isEmpty else { return nil }
    let index = WordPools.pick(tables, &random)
    let asked = random.below(rows.table(index).columns.count)
    guard
      var shown = rows.draw(
        table: index, without: asked, relatedShare: 0.7, &random)
    else { return nil }
    // Row alignment asks without any clause.
    if random.below(6) == 0 { (shown.columns, shown.related) = ([], []) }
    let table = rows.table(index)
    guard let answer = SampleText.value(table.rows[shown.row].cells[asked]) else { return nil }
    let name = table.columns[asked].name
    let row = table.rows[shown.row]
    let clauses = rows.clauses(index, row: row, columns: shown.columns)
    let related = shown.related.map { " " + $0 }.joined()
    var sample = TextSample(kind: .cell, parts: [])
    sample.add(opening(&random), .context)
    sample.add("\(table.name):" + (clauses.isEmpty ? "" : " " + clauses), .plain)
    sample.add(" \(name) is \(Special.mask).\(related) \(name):", .context)
    sample.end(with: answer)
    return sample
  }

  /// Cells that are shown, to be said again.
  private func copy(_ random: inout RandomStream) -> TextSample? {
    guard let shown = rows.draw(relatedShare: 0.3, &random), !shown.columns.isEmpty else {
      return nil
    }
    var sample = TextSample(kind: .copy, parts: [])
    sample.add(opening(&random), .context)
    sample.add(rows.text(shown), .plain)
    let table = rows.table(shown.table)
    let order = random.permutation(shown.columns.count).map { shown.columns[Int($0)] }
    for column in order.prefix(4) {
      guard let answer = SampleText.value(table.rows[shown.row].cells[column]) else { continue }
      sample.add(" \(table.columns[column].name):", .plain)
      sample.end(with: answer)
    }
    return sample.parts.count > 2 ? sample : nil
  }

  /// Several questions about what a row says; each column is asked about once, so that no answer tells
  /// of another.
  private func visible(_ random: inout RandomStream) -> TextSample? {
    guard let shown = rows.draw(relatedShare: 0.15, &random), !shown.columns.isEmpty else {
      return nil
    }
    var sample = TextSample(kind: .visible, parts: [])
    sample.add(opening(&random), .context)
    sample.add(rows.text(shown), .plain)
    let table = rows.table(shown.table)
    let order = random.permutation(shown.columns.count).map { shown.columns[Int($0)] }
    for column in order.prefix(6) {
      guard let cell = table.rows[shown.row].cells[column],
        let question = VisibleQuestion(
          table.columns[column], cell, others: table.rows.compactMap { $0.cells[column] },
          &random)
      else { continue }
      sample.add(" Question: \(question.text) Answer:", .plain)
      sample.end(with: question.isTrue ? "Yes" : "No")
    }
    return sample.parts.count > 2 ? sample : nil
  }

  /// How many related rows are shown.
  private func count(_ random: inout RandomStream) -> TextSample? {
    guard let shown = rows.draw(relatedShare: 1, &random), let first = shown.related.first,
      let name = first.split(separator: ":").first
    else { return nil }
    var sample = TextSample(kind: .count, parts: [])
    sample.add(opening(&random), .context)
    sample.add(rows.text(shown), .plain)
    sample.add(" Question: how many \(name) are shown? Answer:", .plain)
    sample.end(with: "\(shown.related.count)")
    return sample
  }

  /// What will come of a row: known to the generator, to the reader a matter of experience.
  private func window(_ random: inout RandomStream) -> TextSample? {
    let owners = rows.database.tables.indices.filter { owner in
      rows.database.children(of: owner).contains { !rows.table($0).rows.isEmpty }
    }
    guard !owners.isEmpty else { return nil }
    let owner = WordPools.pick(owners, &random)
    let children = rows.database.children(of: owner).filter { !rows.table($0).rows.isEmpty }
    let child = WordPools.pick(children, &random)
    guard let parent = WordPools.pick(rows.table(child).rows, &random).parent else { return nil }
    let events = rows.database.events(of: parent, in: child)
    var shown = SampleText.Shown(table: owner, row: parent, columns: [])
    shown.columns = rows.columns(of: owner, &random)
    let past = events.filter { ($0.age ?? 0) > 0 }
    let columns = Array(rows.table(child).columns.indices.prefix(4))
    if random.below(6) > 0 {
      shown.related = past.prefix(1 + random.below(4)).map {
        rows.related(child, $0, columns, from: 0)
      }
    }
    var sample = TextSample(kind: .window, parts: [])
    sample.add(opening(&random), .context)
    sample.add(rows.text(shown), .plain)
    var asked = Set<WindowQuestion>()
    for _ in 0..<3 {
      guard
        let question = FutureQuestion(
          of: rows.table(owner).name, in: rows.table(child), events: events, &random),
        asked.insert(question.question).inserted
      else { continue }
      sample.add(" Question: \(question.question.text) Answer:", .plain)
      sample.end(with: question.answer)
    }
    return asked.isEmpty ? nil : sample
  }
}

extension SampleColumn {
  /// What a description of the schema calls its values.
  var kindName: String {
    switch content {
    case .category, .pool: "text"
    case .whole, .decimal: "number"
    case .flag: "yes or no"
    case .time: "time"
    }
  }
}
