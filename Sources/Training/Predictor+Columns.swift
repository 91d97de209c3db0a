import Features
import Inspection
import Models
import Relational
import Sampling
import Tasks

extension Predictor {
  /// Columns tried one by one at most: those of the nearest tables.
  static let mostColumns = 96

  /// What each column of the seen rows' tables does to an answer: the answer less the one that the model
  /// gives when all its cells are NULL. A row's own time stays its time, and keys lead where they led.
  ///
  /// - Parameters:
  ///   - seen: the rows that the model sees, the entity's own first.
  ///   - value: the answer with all columns.
  func byColumn(
    _ seed: Seed, _ seen: [SubgraphSummary.Node], value: Double, without absent: HiddenRows,
    isCancelled: () -> Bool
  ) throws(TrainingError) -> [PredictionSummary.Evidence] {
    var names: [String] = []
    for node in seen.sorted(by: { $0.hop < $1.hop }) where !names.contains(node.reference.table) {
      names.append(node.reference.table)
    }
    var evidence: [PredictionSummary.Evidence] = []
    for name in names {
      guard let table = graph.database.index(ofTable: name) else { continue }
      let nodes = seen.filter { $0.reference.table == name }
      for place in readColumns(of: table) where evidence.count < Self.mostColumns {
        let other = try Self.answer(
          of: model, to: seed, by: evaluation, without: absent, hiding: place,
          isCancelled: isCancelled)
        evidence.append(
          PredictionSummary.Evidence(
            reference: nil, table: name,
            column: graph.database.tables[table].columns[place.column].schema.name,
            hop: nodes.map(\.hop).min() ?? 0, via: "", rows: nodes.count, effect: value - other))
      }
    }
    return evidence
  }

  /// The columns of a table that the model reads: those with statistics that the task does not hide.
  func readColumns(of table: Int) -> [ColumnPlace] {
    let features = checkpoint.features.features(of: graph.database.tables[table].name)
    let names = Set(features?.columns.map(\.name) ?? [])
    return graph.database.tables[table].columns.indices.map {
      ColumnPlace(table: table, column: $0)
    }.filter { place in
      names.contains(graph.database.tables[table].columns[place.column].schema.name)
        && !task.hiddenColumns.contains(place)
    }
  }

  private static func answer<Model: RelationalModel>(
    of model: Model, to seed: Seed, by evaluation: Evaluation, without absent: HiddenRows,
    hiding column: ColumnPlace, isCancelled: () -> Bool
  ) throws(TrainingError) -> Double {
    var model = model
    model.batches = model.batches.hiding(column)
    let answers = evaluation.answers(
      of: model, to: [seed], without: absent == HiddenRows() ? [] : [absent],
      isCancelled: isCancelled)
    guard let answer = answers?.first else { throw .cancelled }
    return answer
  }
}
