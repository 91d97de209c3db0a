import Inspection
import Models
import Neural
import Randomness
import Relational
import Tasks
import Tensors
import Text

/// One seed followed through every stop of the journey, from the row in the database to a loss.
public struct SeedTrace: Summary {
  public struct Stop: Codable, Equatable, Sendable {
    public var name: String
    public var lines: [String]
  }
  public var stops: [Stop]

  public var text: String {
    stops.flatMap { [$0.name] + $0.lines.map { "  " + $0 } }.joined(separator: "\n")
  }

  /// - Parameter row: the row of `train.csv`, from 0.
  public static func make(
    _ project: Project, task name: String, row: Int, settings: [String: String]
  ) throws -> SeedTrace {
    let database = project.database
    let task = try PredictionTask.named(name, beside: database, home: project.home)
    let train = try task.table(.train)
    guard train.seeds.indices.contains(row) else {
      throw TraceError(task: task.name, row: row, rows: train.count)
    }
    let seed = train.seeds[row]
    let time = Timestamp(microseconds: seed.time)
    var reader = try Settings(settings)
    let training = try TrainingSettings(&reader)
    let encoder = try project.textEncoder(&reader)
    let context = try project.context(
      of: task, settings: training, encoder: encoder,
      cutoffs: Cutoffs(of: project.database, val: [], test: []),
      labels: [try task.table(.train), try task.table(.val)], random: RandomSource(seed: 0))
    let model = try RDL(context, &reader)
    try reader.finish()

    let entity = try project.graph.entity(
      table: database.tables[task.entityTable].schema.name, row: Int(seed.row), asOf: time)
    let seen = model.batches.context(of: seed)
    let batch = model.batches.batch(of: [seed], epoch: 0, without: [])
    let output = model(batch, in: .inference)
    let objective = training.objective(for: task)
    let (loss, gradients) = model.parameters.valueAndGradients {
      objective(model(batch, in: .inference), Tensor([Float(train.targets[row])]))
    }
    return SeedTrace(stops: [
      Stop(
        name: "database",
        lines: [
          Escaping.visible(database.name) + "  " + database.fingerprint,
          "\(database.tables.reduce(0) { $0 + $1.rowCount }) rows in \(database.tables.count) tables",
        ]),
      Stop(
        name: "task", lines: ["\(Escaping.visible(task.name))  train row \(row) of \(train.count)"]),
      Stop(name: "entity", lines: entity.text.split(separator: "\n").map(String.init)),
      Stop(name: "seed", lines: ["at \(time)  label \(train.targets[row])"]),
      Stop(name: "subgraph", lines: seen.text.split(separator: "\n").dropFirst().map(String.init)),
      Stop(
        name: "batch",
        lines: BatchSummary(model, batch: batch, task: task.name).text
          .split(separator: "\n").dropFirst().map(String.init)),
      Stop(
        name: "model",
        lines: ["untrained output \(output.scalar)"]),
      Stop(
        name: "objective",
        lines: ["loss \(loss)", "gradient norm \(Float(gradients.norm))"]),
    ])
  }
}

/// A row that the task does not have.
public struct TraceError: Error, CustomStringConvertible, Equatable, Sendable {
  public let task: String
  public let row: Int
  public let rows: Int
  public var description: String {
    "Task \(task) has no train row \(row); its rows are 0 to \(rows - 1)."
  }
}
