import ArgumentParser
import EntityGraphs
import Foundation
import Inspection
import RunLogs
import Tasks
import Training
import Workbench

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

  /// - Parameter history: which rows a question may see; nil: as in training.
  func predictor(
    _ project: Project, task: String?, history: HistoryPolicy? = nil
  ) throws -> Predictor {
    if let checkpoint {
      return try Predictor(
        checkpoint: checkpoint, project: project, task: task, history: history)
    }
    guard let run, let id = RunID(run) else { throw ValidationError("Missing --run.") }
    _ = try RunLog.readOnly(home: project.home).run(id)
    return try Predictor(run: id, project: project, task: task, history: history)
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

  @Option(
    help: ArgumentHelp(
      "Score the predictions of a file instead, of whatever program.",
      discussion: """
        The file has the columns of the task's own files (time, entity and target, as --out writes them), \
        with predictions in the place of labels; one row for each row of the split, in any order.
        """, valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var predictions: String?

  @Option(
    help: ArgumentHelp(
      "Write what the model answers to a new CSV file, which --predictions reads.",
      valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Move each number of the database by noise of so many of its column's deviations first.",
      valueName: "share"))
  var noise: Double?

  @Flag(
    help: ArgumentHelp(
      "Ask a relzero run the task's question, every control beside it.",
      discussion: """
        The controls are the text alone, the graph of another row, untrained projectors and the \
        trivial baselines. Test labels are opened once for all of them.
        """))
  var zeroShot = false

  @Option(
    help: ArgumentHelp(
      "Which rows a question may see, for --zero-shot; else as in training.",
      discussion: """
        cut: none after the test cutoff (RelBench's), and for validation rows none after the validation \
        cutoff; as-of: all up to each row's own time.
        """, valueName: "policy"))
  var history: HistoryPolicy?

  @Option(
    help: ArgumentHelp(
      "Share of the row's attributes that the text leaves out, for --zero-shot.",
      discussion: "Default: 1, the graph's token and the question alone."))
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
    let given = [runName != nil, checkpoint != nil, baselines, predictions != nil].count { $0 }
    guard given == 1 else {
      throw ValidationError("Give one of --run, --checkpoint, --baselines and --predictions.")
    }
    let asksModel = runName != nil || checkpoint != nil
    if !asksModel && task == nil {
      throw ValidationError("\(baselines ? "--baselines" : "--predictions") needs --task.")
    }
    if zeroShot {
      guard asksModel, task != nil else {
        throw ValidationError(
          "--zero-shot needs --run or --checkpoint of a relzero run, and --task.")
      }
    }
    if let sparsity, !zeroShot || !(0...1).contains(sparsity) {
      throw ValidationError("--sparsity \(sparsity) goes with --zero-shot and is from 0 to 1.")
    }
    if history != nil && !zeroShot {
      throw ValidationError(
        "--history goes with --zero-shot: a model that learned from labels learned under its own.")
    }
    if adapt < 0 || adapt > 0 && !zeroShot {
      throw ValidationError("--adapt \(adapt) goes with --zero-shot and is at least 0.")
    }
    if let noise, !asksModel || !(0...1000).contains(noise) {
      throw ValidationError("--noise \(noise) goes with a model and is from 0 to 1000.")
    }
    if out != nil, !asksModel {
      throw ValidationError("--out goes with --run or --checkpoint: only a model answers.")
    }
    if let runName, RunID(runName) == nil {
      throw ValidationError("--run \(runName) is no run; runs are named like r0007.")
    }
  }

  func run() throws {
    let opened = try Opening.project(target.database, common)
    if baselines {
      let found = try named(task ?? "", in: opened)
      try common.show(
        EvaluationScores(
          task: found.name, model: "baselines", baselines: try found.baselineReport()))
      return
    }
    if let predictions {
      let found = try named(task ?? "", in: opened)
      let values = try found.predictions(at: predictions, for: split)
      try common.show(
        EvaluationScores(found, predictions, split, try found.score(each: [values], on: split)))
      return
    }
    // Nothing is computed for a file that cannot be written.
    if let out { try ExportFile(at: out).drop() }
    let folder = checkpoint ?? opened.checkpointFolder(of: runName ?? "")
    let project =
      try noise.map { try opened.disturbed(by: $0, asReadBy: folder) } ?? opened
    if zeroShot {
      let model = try LabelFreeModel(checkpoint: folder, project: project, history: history)
      let found = try model.evaluate(
        task ?? "", on: split, sparsity: sparsity, adaptation: adapt)
      try save(found.predictions, for: found.seeds, of: found.task)
      var report = found.report
      report.noise = noise
      report.earlierTests = try note(report.entries.first?.metrics, of: report.task)
      try common.show(report)
      return
    }
    let model = try ModelOptions(run: runName, checkpoint: checkpoint)
      .predictor(project, task: task)
    let answers = try model.predictions(for: split)
    let scores = try model.task.score(each: [answers], on: split)
    try save(answers, for: try model.task.seeds(of: split), of: model.task)
    var shown = EvaluationScores(model.task, model.checkpoint.about.run, split, scores)
    shown.history = model.history.rawValue
    shown.noise = noise
    shown.earlierTests = try note(scores.each[0], of: model.task.name)
    try common.show(shown)
  }

  private func named(_ task: String, in project: Project) throws -> PredictionTask {
    try PredictionTask.named(task, beside: project.database, home: project.home)
  }

  private func save(_ answers: [Double], for seeds: [Seed], of task: PredictionTask) throws {
    guard let out else { return }
    let file = try ExportFile(at: out)
    do {
      try file.write(task.csv(of: answers, for: seeds))
      _ = try file.finish()
    } catch {
      file.drop()
      throw error
    }
  }

  /// Test rows that a run was scored on are in its log.
  ///
  /// - Returns: what was noted before of the same; nil where nothing is to be noted.
  private func note(_ scores: [String: Double]?, of task: String) throws -> [RunEvent]? {
    guard split == .test, let scores, let run = runName.flatMap(RunID.init) else { return nil }
    return try RunLog(home: try common.homeFolder()).noteTest(of: task, scores: scores, by: run)
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
