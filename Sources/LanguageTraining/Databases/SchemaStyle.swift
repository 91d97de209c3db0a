import Randomness

/// How one database names things: as its domain does, or with words of its own, so that what is learned
/// is the form and not the names.
struct SchemaStyle {
  /// Shares of names that are replaced.
  private let renamedTables: Double
  private let renamedColumns: Double
  private let renamedValues: Double
  /// The share of cells of names that are invented words.
  let inventedShare: Double

  init(random: inout RandomStream) {
    let isPlain = random.below(2) == 0
    renamedTables = isPlain ? 0 : random.uniform()
    renamedColumns = isPlain ? 0 : random.uniform()
    renamedValues = isPlain ? 0 : random.uniform()
    inventedShare = random.below(3) == 0 ? 0.6 * random.uniform() : 0.02
  }

  func tableName(_ name: String, _ random: inout RandomStream) -> String {
    guard random.uniform() < renamedTables else { return name }
    let word = Self.word(&random)
    switch random.below(4) {
    case 0: return word
    case 1: return WordPools.pick(WordPools.adjectives, &random) + " " + word + "s"
    case 2: return WordPools.pick(WordPools.nouns, &random) + " " + word
    default: return word + "s"
    }
  }

  /// Some of the columns in some order, with what is to be known of their values.
  func columns(_ columns: [SampleColumn], _ random: inout RandomStream) -> [SampleColumn] {
    let order = random.permutation(columns.count).map { Int($0) }
    let kept = order.prefix(max(2, columns.count - random.below(3)))
    var used: Set<String> = []
    var result: [SampleColumn] = []
    for place in kept {
      var column = columns[place]
      if random.uniform() < renamedColumns { column.name = columnName(&random) }
      guard used.insert(column.name).inserted else { continue }
      if case .category(let values) = column.content {
        column.content = .category(Self.renamed(values, renamedValues, &random))
      }
      column.loyalty = random.below(3) == 0 ? 0 : random.uniform()
      column.skew = Double(1 + random.below(3))
      column.missing = random.below(4) == 0 ? 0.3 * random.uniform() : 0
      result.append(column)
    }
    Self.addRules(&result, &random)
    return result
  }

  private func columnName(_ random: inout RandomStream) -> String {
    let word = Self.word(&random)
    switch random.below(8) {
    case 0: return word + " id"
    case 1: return "is " + WordPools.pick(WordPools.adjectives, &random)
    case 2: return "number of " + word + "s"
    case 3, 4: return WordPools.pick(WordPools.adjectives, &random) + " " + word
    case 5: return WordPools.pick(WordPools.nouns, &random) + " " + word
    default: return word
    }
  }

  private static func word(_ random: inout RandomStream) -> String {
    random.below(5) == 0
      ? WordPools.invented(&random) : WordPools.pick(WordPools.nouns, &random)
  }

  /// Values under other names: words, letters or numbers.
  private static func renamed(
    _ values: [String], _ share: Double, _ random: inout RandomStream
  ) -> [String] {
    let kind = random.below(5)
    var result: [String] = []
    for value in values {
      var name = value
      if random.uniform() < share {
        name =
          switch kind {
          case 0: WordPools.invented(&random)
          case 1: String("ABCDEFGHIJKLMNOPQRSTUVWXYZ".dropFirst(random.below(26)).prefix(1))
          case 2: "\(random.below(60))"
          case 3: WordPools.pick(WordPools.adjectives, &random)
          default: WordPools.pick(WordPools.nouns, &random)
          }
      }
      result.append(result.contains(name) ? value : name)
    }
    return result
  }

  /// Makes a category a function of another now and then.
  private static func addRules(_ columns: inout [SampleColumn], _ random: inout RandomStream) {
    let categories = columns.indices.filter {
      if case .category = columns[$0].content { true } else { false }
    }
    guard categories.count > 1, random.below(2) == 0 else { return }
    let (cause, effect) = (categories[0], categories[1])
    guard case .category(let causes) = columns[cause].content,
      case .category(let effects) = columns[effect].content
    else { return }
    columns[effect].rule = (cause, causes.map { _ in WordPools.pick(effects, &random) })
    columns[cause].missing = 0
  }
}
