import Prompts
import Randomness

/// The questions found so far for a ``WindowPool``, each once.
struct QuestionCollection {
  private let supervision: SelfSupervision
  private var known: Set<WindowQuestion>
  private var events: [Int: WindowSeeds.Events] = [:]
  /// By entity table.
  private(set) var entries: [Int: [WindowPool.Entry]] = [:]
  private(set) var count = 0

  /// - Parameter known: questions that are not wanted, nor their opposites.
  init(_ supervision: SelfSupervision, known: Set<WindowQuestion>) {
    self.supervision = supervision
    self.known = known.union(known.compactMap(\.opposite))
  }

  /// The rows of a table that came in time.
  mutating func events(of table: Int) -> WindowSeeds.Events {
    if let known = events[table] { return known }
    let found = WindowSeeds.Events(supervision, table: table)
    events[table] = found
    return found
  }

  func isNew(_ question: WindowQuestion) -> Bool { !known.contains(question) }

  /// Adds a question that is new and whose answers vary, and its opposite, so that the words which turn a
  /// question around are learned.
  mutating func add(_ question: WindowQuestion, from stream: inout RandomStream) {
    for question in [question, question.opposite].compactMap({ $0 }) {
      guard known.insert(question).inserted,
        let table = supervision.graph.database.index(ofTable: question.path.last ?? ""),
        let seeds = try? WindowSeeds(question, supervision, events: events(of: table)),
        let entry = WindowPool.scaled(seeds, from: &stream)
      else { continue }
      entries[seeds.entityTable, default: []].append(entry)
      count += 1
    }
  }
}
