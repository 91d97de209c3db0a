import EntityGraphs
import Foundation
import Inspection
import Prompts
import Relational
import Sampling
import Tasks
import Tensors

/// What a question about rows to come would have been answered, had it been asked before.
///
/// The rows that a seed may see are cut, from the newest back, into windows as long as the question's, each
/// ending with a row; the question's own measure is taken of each. An entity's past answers are the oldest
/// of all predictions, and a graph network that adds up hundreds of rows has to learn anew for each question
/// how to count them. No label has a part in it: past answers are read off rows that the rule of time admits,
/// and a question that nobody asked in training has them too.
///
/// Ours; near to the lagged targets of forecasting, and to the labels of the past that the Relational
/// Transformer reads as rows of its task table (Ranjan et al. 2025, <https://arxiv.org/abs/2510.06377>).
struct PastAnswers: Sendable {
  let graph: EntityGraph
  let rule: TemporalRule

  /// What is told of a question and a seed: ``values(of:to:without:)``.
  static let width = 12
  /// Of the rows so many of the newest are looked at.
  private static let mostRows = 128
  /// Of the parents of rows two foreign keys away so many of the newest.
  private static let mostParents = 64
  private static let mostWindows = 8
  private static let newestWindows = 3
  private static let day = 86_400_000_000.0
  /// How far a number may be from its question's mean, in deviations, as in what is learned.
  private static let farthest = 4.0

  /// The past answers of some seeds, those to the first question about all seeds, then those to the next.
  ///
  /// - Parameter hidden: for each seed rows to leave out; empty to leave out none.
  func values(
    of seeds: [Seed], to questions: [PastQuestion], without hidden: [HiddenRows] = []
  ) -> [Float] {
    let bySeed = seeds.enumerated().map { place, seed in
      values(of: seed, to: questions, without: hidden.isEmpty ? nil : hidden[place])
    }
    return questions.indices.flatMap { number in
      bySeed.flatMap { $0[number * Self.width..<(number + 1) * Self.width] }
    }
  }

  /// `[rows, width]`
  static func tensor(_ values: [Float]) -> Tensor {
    Tensor(values, shape: [values.count / width, width])
  }

  /// The past answers to some questions about a seed, ``width`` numbers each, one question after another.
  ///
  /// - Parameter hidden: rows to leave out.
  func values(
    of seed: Seed, to questions: [PastQuestion], without hidden: HiddenRows? = nil
  ) -> [Float] {
    let end = rule.horizon(at: seed.latest)
    var histories: [[Int]: History] = [:]
    var windows: [Span: Windows] = [:]
    var values: [Float] = []
    values.reserveCapacity(questions.count * Self.width)
    for question in questions {
      let path = question.rows.relations
      let history =
        histories[path]
        ?? history(of: seed.row, along: question.rows, until: end, without: hidden)
      histories[path] = history
      let span = Span(path: path, window: question.window)
      let past =
        windows[span] ?? Windows(history.times, span.window, until: end, asked: seed.time)
      windows[span] = past
      Self.add(question, past, history.rows, to: &values)
    }
    return values
  }

  /// The windows that the past answers to a question are read off, as a person reads them.
  func windows(
    of seed: Seed, for question: PastQuestion, without hidden: HiddenRows
  ) -> PastWindows {
    let end = rule.horizon(at: seed.latest)
    let history = history(of: seed.row, along: question.rows, until: end, without: hidden)
    let windows = Windows(history.times, question.window, until: end, asked: seed.time)
    let asked = question.rows.answers.question
    return PastWindows(
      question: asked.text, length: "\(asked.window)", isYesNo: question.isYesNo,
      windows: windows.places.map { place in
        PastWindows.Window(
          first: "\(Timestamp(microseconds: history.times[place.lowerBound]))",
          last: "\(Timestamp(microseconds: history.times[place.upperBound - 1]))",
          rows: place.count, label: question.rows.answers.answer(history.rows[place]))
      })
  }

  private struct Span: Hashable {
    let path: [Int]
    let window: Int64
  }

  /// Rows that belong to an entity, the oldest first, with their times.
  private struct History {
    var rows: [Int32] = []
    var times: [Int64] = []
  }

  private func history(
    of entity: Int32, along path: WindowRows, until end: Int64, without hidden: HiddenRows?
  ) -> History {
    var parents = [entity]
    var found: [(time: Int64, row: Int32)] = []
    for (index, relation) in path.relations.enumerated() {
      let isLast = index == path.relations.count - 1
      let (rows, times) = (
        graph.childRows(relation: relation), graph.childTimes(relation: relation)
      )
      let table = graph.database.schema.relations[relation].childTable
      let most = isLast ? Self.mostRows : Self.mostParents
      let isTimed = !times.isEmpty
      var next: [(time: Int64, row: Int32)] = []
      for parent in parents {
        let places = graph.visibleChildren(of: parent, relation: relation, at: end, rule: rule)
        next += places.suffix(most).lazy
          .filter { !(hidden?.contains(table: table, row: rows[$0]) ?? false) }
          .map { (isTimed ? times[$0] : Table.noTime, rows[$0]) }
      }
      if parents.count > 1 { next.sort { ($0.time, $0.row) < ($1.time, $1.row) } }
      next = next.suffix(most)
      if isLast { found = next } else { parents = next.map(\.row) }
    }
    // Rows without a time fell into no window.
    found.removeAll { $0.time == Table.noTime }
    return History(rows: found.map(\.row), times: found.map(\.time))
  }

  private static func add(
    _ question: PastQuestion, _ past: Windows, _ rows: [Int32], to values: inout [Float]
  ) {
    var (newest, near, all) = (0.0, 0.0, 0.0)
    var count = 0
    for window in past.places {
      guard let answer = question.answer(rows[window]) else { continue }
      let value = min(farthest, max(-farthest, answer))
      if count == 0 { newest = value }
      if count < newestWindows { near += value }
      all += value
      count += 1
    }
    values.append(count > 0 ? 1 : 0)
    values.append(Float(newest))
    values.append(Float(near / Double(max(1, min(count, newestWindows)))))
    values.append(Float(all / Double(max(1, count))))
    values.append(Float(log1p(Double(count)) / 2))
    values += past.clock
    values.append(question.isYesNo ? 1 : 0)
  }

  /// An entity's rows cut into windows.
  private struct Windows {
    /// Of the rows, the newest window first; each ends with a row.
    var places: [Range<Int>] = []
    /// What is told of all questions about these windows: how long ago the newest row came, how many came
    /// lately, how long ago the history ends, how long a window is.
    let clock: [Float]

    /// - Parameters:
    ///   - times: of the rows, in rising order.
    ///   - asked: when the question is asked; the history may end before.
    init(_ times: [Int64], _ window: Int64, until end: Int64, asked: Int64) {
      var last = times.count
      while last > 0, places.count < mostWindows {
        let first = times.firstIndex(after: times[last - 1].before(window))
        // What lies further back may have been left out.
        if first == 0, last < times.count, times.count == mostRows { break }
        places.append(first..<last)
        last = first
      }
      func rows(within span: Int64) -> Double {
        Double(times.count - times.firstIndex(after: end.before(span)))
      }
      let gap = times.last.map { max(0, Double(end) - Double($0)) } ?? 0
      clock = [
        log1p(gap / Double(window)), log1p(gap / day) / 4, log1p(rows(within: window)) / 2,
        log1p(rows(within: min(window, .max / 8) * 8)) / 3,
        log1p(max(0, Double(asked) - Double(end)) / day) / 4, log1p(Double(window) / day) / 4,
      ].map { Float($0) }
    }
  }
}

extension Int64 {
  /// The time that lies a span back; the first of all times where that is none.
  fileprivate func before(_ span: Int64) -> Int64 {
    let (time, isBeyond) = subtractingReportingOverflow(span)
    return isBeyond ? .min : time
  }
}

extension [Int64] {
  /// The first place, in rising order, of one that is larger.
  fileprivate func firstIndex(after value: Int64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
