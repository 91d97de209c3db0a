import Inspection
import Relational

extension TaskLabels {
  /// The labels as a screen shows them.
  ///
  /// - Parameter reference: what to call a row of the entity table.
  public func preview(_ reference: (Int) -> RowReference) -> TaskPreviewSummary {
    func text(_ time: Int64?) -> String {
      time.map { Timestamp(microseconds: $0).description } ?? "–"
    }
    func mean(_ values: [Double]) -> Double {
      values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }
    var moments: [TaskPreviewSummary.Moment] = []
    for split in Split.allCases {
      guard let table = tables[split] else { continue }
      var start = 0
      while start < table.count {
        let time = table.seeds[start].time
        let end = table.seeds[start...].firstIndex { $0.time != time } ?? table.count
        moments.append(
          .init(
            time: text(time), rows: end - start, mean: mean(Array(table.targets[start..<end]))))
        start = end
      }
    }
    // The newest labels of training, that both answers are seen where there are two.
    let train = tables[.train] ?? TaskTable(split: .train, seeds: [], targets: [])
    let all = tables.values.flatMap(\.targets)
    return TaskPreviewSummary(
      query: query.text,
      type: (query.isBinary ? TaskKind.binaryClassification : .regression).rawValue,
      isBinary: query.isBinary, sql: sql,
      splits: Split.allCases.compactMap { split in
        tables[split].map { table in
          TaskPreviewSummary.Split(
            name: split.rawValue, firstTime: text(table.seeds.first?.time),
            lastTime: text(table.seeds.last?.time), times: Set(table.seeds.map(\.time)).count,
            rows: table.count, entities: Set(table.seeds.map(\.row)).count,
            mean: mean(table.targets))
        }
      }, moments: moments,
      examples: Self.examples(of: train).map { place in
        TaskPreviewSummary.Example(
          time: text(train.seeds[place].time), entity: reference(Int(train.seeds[place].row)),
          label: train.targets[place])
      }, checks: checks, least: all.min() ?? .nan, greatest: all.max() ?? .nan)
  }

  /// Ten rows spread over the labels, from the least to the greatest, then by place.
  private static func examples(of table: TaskTable) -> [Int] {
    let order = table.targets.indices.sorted {
      (table.targets[$0], $0) < (table.targets[$1], $1)
    }
    guard order.count > 10 else { return order }
    return (0..<10).map { order[$0 * (order.count - 1) / 9] }
  }
}
