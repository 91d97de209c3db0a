import EntityGraphs
import Foundation
import Inspection
import Models
import Relational
import Sampling
import Tasks

extension Predictor {
  /// Rows tried one by one at most: the nearest and then the newest.
  static let mostRows = 192

  /// The answer for one seed, beside the trivial guesses, with the rows that moved it.
  ///
  /// Each sampled row in turn is left out of the history and the question asked again, all draws the
  /// same; the effect of a row is the answer with it minus the answer without. Rows that only matter
  /// together show in the effect of their table; and of each table's columns one after the other is hidden.
  ///
  /// - Parameters:
  ///   - absent: rows that are passed over as if they were not there: the question what would be
  ///     without them. The database is not touched.
  ///   - original: the same model on the database as it is, where this one was built on a copy with
  ///     other values in some cells (``init(run:project:task:edits:)``).
  ///   - watching: hears about what share of the questions was asked, batch by batch, and says whether
  ///     somebody still wants the answer.
  /// - Throws: `TrainingError.cancelled` where that was so.
  public func explain(
    _ seed: Seed, without absent: HiddenRows = HiddenRows(), beside original: Predictor? = nil,
    watching: (Double) -> Bool = { _ in true }
  ) throws(TrainingError) -> PredictionSummary {
    let start = Date()
    let facts = Self.context(of: seed, for: model)
    let isWithout = absent != HiddenRows()
    let seen = seen(facts.nodes, without: absent)
    let all = batches(of: seen, beside: original ?? self)
    var done = 0
    func isCancelled() -> Bool {
      done += 1
      return !watching(min(1, Double(done) / Double(all)))
    }
    let value =
      try answers(to: [seed], without: isWithout ? [absent] : [], unless: isCancelled).first ?? .nan
    let milliseconds = Date().timeIntervalSince(start) * 1000

    let rows = seen.dropFirst().prefix(Self.mostRows)
    let hiddenRows = rows.compactMap { node in
      graph.database.index(ofTable: node.reference.table).map { table in
        var hidden = absent
        hidden.insert(table: table, row: Int32(node.reference.row))
        return hidden
      }
    }
    let tables = Set(rows.map(\.reference.table)).sorted()
    let hiddenTables = tables.compactMap { name in
      graph.database.index(ofTable: name).map { table in
        var hidden = absent
        hidden.insert(table: table)
        return hidden
      }
    }
    let hidden = hiddenRows + hiddenTables
    let without = try answers(
      to: [Seed](repeating: seed, count: hidden.count), without: hidden, unless: isCancelled)

    let evidence = zip(rows, without).map { node, other in
      PredictionSummary.Evidence(
        reference: node.reference, table: node.reference.table, hop: node.hop, via: node.via,
        rows: 1, effect: value - other)
    }
    let byTable = zip(tables, without.dropFirst(hiddenRows.count)).map { table, other in
      let nodes = rows.filter { $0.reference.table == table }
      return PredictionSummary.Evidence(
        reference: nil, table: table, hop: nodes.map(\.hop).min() ?? 0,
        via: nodes.first?.via ?? "", rows: nodes.count, effect: value - other)
    }
    let baselines: [PredictionSummary.Baseline]
    do { baselines = try task.baselines(for: seed) } catch { throw .task(error) }
    var summary = PredictionSummary(
      task: task.name, run: checkpoint.about.run, model: checkpoint.about.model,
      entity: facts.seed, time: facts.seedTime, value: value, isProbability: task.isBinary,
      baselines: baselines, evidence: Self.byStrength(evidence), byTable: Self.byStrength(byTable),
      rowsSeen: seen.count, rowsAfterTime: facts.rowsAfterSeed,
      newestTime: newestTime(of: seen.dropFirst()),
      milliseconds: milliseconds, history: history.rawValue)
    if history == .cut, let cutoff = checkpoint.about.testCutoff,
      cutoff.microseconds < seed.time
    {
      summary.cutoff = cutoff.description
    }
    summary.byColumn = Self.byStrength(
      try byColumn(seed, seen, value: value, without: absent, isCancelled: isCancelled))
    if isWithout || original != nil {
      summary.plain = (original ?? self).answers(to: [seed]).first
    }
    summary.byHop =
      try byHop(seed, seen, without: absent, isCancelled: isCancelled) + [
        .init(level: Double(seen.map(\.hop).max() ?? 0), value: value, rows: seen.count)
      ]
    summary.bySparsity = try bySparsity(
      seed, without: isWithout ? [absent] : [], isCancelled: isCancelled)
    summary.calibration = try (original ?? self).calibration(of: value, isCancelled: isCancelled)
    summary.truth = try truth(of: seed)
    summary.prompt = prompt(Self.reading(of: seed, by: model, without: absent))
    return summary
  }

  private static func reading<Model: RelationalModel>(
    of seed: Seed, by model: Model, without absent: HiddenRows
  ) -> PromptReading? {
    model.batches.reading(of: seed, without: absent)
  }

  /// How many batches of questions an explanation asks, about: what its progress is measured by.
  private func batches(of seen: [SubgraphSummary.Node], beside original: Predictor) -> Int {
    func batches(_ questions: Int) -> Int {
      (questions + evaluation.batchSize - 1) / evaluation.batchSize + 1
    }
    let names = Set(seen.map(\.reference.table))
    let columns = names.compactMap { graph.database.index(ofTable: $0) }
      .reduce(0) { $0 + readColumns(of: $1).count }
    let levels = model is ZeroShot ? RelZero.judgedLevels.count : 0
    // Asked once, with the first explanation.
    let validation =
      original.validationAnswers == nil ? (try? original.task.table(.val))?.count ?? 0 : 0
    return batches(1) * (1 + min(columns, Self.mostColumns) + levels)
      + batches(min(seen.count, Self.mostRows) + names.count)
      + batches(seen.map(\.hop).max() ?? 0)
      + (validation > 0 ? batches(min(validation, Self.mostValidationRows)) : 0)
  }

  /// With past windows as labels: where yes is label 0, changed about.
  private func prompt(_ read: PromptReading?) -> PromptReading? {
    guard var turned = read, task.isBinary, task.question?.yesMeansOne == false else { return read }
    turned.past = turned.past?.turned
    return turned
  }

  /// The rows that are not left out, nor reached only through one that is.
  private func seen(
    _ nodes: [SubgraphSummary.Node], without absent: HiddenRows
  ) -> [SubgraphSummary.Node] {
    var isSeen: [Bool] = []
    for node in nodes {
      guard let from = node.from else {
        // The seed itself is always there.
        isSeen.append(true)
        continue
      }
      let table = graph.database.index(ofTable: node.reference.table)
      let isThere = table.map { !absent.contains(table: $0, row: Int32(node.reference.row)) }
      isSeen.append((isThere ?? false) && isSeen[from])
    }
    return zip(nodes, isSeen).filter(\.1).map(\.0)
  }

  /// The latest time among rows; nil where none has one.
  private func newestTime(of nodes: ArraySlice<SubgraphSummary.Node>) -> String? {
    let times = nodes.compactMap { node -> Int64? in
      let time = graph.database.table(named: node.reference.table)?.time(ofRow: node.reference.row)
      return time == Table.noTime ? nil : time
    }
    return times.max().map { Timestamp(microseconds: $0).description }
  }

  private static func context<Model: RelationalModel>(of seed: Seed, for model: Model)
    -> SubgraphSummary
  {
    model.batches.context(of: seed)
  }

  private static func byStrength(_ evidence: [PredictionSummary.Evidence])
    -> [PredictionSummary.Evidence]
  {
    evidence.enumerated().sorted { a, b in
      let (left, right) = (abs(a.element.effect), abs(b.element.effect))
      return left == right ? a.offset < b.offset : left > right
    }.map(\.element)
  }

  /// The answers when rows further than so many hops are left out, from none on; the last one, with all
  /// of them, is the answer itself.
  private func byHop(
    _ seed: Seed, _ nodes: [SubgraphSummary.Node], without absent: HiddenRows,
    isCancelled: () -> Bool
  ) throws(TrainingError) -> [PredictionSummary.Step] {
    let hops = Array(0..<(nodes.map(\.hop).max() ?? 0))
    let nearest = Dictionary(nodes.map { ($0.reference.table, $0.hop) }, uniquingKeysWith: min)
    let hidden = hops.map { hop in
      var hidden = absent
      // A row that is left out makes room for another that was not sampled; a table does not.
      for (table, nearest) in nearest where nearest > hop {
        if let table = graph.database.index(ofTable: table) { hidden.insert(table: table) }
      }
      for node in nodes where node.hop > hop {
        if let table = graph.database.index(ofTable: node.reference.table) {
          hidden.insert(table: table, row: Int32(node.reference.row))
        }
      }
      return hidden
    }
    let values = try answers(
      to: [Seed](repeating: seed, count: hops.count), without: hidden, unless: isCancelled)
    return zip(hops, values).map { hop, value in
      .init(level: Double(hop), value: value, rows: nodes.count { $0.hop <= hop })
    }
  }

  /// The answers of a model that reads the row's text, which says less and less of it.
  private func bySparsity(
    _ seed: Seed, without hidden: [HiddenRows], isCancelled: () -> Bool
  ) throws(TrainingError) -> [PredictionSummary.Step] {
    guard var asked = model as? ZeroShot else { return [] }
    var steps: [PredictionSummary.Step] = []
    for level in RelZero.judgedLevels {
      asked.sparsity = level
      let answers = evaluation.answers(
        of: asked, to: [seed], without: hidden, isCancelled: isCancelled)
      guard let answer = answers?.first else { throw .cancelled }
      steps.append(.init(level: level, value: answer))
    }
    return steps
  }
}
