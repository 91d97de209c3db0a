import Inspection

/// Points of runs as text for other programs.
///
/// Long has a line per point, wide a line per run and step with a column per curve. NaN and
/// infinities are `nan`, `inf` and `-inf`: bare in CSV, as strings in JSON.
public struct RunExport: Equatable, Sendable {
  public enum Format: String, CaseIterable, Sendable { case csv, json }
  public enum Layout: String, CaseIterable, Sendable { case long, wide }

  enum Cell: Equatable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case empty
  }

  let columns: [String]
  let rows: [[Cell]]

  init(_ points: [(run: RunID, points: [MetricPoint])], layout: Layout) {
    switch layout {
    case .long:
      columns = ["run", "step", "epoch", "split", "name", "value", "wall_time"]
      rows = points.flatMap { run, points in
        points.map {
          [
            .text(run.description), .integer($0.step), .integer($0.epoch), .text($0.split),
            .text($0.name), .number($0.value), .number($0.wallTime),
          ]
        }
      }
    case .wide:
      let curves = Set(points.flatMap { $0.points.map(\.curve) }).sorted()
      let place = Dictionary(uniqueKeysWithValues: zip(curves, curves.indices))
      columns = ["run", "step", "epoch"] + curves
      rows = points.flatMap { run, points in
        Dictionary(grouping: points, by: \.step).sorted { $0.key < $1.key }.map { step, points in
          let epoch = points.map(\.epoch).max() ?? 0
          var row: [Cell] = [.text(run.description), .integer(step), .integer(epoch)]
          row += Array(repeating: .empty, count: curves.count)
          for point in points {
            if let column = place[point.curve] { row[3 + column] = .number(point.value) }
          }
          return row
        }
      }
    }
  }

  public func text(_ format: Format) -> String {
    switch format {
    case .csv:
      ([columns.map { CSVText.field($0) }] + rows.map { $0.map(Self.csv) })
        .map { $0.joined(separator: ",") + "\n" }.joined()
    case .json:
      rows.isEmpty
        ? "[]\n"
        : "[\n"
          + rows.map { row in
            "{"
              + zip(columns, row).filter { $0.1 != .empty }
              .map { JSONText.quoted($0.0) + ":" + Self.json($0.1) }.joined(separator: ",") + "}"
          }.joined(separator: ",\n") + "\n]\n"
    }
  }

  private static func csv(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): CSVText.field(text)
    case .integer(let value): String(value)
    case .number(let value): number(value)
    case .empty: ""
    }
  }

  private static func json(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): JSONText.quoted(text)
    case .integer(let value): String(value)
    case .number(let value): value.isFinite ? number(value) : JSONText.quoted(number(value))
    case .empty: "null"
    }
  }

  private static func number(_ value: Double) -> String {
    value.isNaN ? "nan" : value == .infinity ? "inf" : value == -.infinity ? "-inf" : "\(value)"
  }
}

extension MetricPoint {
  /// `val/roc_auc`.
  fileprivate var curve: String { "\(split)/\(name)" }
}

extension RunLog {
  /// The points of runs as CSV or JSON.
  public func export(
    _ runs: [RunID], layout: RunExport.Layout, format: RunExport.Format
  ) throws(RunLogError) -> String {
    var points: [(run: RunID, points: [MetricPoint])] = []
    for id in runs {
      _ = try run(id)
      points.append((id, try metrics(of: id)))
    }
    return RunExport(points, layout: layout).text(format)
  }
}

extension [RunSummary] {
  /// The list of runs: as CSV a line per run, as JSON all that is known of each.
  public func export(_ format: RunExport.Format) throws -> String {
    guard format == .csv else {
      return try jsonList()
    }
    let head = [
      "run", "name", "status", "task", "model", "database", "seed", "step", "epoch", "metric",
      "last", "best", "best_step", "seconds", "tags", "note", "message",
    ]
    let lines = map { run -> [String] in
      func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
      return [
        "\(run.id)", run.name, run.status.rawValue, run.task, run.model, run.database,
        "\(run.seed)", "\(run.step)", "\(run.epoch)", "\(run.metricSplit)/\(run.metric)",
        number(run.last), number(run.best), run.bestStep.map { "\($0)" } ?? "",
        number(run.seconds), run.tags.joined(separator: " "), run.note, run.message,
      ]
    }
    return ([head] + lines).map { CSVText.line($0) + "\n" }.joined()
  }
}
