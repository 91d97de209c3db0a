import Foundation
import Randomness

/// Rows of words that fit nothing, asked about at once: what stands behind a name can be told by looking
/// and by nothing else, so that a model learns to look before it learns what is usual.
///
/// - Source: that copying is learned where words are many and come back at once: Chan et al. 2022, "Data
///   Distributional Properties Drive Emergent In-Context Learning in Transformers".
struct CopyDrill {
  private var columns: [SampleColumn] = []
  private var cells: [SampleCell] = []

  static func sample(opening: String, _ random: inout RandomStream) -> TextSample {
    // Many bounds of few numbers, or anything.
    let isBounded = random.below(4) == 0
    var drill = CopyDrill()
    for _ in 0..<(isBounded ? 1 + random.below(3) : 2 + random.below(6)) {
      drill.add(isBounded ? number(&random) : content(&random), &random)
    }
    let clauses = zip(drill.columns, drill.cells).map { "\($0.name) is \(text($1))." }
    var sample = TextSample(kind: .copy, parts: [])
    sample.add(opening + name(&random) + ": " + clauses.joined(separator: " "), .context)
    if isBounded {
      drill.askBounds(&sample, &random)
    } else if random.below(5) < 3 {
      drill.ask(&sample, &random)
    } else {
      for place in random.permutation(drill.columns.count).map({ Int($0) }) {
        sample.add(" \(drill.columns[place].name):", .context)
        sample.end(with: text(drill.cells[place]))
      }
    }
    return sample
  }

  private mutating func add(_ content: SampleColumn.Content, _ random: inout RandomStream) {
    let column = SampleColumn(name: Self.name(&random), content: content)
    guard !columns.contains(where: { $0.name == column.name }) else { return }
    columns.append(column)
    cells.append(Self.cell(of: column, &random))
  }

  /// Whether each clause says what it says, what another says, or what none does.
  private func ask(_ sample: inout TextSample, _ random: inout RandomStream) {
    for place in random.permutation(columns.count).map({ Int($0) }) {
      let (column, cell) = (columns[place], cells[place])
      let others =
        random.below(2) == 0
        ? [Self.cell(of: column, &random)] : cells.filter { $0.isText == cell.isText }
      Self.add(VisibleQuestion(column, cell, others: others, &random), to: &sample)
    }
  }

  private func askBounds(_ sample: inout TextSample, _ random: inout RandomStream) {
    for _ in 0..<6 {
      let place = random.below(columns.count)
      guard case .number(let value) = cells[place] else { continue }
      Self.add(VisibleQuestion(boundOf: columns[place], value, &random), to: &sample)
    }
  }

  private static func add(_ question: VisibleQuestion?, to sample: inout TextSample) {
    guard let question else { return }
    sample.add(" Question: \(question.text) Answer:", .context)
    sample.end(with: question.isTrue ? "Yes" : "No")
  }

  private static func text(_ cell: SampleCell) -> String { SampleText.value(cell) ?? "" }

  private static func content(_ random: inout RandomStream) -> SampleColumn.Content {
    switch random.below(8) {
    case 0: .flag
    case 1: .time(years: 30)
    case 2, 3: number(&random)
    case 4: .pool(.code)
    case 5: .pool([.person, .place, .phrase][random.below(3)])
    default: .category([])
    }
  }

  private static func number(_ random: inout RandomStream) -> SampleColumn.Content {
    random.below(2) == 0
      ? .whole(0...[9, 99, 999, 9999, 99999][random.below(5)])
      : .decimal(-9.9...[9.9, 99, 999][random.below(3)], places: 1 + random.below(2))
  }

  private static func cell(of column: SampleColumn, _ random: inout RandomStream) -> SampleCell {
    switch column.content {
    case .flag: .flag(random.below(2) == 0)
    case .time: .hoursAgo(1 + Int(pow(random.uniform(), 4) * 30 * 365 * 24))
    case .whole(let range): .number(Double(random.below(range.upperBound + 1)))
    case .decimal(let range, let places):
      .number(
        ((range.lowerBound + random.uniform() * (range.upperBound - range.lowerBound))
          * [1, 10, 100][places]).rounded() / [1, 10, 100][places])
    case .pool(let pool): .text(pool.draw(&random, invented: 0))
    case .category:
      .text(random.below(4) == 0 ? word(&random) + " " + word(&random) : word(&random))
    }
  }

  private static func name(_ random: inout RandomStream) -> String {
    random.below(2) == 0
      ? word(&random) : WordPools.pick(WordPools.adjectives, &random) + " " + word(&random)
  }

  private static func word(_ random: inout RandomStream) -> String {
    switch random.below(4) {
    case 0: WordPools.pick(WordPools.adjectives, &random)
    case 1: WordPools.invented(&random)
    default: WordPools.pick(WordPools.nouns, &random)
    }
  }
}

extension SampleCell {
  fileprivate var isText: Bool {
    if case .text = self { true } else { false }
  }
}
