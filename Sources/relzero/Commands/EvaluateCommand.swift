import ArgumentParser
import Foundation
import Inspection
import RunLogs
import Tasks
import Training

/// Which trained model a command asks.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A run of the log, like r0007.", valueName: "run"),
    completion: LiveNames.runs)
  var run: String?

  @Option(help: ArgumentHelp("A checkpoint file or folder, instead of a run.", valueName: "dir"))
  var checkpoint: String?

  func validate() throws {
    guard (run == nil) != (checkpoint == nil) else {
      throw ValidationError("Give either --run or --checkpoint.")
    }
    if let run, RunID(run) == nil {
      throw ValidationError("--run \(run) is no run; runs are named like r0007.")
    }
  }

  func predictor(_ project: Project, task: String?) throws -> Predictor {
    if let checkpoint {
      return try Predictor(checkpoint: checkpoint, project: project, task: task)
    }
    guard let run, let id = RunID(run) else { throw ValidationError("Missing --run.") }
    _ = try RunLog.readOnly(home: project.home).run(id)
    return try Predictor(run: id, project: project, task: task)
  }
}

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score a trained model, or the trivial baselines, on a split of a task.")

  @OptionGroup var target: DatabaseArgument

  @Option(
    name: .customLong("run"), help: ArgumentHelp("A run of the log, like r0007.", valueName: "run"))
  var runName: String?

  @Option(help: ArgumentHelp("A checkpoint file or folder, instead of a run.", valueName: "dir"))
  var checkpoint: String?

  @Flag(help: "Score the trivial baselines instead of a model, on val and test.")
  var baselines = false

  @Flag(
    help: ArgumentHelp(
      "Ask a relzero run the task's question, every control beside it.",
      discussion: """
        The controls are the text alone, the graph of another row, untrained projectors and the \
        trivial baselines. Test labels are opened once for all of them.
        """))
  var zeroShot = false

  @Option(help: "Share of the row's attributes that the text leaves out, for --zero-shot.")
  var sparsity: Double?

  @Option(
    help: ArgumentHelp(
      "Steps of adaptation to the rows asked about, without their labels, for --zero-shot.",
      valueName: "steps"))
  var adapt = 0

  @Option(help: "The task.")
  var task: String?

  @Option(help: "train, val or test.", completion: LiveNames.splits)
  var split: Split = .val

  @OptionGroup var common: CommonOptions

  func validate() throws {
    let given = [runName != nil, checkpoint != nil, baselines].count { $0 }
    guard given == 1 else {
      throw ValidationError("Give one of --run, --checkpoint and --baselines.")
    }
    if baselines && task == nil { throw ValidationError("--baselines needs --task.") }
    if zeroShot {
      guard !baselines, task != nil else {
        throw ValidationError(
          "--zero-shot needs --run or --checkpoint of a relzero run, and --task.")
      }
    }
    if let sparsity, !zeroShot || !(0...1).contains(sparsity) {
      throw ValidationError("--sparsity \(sparsity) goes with --zero-shot and is from 0 to 1.")
    }
    if adapt < 0 || adapt > 0 && !zeroShot {
      throw ValidationError("--adapt \(adapt) goes with --zero-shot and is at least 0.")
    }
    if let runName, RunID(runName) == nil {
      throw ValidationError("--run \(runName) is no run; runs are named like r0007.")
    }
  }

  func run() throws {
    let project = try Opening.project(target.database, common)
    if baselines {
      let found = try PredictionTask.named(
        task ?? "", beside: project.database, home: project.home)
      try common.show(
        Scores(task: found.name, model: "baselines", baselines: try found.baselineReport()))
      return
    }
    if zeroShot {
      let model = try LabelFreeModel(
        checkpoint: checkpoint ?? project.checkpointFolder(of: runName ?? ""), project: project)
      var report = try model.evaluate(
        task ?? "", on: split, sparsity: sparsity, adaptation: adapt)
      report.earlierTests = try note(report.entries.first?.metrics, of: report.task)
      try common.show(report)
      return
    }
    let model = try ModelOptions(run: runName, checkpoint: checkpoint)
      .predictor(project, task: task)
    let scores = try model.evaluate(split)
    try common.show(
      Scores(
        task: model.task.name, model: model.checkpoint.about.run,
        history: model.history.rawValue, metrics: [split.rawValue: scores],
        earlierTests: try note(scores, of: model.task.name)))
  }

  /// Test rows that a run was scored on are in its log.
  ///
  /// - Returns: what was noted before of the same; nil where nothing is to be noted.
  private func note(_ scores: [String: Double]?, of task: String) throws -> [RunEvent]? {
    guard split == .test, let scores, let run = runName.flatMap(RunID.init) else { return nil }
    return try RunLog(home: try common.homeFolder()).noteTest(of: task, scores: scores, by: run)
  }

  struct Scores: Summary {
    var task: String
    var model: String
    var history: String?
    var metrics: [String: [String: Double]]?
    var baselines: [TaskSummary.Baseline]?
    var earlierTests: [RunEvent]?

    var text: String {
      var lines = ["\(task)  \(model)" + (history.map { "  history \($0)" } ?? "")]
      for (split, values) in (metrics ?? [:]).sorted(by: { $0.key < $1.key }) {
        lines.append("  \(split)  \(Self.line(values))")
      }
      lines += RunEvent.lines(ofEarlierTests: earlierTests)
      for baseline in baselines ?? [] {
        lines.append("  \(baseline.name)")
        for (split, values) in baseline.metrics.sorted(by: { $0.key > $1.key }) {
          lines.append("    \(split)  \(Self.line(values))")
        }
      }
      return lines.joined(separator: "\n")
    }

    private static func line(_ values: [String: Double]) -> String {
      values.sorted { $0.key < $1.key }
        .map { "\($0.key) \(($0.value * 10_000).rounded() / 10_000)" }
        .joined(separator: "  ")
    }
  }
}

extension ModelOptions {
  init(run: String?, checkpoint: String?) {
    self.init()
    self.run = run
    self.checkpoint = checkpoint
  }
}

extension Split: ExpressibleByArgument {}
