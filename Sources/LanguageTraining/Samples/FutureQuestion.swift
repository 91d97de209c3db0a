import Prompts
import Randomness
import Relational

/// A question about the events that an entity will have, with its answer.
struct FutureQuestion {
  let question: WindowQuestion
  let answer: String

  /// - Parameter events: all of the entity's events, those of the future with ages of 0 and below.
  init?(
    of entity: String, in table: SampleTable, events: [SampleRow], _ random: inout RandomStream
  ) {
    let days = WordPools.pick([1, 3, 7, 7, 10, 14, 30, 30, 30, 60, 60, 90, 90, 180, 365], &random)
    let future = events.filter { row in
      guard let age = row.age else { return false }
      return age <= 0 && -age <= days * 24
    }
    var question = WindowQuestion(
      entity: entity, path: [table.name], measure: .exists, window: .days(Int64(days)))
    var counted = future
    if random.below(3) == 0, let condition = Self.condition(table, &random) {
      question.condition = condition.asked
      counted = future.filter { condition.holds($0) }
    }
    let numbers = table.columns.indices.filter { table.columns[$0].isNumber }
    switch random.below(10) {
    case ..<5:
      answer = counted.isEmpty ? "No" : "Yes"
    case ..<7:
      question.measure = .count
      if random.below(2) == 0 {
        let bound = 1 + random.below(max(2, min(12, future.count * 2)))
        let comparison = Self.comparison(&random)
        question.threshold = .init(comparison, Double(bound))
        answer = comparison.agrees(Double(counted.count), Double(bound)) ? "Yes" : "No"
      } else {
        answer = "\(counted.count)"
      }
    default:
      guard !numbers.isEmpty else { return nil }
      let column = WordPools.pick(numbers, &random)
      let values = counted.compactMap { Self.number($0.cells[column]) }
      question.measure = WordPools.pick([.mean, .sum, .minimum, .maximum], &random)
      question.column = table.columns[column].name
      guard let value = Self.measured(question.measure, values) else { return nil }
      if random.below(2) == 0 {
        let all = events.compactMap { Self.number($0.cells[column]) }
        let bound =
          question.measure == .sum
          ? value * (0.3 + 1.4 * random.uniform()) : WordPools.pick(all, &random)
        guard let text = ValueText.number(bound), let written = Double(text) else { return nil }
        let comparison = Self.comparison(&random)
        question.threshold = .init(comparison, written)
        answer = comparison.agrees(value, written) ? "Yes" : "No"
      } else {
        guard let text = ValueText.number(value) else { return nil }
        answer = text
      }
    }
    self.question = question
  }

  private static func comparison(_ random: inout RandomStream) -> WindowQuestion.Comparison {
    random.below(2) == 0 ? .atLeast : .atMost
  }

  private static func number(_ cell: SampleCell?) -> Double? {
    if case .number(let value) = cell { value } else { nil }
  }

  private static func measured(_ measure: WindowQuestion.Measure, _ values: [Double]) -> Double? {
    let sum = values.reduce(0, +)
    return switch measure {
    case .sum: sum
    case .mean: values.isEmpty ? nil : sum / Double(values.count)
    case .minimum: values.min()
    case .maximum: values.max()
    case .exists, .count, .share: nil
    }
  }

  /// A condition on a column, taken from a row that is there, and whether a row meets it.
  private static func condition(
    _ table: SampleTable, _ random: inout RandomStream
  ) -> (asked: WindowQuestion.Condition, holds: (SampleRow) -> Bool)? {
    let column = random.below(table.columns.count)
    let cell = WordPools.pick(table.rows, &random).cells[column]
    guard let cell, let text = SampleText.value(cell) else { return nil }
    let name = table.columns[column].name
    switch cell {
    case .hoursAgo: return nil
    case .number(let bound):
      let comparison = comparison(&random)
      return (
        .init(name, comparison, text),
        { row in number(row.cells[column]).map { comparison.agrees($0, bound) } ?? false }
      )
    case .text, .flag:
      let isNegated = random.below(3) == 0
      return (
        .init(name, isNegated ? .unequal : .equal, text),
        { row in row.cells[column].map { ($0 == cell) != isNegated } ?? false }
      )
    }
  }
}

extension WindowQuestion.Comparison {
  fileprivate func agrees(_ value: Double, _ bound: Double) -> Bool {
    switch self {
    case .equal: value == bound
    case .unequal: value != bound
    case .atMost: value <= bound
    case .atLeast: value >= bound
    }
  }
}

extension SampleColumn {
  fileprivate var isNumber: Bool {
    switch content {
    case .whole, .decimal: true
    default: false
    }
  }
}
