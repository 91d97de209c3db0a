import EntityGraphs
import Randomness
import Sampling
import Tasks

/// Train rows with their labels, to be shown before a question as examples of how it is answered.
///
/// The one place where a model's input takes labels from a task. It opens the train split alone, and an
/// example may only be shown where its label is known: its window has closed where the history ends that
/// the question sees. Which are shown depends on the question's entity and time, not on the epoch, so it
/// is the same in training and in evaluation (`spec/relzero.md` §5.6, §5.7 R1).
///
/// - Source: Wu et al. 2025, Rel-LLM, <https://arxiv.org/abs/2506.05725>, in-context demonstrations.
public struct Demonstrations: Sendable {
  public struct Example: Sendable, Equatable {
    public let seed: Seed
    /// 0 or 1, or a quantity.
    public let label: Double
  }

  /// How many a question gets, as far as there are so many.
  let count: Int
  /// By class, or all numbers together; each in the order of time.
  private let groups: [[Example]]
  /// From an example's time to when its label is known, in microseconds.
  private let window: Int64
  private let rule: TemporalRule
  private let random: RandomSource

  /// Nil for no examples at all: then no label is read.
  ///
  /// - Throws: ``ModelError/task(_:)`` when the train split cannot be read.
  init?(_ count: Int, of context: ModelContext) throws(ModelError) {
    guard count > 0 else { return nil }
    let train: TaskTable
    do { train = try context.task.table(.train) } catch { throw .task(error) }
    self.init(
      count, of: train, window: context.task.window?.microseconds ?? 0,
      isBinary: context.task.isBinary, rule: context.rule, random: context.random)
  }

  init(
    _ count: Int, of train: TaskTable, window: Int64, isBinary: Bool, rule: TemporalRule,
    random: RandomSource
  ) {
    precondition(train.split == .train, "Demonstrations: labels of \(train.split) are not shown")
    self.count = count
    self.window = window
    self.rule = rule
    self.random = random
    let order = train.seeds.indices.sorted {
      (train.seeds[$0].time, $0) < (train.seeds[$1].time, $1)
    }
    let examples = order.map { Example(seed: train.seeds[$0], label: train.targets[$0]) }
    groups =
      isBinary
      ? [examples.filter { $0.label <= 0.5 }, examples.filter { $0.label > 0.5 }] : [examples]
  }

  /// The examples of a question, of either class in turn: any number of the last ones are balanced but for
  /// one. Fewer, where no more of the class in turn are known.
  public func examples(for query: Seed) -> [Example] {
    var stream = random.stream(.demonstrations, row: query.drawKey)
    var urns = groups.map { Urn(count: known($0, to: query)) }
    var turn = stream.below(groups.count)
    var drawn: [Example] = []
    while drawn.count < count, let number = urns[turn].draw(from: &stream) {
      let example = groups[turn][number]
      // Without a window a label is known at once, and the question's own would be among them.
      if example.seed.row == query.row && example.seed.time == query.time { continue }
      drawn.append(example)
      turn = (turn + 1) % groups.count
    }
    return drawn
  }

  /// What is left out of questions, left out of their examples too: for the questions and then, one after
  /// the other, their examples.
  static func hidden(_ hidden: [HiddenRows], from examples: [[Example]]) -> [HiddenRows] {
    hidden + zip(hidden, examples).flatMap { hidden, examples in examples.map { _ in hidden } }
  }

  /// How many of the first examples have labels that a question may see.
  private func known(_ examples: [Example], to query: Seed) -> Int {
    var (low, high) = (0, examples.count)
    while low < high {
      let middle = (low + high) / 2
      if rule.admits(rowTime: examples[middle].seed.time + window, at: query.latest) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// Numbers below a count, drawn without replacement: Fisher and Yates, of which only what was moved is
  /// kept.
  private struct Urn {
    var count: Int
    private var moved: [Int: Int] = [:]

    init(count: Int) { self.count = count }

    mutating func draw(from stream: inout RandomStream) -> Int? {
      guard count > 0 else { return nil }
      let place = stream.below(count)
      let number = moved[place] ?? place
      count -= 1
      moved[place] = moved[count] ?? count
      return number
    }
  }
}

extension RandomSource.Purpose {
  static let demonstrations = RandomSource.Purpose("demonstrations")
}
