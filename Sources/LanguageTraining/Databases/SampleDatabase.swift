import Randomness

/// A small invented database: entities and what happened to them, as text can show it.
///
/// Rows have hidden traits, so that cells tell of each other: an entity's numbers and its events' numbers
/// lie together, an entity has values that it prefers, and some categories are functions of others.
struct SampleDatabase {
  var tables: [SampleTable]

  /// The events of a row in a table, the latest first; those of the future have ages of 0 and below.
  func events(of row: Int, in table: Int) -> [SampleRow] {
    tables[table].rows.filter { $0.parent == row }
  }

  /// Tables of events that belong to a table.
  func children(of table: Int) -> [Int] {
    tables.indices.filter { tables[$0].parent == table }
  }
}

struct SampleTable {
  var name: String
  /// The table whose rows these happen to; nil for entities.
  var parent: Int?
  var columns: [SampleColumn]
  var rows: [SampleRow] = []
}

struct SampleRow {
  var cells: [SampleCell?]
  var parent: Int?
  /// Hours before now; nil for rows without a time.
  var age: Int?
}

extension SampleDatabase {
  /// The database of a number, drawn from it alone.
  ///
  /// - Parameter isHeldOut: takes its names from the domains and words kept for tests.
  init(number: Int, random source: RandomSource, isHeldOut: Bool) {
    let purpose = RandomSource.Purpose(isHeldOut ? "held-out databases" : "training databases")
    var random = source.stream(purpose, row: number)
    let domains = isHeldOut ? DomainTexts.heldOut : DomainTexts.training
    let parsed = DomainParser.tables(of: WordPools.pick(domains, &random))
    let style = SchemaStyle(random: &random)
    let places = Dictionary(
      uniqueKeysWithValues: parsed.enumerated().map { ($1.name, $0) })
    tables = parsed.map { table in
      SampleTable(
        name: style.tableName(table.name, &random),
        parent: table.parent.flatMap { places[$0] },
        columns: style.columns(table.columns, &random))
    }
    fill(style, &random)
  }

  /// Events begin this long before now at most.
  private static let oldestDays = 900
  /// Of so many rows at most events are told.
  private static let mostParents = 14

  private mutating func fill(_ style: SchemaStyle, _ random: inout RandomStream) {
    // Entities first, then what happens to them.
    for table in tables.indices where tables[table].parent == nil {
      tables[table].rows = (0..<8 + random.below(8)).map { _ in
        var traits = RowTraits(tables[table], style, &random)
        return SampleRow(cells: traits.cells(&random), parent: nil, age: nil)
      }
    }
    for table in tables.indices {
      guard let parent = tables[table].parent else { continue }
      let pace = 24 * (2 + 60 * random.uniform() * random.uniform())
      var rows: [SampleRow] = []
      // Parents that are events themselves were filled before: their line stands before this one.
      for row in tables[parent].rows.indices.prefix(Self.mostParents) {
        let ages = Self.ages(pace: pace, &random)
        var traits = RowTraits(tables[table], style, &random)
        rows += ages.map { SampleRow(cells: traits.cells(&random), parent: row, age: $0) }
      }
      tables[table].rows = rows
    }
  }

  /// When an entity's events happen, the latest first: some of the future, and the last few before now.
  private static func ages(pace: Double, _ random: inout RandomStream) -> [Int] {
    let gap = pace * (0.3 + 2.5 * random.uniform())
    // One in four has stopped some time ago.
    let end = random.below(4) == 0 ? gap * 12 * random.uniform() : -gap * 10
    var age = end - gap * random.uniform()
    var ages: [Int] = []
    var past = 0
    while past < 6, age < 24 * Double(oldestDays) {
      ages.append(Int(age.rounded(.up)))
      age += gap * (0.3 + 1.4 * random.uniform())
      if age > 0 { past += 1 }
    }
    return ages
  }
}

/// What the rows of one entity have in common.
struct RowTraits {
  private let table: SampleTable
  private let style: SchemaStyle
  /// For each column where on its range the entity lies, and the value it prefers.
  private var levels: [Double] = []
  private var favorites: [SampleCell?] = []

  init(_ table: SampleTable, _ style: SchemaStyle, _ random: inout RandomStream) {
    self.table = table
    self.style = style
    let common = random.uniform()
    levels = table.columns.map { _ in
      random.below(2) == 0 ? common : random.uniform()
    }
    favorites = table.columns.indices.map { value($0, &random) }
  }

  /// A new row's cells.
  mutating func cells(_ random: inout RandomStream) -> [SampleCell?] {
    var cells: [SampleCell?] = []
    for column in table.columns.indices {
      let keeps = random.uniform() < table.columns[column].loyalty
      cells.append(keeps ? favorites[column] : value(column, &random))
    }
    for (place, column) in table.columns.enumerated() {
      if let rule = column.rule, case .text(let cause) = cells[rule.column],
        case .category(let causes) = table.columns[rule.column].content,
        let number = causes.firstIndex(of: cause)
      {
        cells[place] = .text(rule.values[number])
      }
    }
    for (place, column) in table.columns.enumerated()
    where column.rule == nil && random.uniform() < column.missing {
      cells[place] = nil
    }
    return cells
  }

  private func value(_ column: Int, _ random: inout RandomStream) -> SampleCell {
    let described = table.columns[column]
    switch described.content {
    case .category(let values):
      // Earlier values are more frequent.
      let place = random.uniform() * (random.below(2) == 0 ? 1 : random.uniform())
      return .text(values[Int(place * Double(values.count))])
    case .pool(let pool):
      return .text(pool.draw(&random, invented: style.inventedShare))
    case .whole(let range):
      let width = Double(range.upperBound - range.lowerBound)
      return .number(
        Double(range.lowerBound) + (share(column, described, &random) * width).rounded())
    case .decimal(let range, let places):
      var unit = 1.0
      for _ in 0..<places { unit *= 10 }
      let value =
        range.lowerBound
        + share(column, described, &random) * (range.upperBound - range.lowerBound)
      return .number((value * unit).rounded() / unit)
    case .flag:
      return .flag(random.uniform() < 0.15 + 0.7 * (levels.isEmpty ? 0.5 : levels[column]))
    case .time(let years):
      let share = random.uniform() * (random.below(2) == 0 ? 1 : random.uniform())
      return .hoursAgo(1 + Int(share * Double(years) * 8766))
    }
  }

  /// A place on the range of numbers.
  private func share(
    _ column: Int, _ described: SampleColumn, _ random: inout RandomStream
  ) -> Double {
    let level = levels.isEmpty ? 0.5 : levels[column]
    let mix = described.loyalty * level + (1 - described.loyalty) * random.uniform()
    var share = mix
    if described.skew > 1.5 { share *= mix }
    if described.skew > 2.5 { share *= mix }
    return share
  }
}
