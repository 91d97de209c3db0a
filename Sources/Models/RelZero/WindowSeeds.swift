import EntityGraphs
import Prompts
import Randomness
import Relational
import Tasks

/// Entities at times about which a question can be asked whose window has closed.
///
/// A row that came is drawn, and the time set so that it fell into the window, or so that it came
/// shortly before: entities that are alive, as the populations of tasks are.
struct WindowSeeds: Sendable {
  let question: WindowQuestion
  let rows: WindowRows
  let entityTable: Int
  private let supervision: SelfSupervision
  private let events: Events

  /// Rows of the table that the path ends in, to draw from.
  struct Events: Sendable {
    let learned: [Int32]
    let judged: [Int32]

    init(_ supervision: SelfSupervision, table: Int) {
      learned = supervision.rows(of: table, .learned)
      judged = supervision.rows(of: table, .judged)
    }

    subscript(part: SelfSupervision.Part) -> [Int32] { part == .learned ? learned : judged }
  }

  init?(
    _ question: WindowQuestion, _ supervision: SelfSupervision, events: Events? = nil
  ) throws(PromptError) {
    let database = supervision.graph.database
    self.question = question
    self.supervision = supervision
    rows = try WindowRows(question, in: database)
    guard let entity = database.index(ofTable: question.entity),
      database.tables[rows.table].times != nil
    else { return nil }
    entityTable = entity
    self.events = events ?? Events(supervision, table: rows.table)
  }

  /// A seed with the answer; nil where there is none.
  ///
  /// - Parameter comes: whether only seeds are wanted to which some row comes.
  func draw(
    _ part: SelfSupervision.Part, comes: Bool = false, from stream: inout RandomStream
  ) -> (seed: Seed, answer: Double)? {
    let events = events[part]
    guard !events.isEmpty else { return nil }
    let event = events[stream.below(events.count)]
    let came = supervision.graph.database.tables[rows.table].time(ofRow: Int(event))
    guard came != Table.noTime, let entity = entity(of: event) else { return nil }
    let window = question.window.microseconds
    // Of rows that fell into the window something can be measured; whether any comes needs others too.
    let isAlive =
      !comes && (question.measure == .exists && question.condition == nil || stream.uniform() < 0.3)
    let share = stream.uniform()
    let time =
      isAlive
      ? came + Int64(share * 2 * Double(window)) : came - 1 - Int64(share * Double(window - 1))
    guard isClosed(time, part) else { return nil }
    // An entity that came later did not exist yet.
    let born = supervision.graph.database.tables[entityTable].time(ofRow: Int(entity))
    guard born <= time else { return nil }
    let coming = coming(to: entity, after: time)
    let isConditional =
      question.measure != .exists && question.measure != .count
      || question.condition != nil && !isAlive
    if isConditional && coming.isEmpty { return nil }
    return rows.answers.answer(coming).map { (Seed(row: entity, time: time), $0) }
  }

  /// Whether a window that opens at a time lies within a part.
  func isClosed(_ time: Int64, _ part: SelfSupervision.Part) -> Bool {
    time > supervision.start(part) && time + question.window.microseconds <= supervision.end(part)
  }

  /// The row that an event belongs to, by the question's path; nil where a key is missing.
  private func entity(of event: Int32) -> Int32? {
    var row = event
    for relation in rows.relations.reversed() {
      row = supervision.graph.parent(of: row, relation: relation)
      if row < 0 { return nil }
    }
    return row
  }

  /// The rows that came to an entity within the window after a time.
  func coming(to entity: Int32, after time: Int64) -> [Int32] {
    let graph = supervision.graph
    let open = TemporalRule(history: .asOf, testCutoff: nil)
    let end = time + question.window.microseconds
    var parents = [entity]
    for (index, relation) in rows.relations.enumerated() {
      let isLast = index == rows.relations.count - 1
      parents = parents.flatMap { parent -> [Int32] in
        let until = graph.visibleChildren(of: parent, relation: relation, at: end, rule: open)
        let from =
          isLast
          ? graph.visibleChildren(of: parent, relation: relation, at: time, rule: open).upperBound
          : until.lowerBound
        return Array(graph.childRows(relation: relation)[from..<until.upperBound])
      }
    }
    return parents
  }
}
