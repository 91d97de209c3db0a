import ArgumentParser
import Foundation
import Inspection
import RunLogs
import Synchronization
import Tensors
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract:
      "Train a model for a task, watched by its validation rows, and score it once on test.",
    discussion: """
      Settings for --set: epochs, batch_size, learning_rate, language_rate, schedule (constant, cosine), warmup, \
      weight_decay, clip, averaging (of the parameters, a decay), trimming (of regression answers, a \
      share), loss (auto, focal, squared), target (scaled, raw), patience, max_steps_per_epoch, history (cut, \
      as-of), rehearsal (cut, none: whether train and validation rows see history as stale as the test \
      rows will), lagged_targets (yes, no: whether the answers of past windows are part of an entity's \
      history), text_width, preset (default, relbench); for rdl also channels, blocks, dropout, fanout, \
      strategy (uniform, last), aggregation (sum, mean); trees, which need no steps, take rounds, \
      tree_depth, shrinkage, leaf_rows. rel-llm and relzero take those of rdl, \
      language_model (builtin or a folder), language_precision (bfloat16, float32), \
      adapter (full, lora, frozen), recompute (yes, no), lora_rank, lora_alpha, \
      lora_dropout, projector_width, projector_dropout, neighbor_tokens, neighbor_depth (1, 2); \
      rel-llm also head (odds, tokens, number, mlp, text), weight_no and weight_yes (of tokens), row_text (yes, no), demonstrations (train rows with their answers \
      before the question); icl, which reads rows as JSON and no graph, takes language_model, head (odds, \
      which learns nothing, mlp), examples (train rows with their answers before the question), \
      context_tokens (of a prompt at most), fanout; relzero, which learns without labels and \
      takes no task, sparsity.schedule (linear, cosine, sigmoid, staircase, gated, constant, none, \
      reverse, published), sparsity.start, sparsity.end, sparsity.levels, sparsity.patience, alignment \
      (share of stage A), graph_first (share in which the graph side learns alone, before it), questions \
      (share of lessons about windows), panels (share of these that ask many rows at once, without text), \
      question_pool, cells (cell, row, joint: what the graph side does not see of a row while a cell is asked \
      for), easy_columns (no, published, linear: whether columns with few values are asked of first), \
      verification (share of lessons about cells that state a value and ask whether it is so), \
      schema_warmup (share in which the decoder reads what the database is made of, before all else), \
      graph_contrast and text_contrast (weights of telling rows apart by their neighbors); its epochs are \
      max_steps_per_epoch lessons of batch_size prompts each.

      Ctrl-C writes a checkpoint and ends with code 130; --resume RUN goes on from there and ends in \
      the same bits as a run that was never stopped.
      """)

  @Argument(help: "A SQLite file, or `demo` for the built-in demo database.")
  var database: String?

  @Option(help: "The task, by its name in tasks/ or by the path of its folder.")
  var task: String?

  @Option(help: "The model.")
  var model = "rdl"

  @Option(help: "The random seed.")
  var seed: UInt64 = 0

  @Option(help: "Epochs at most (short for --set epochs=N).")
  var epochs: Int?

  @OptionGroup var settings: SettingsOption

  @Option(help: ArgumentHelp("Go on with a stopped or interrupted run.", valueName: "run"))
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "With --resume: the run is inherited from a process that crashes, given as 'PROCESS STATUS'.",
      visibility: .private))
  var afterCrash: String?

  @Option(
    help: ArgumentHelp(
      "Start from the parameters of a run, where names and shapes agree.", valueName: "run"))
  var from: String?

  @Flag(
    help: ArgumentHelp(
      "Time every operation.",
      discussion: """
        Prints a table of what took the time, beside what the machine can do, and writes it with a \
        trace for ui.perfetto.dev to profiles/ in the home. Results stay the same.
        """))
  var profile = false

  @Flag(help: "Check the task, the model and every setting, and train nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if resume != nil {
      guard task == nil, settings.pairs.isEmpty, epochs == nil else {
        throw ValidationError(
          "--resume goes on with the run's own task and settings; give no others.")
      }
    } else {
      guard database != nil else { throw ValidationError("Missing DATABASE.") }
      if model == LabelFreeExperiment.model {
        guard task == nil else {
          throw ValidationError(
            "relzero learns without labels and takes no --task. "
              + "`relzero evaluate --zero-shot --task` asks it afterwards.")
        }
      } else if task == nil {
        throw ValidationError("Missing --task. `relzero show task DATABASE` lists the tasks.")
      }
      if from != nil && model == LabelFreeExperiment.model {
        throw ValidationError(
          "--from gives a supervised model its start; name one with --model rel-llm.")
      }
    }
    if let epochs, let other = try settings.values["epochs"], other != "\(epochs)" {
      throw ValidationError("--epochs \(epochs) and --set epochs=\(other): give one of them.")
    }
    _ = try parsedSettings()
  }

  func run() throws {
    let log = try RunLog(home: try common.homeFolder())
    if let afterCrash, let resume, try !inherits(resume, after: afterCrash, log) { return }
    let (request, path, run) = try what(log)
    let project = try Opening.project(path, common)
    let experiment = try request.experiment(in: project, log: log)
    if dryRun {
      let finding = Rehearsed(
        model: request.model, task: request.task, seed: request.seed, settings: request.settings)
      if common.json { try common.show(finding) } else { common.progress(finding.text) }
      return
    }
    let id = try run ?? experiment.create()
    common.progress("\(id)  \(request.model)  \(request.task)  seed \(request.seed)")
    let steering = RunSteering()
    let stopping = InterruptWatch { steering.stop() }
    defer { stopping.end() }
    if profile { Profiler.shared.begin() }
    let ending = try experiment.run(id, steering: steering) { report in
      switch report {
      case .epoch(let epoch):
        if common.json {
          Output.report((try? epoch.json()) ?? "")
        } else {
          common.progress(epoch.text)
        }
      case .finished(let finished):
        Output.report(common.json ? (try? finished.json()) ?? "" : finished.text)
      }
    }
    if profile { try write(Profiler.shared.end(), of: id) }
    try log.close()
    if ending == .stopped {
      common.progress("\(id) stopped with a checkpoint; relzero train --resume \(id) goes on.")
      throw Interrupted()
    }
  }

  /// What a dry run found to be right.
  struct Rehearsed: Summary {
    var event = "dry-run"
    var model: String
    var task: String
    var seed: UInt64
    /// Those that were given.
    var settings: [String: String]
    var text: String { "would train \(model) on \(task), seed \(seed)" }
  }

  /// Whether a run whose process crashed is to go on here, once that process is gone.
  private func inherits(_ run: String, after crash: String, _ log: RunLog) throws -> Bool {
    guard let run = RunID(run), let ending = ProcessEnding(crash) else {
      throw ValidationError("--after-crash takes 'PROCESS STATUS', and --resume a run like r0007.")
    }
    while try log.isOwned(run, by: ending.process) { Thread.sleep(forTimeInterval: 0.05) }
    return try log.inherit(run, after: ending, message: DetachedRuns.starting)
  }

  /// Puts a profile's table and trace into the home, and the table on stderr.
  private func write(_ profile: Profile, of run: RunID) throws {
    let folder = try common.homeFolder() + "/profiles"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let table = profile.summary.text + "\n"
    try table.write(toFile: "\(folder)/\(run).txt", atomically: true, encoding: .utf8)
    try profile.trace.write(
      toFile: "\(folder)/\(run).trace.json", atomically: true, encoding: .utf8)
    common.progress(table + "\(folder)/\(run).trace.json opens in ui.perfetto.dev")
  }

  /// The request from the command line, or that of the run to go on with.
  private func what(_ log: RunLog) throws -> (TrainingRequest, path: String, run: RunID?) {
    guard let resume else {
      return (
        TrainingRequest(
          task: task ?? LabelFreeExperiment.task, model: model, seed: seed,
          settings: try parsedSettings()),
        database ?? "", nil
      )
    }
    guard let id = RunID(resume) else {
      throw ValidationError("--resume \(resume) is no run; runs are named like r0007.")
    }
    let found = try log.run(id)
    switch found.status {
    case .interrupted, .stopped, .failed: break
    case .queued where found.message == DetachedRuns.starting: break
    default: throw TrainingError.notResumable(run: "\(id)", status: found.status.rawValue)
    }
    return (
      TrainingRequest(
        task: found.task, model: found.model, seed: found.seed, settings: found.configuration),
      database ?? found.databasePath, id
    )
  }

  private func parsedSettings() throws -> [String: String] {
    var parsed = try settings.values
    if let epochs { parsed["epochs"] = "\(epochs)" }
    if let from { parsed["from"] = from }
    return parsed
  }
}
