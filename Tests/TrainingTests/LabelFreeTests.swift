import EntityGraphs
import FixtureSupport
import Foundation
import Inspection
import Models
import Relational
import RunLogs
import Sampling
import Synchronization
import Tasks
import Testing

@testable import Training

/// Runs without labels: reproducible, resumable, honest in time, and able to answer.
@Suite("Label-free run")
struct LabelFreeTests {
  static let settings = [
    "language_model": TinyDecoder.path, "channels": "8", "blocks": "1", "fanout": "4,3",
    "text_width": "8", "projector_width": "8", "neighbor_tokens": "2", "question_pool": "24",
    "epochs": "3", "max_steps_per_epoch": "4", "batch_size": "8",
  ]
  let shop: ShopProject
  private var folder: TemporaryFolder { shop.folder }
  private var project: Project { shop.project }
  private var log: RunLog { shop.log }

  init() throws {
    shop = try ShopProject(questions: ["toys": Self.question])
  }

  /// The toys task in words that the database itself can answer.
  private static let question = """
    text: Will this buyer buy a toy within ten days?
    yes_means: 1
    rows: purchases
    measure: exists
    where: kind = toy
    """

  func request(_ more: [String: String] = [:]) -> TrainingRequest {
    TrainingRequest(
      task: LabelFreeExperiment.task, model: LabelFreeExperiment.model, seed: 3,
      settings: Self.settings.merging(more) { $1 })
  }

  @Test("ends in the same bits twice, and when it was stopped in any stage")
  func reproducible() throws {
    // Twelve steps: three of the graph side alone, three of stage A, six of stage B.
    let request = request([
      "graph_first": "0.25", "alignment": "0.25", "panels": "0.5", "question_pool": "12",
      "epochs": "2", "max_steps_per_epoch": "6", "batch_size": "4",
    ])
    let whole = try shop.finish(request)
    let parameters = try #require(whole.report).parameters
    #expect(try shop.finish(request).report?.parameters == parameters)
    let losses = try losses(of: whole.id)
    #expect(losses.count == 12)
    for stop in [1, 4, 7, 10] {
      let stopped = try shop.finish(request, stoppingAt: stop)
      #expect(stopped.report == nil)
      let resumed = try shop.finish(request, stopped.id).report
      #expect(resumed?.parameters == parameters)
      #expect(resumed?.metrics == whole.report?.metrics)
      #expect(try self.losses(of: stopped.id) == losses)
    }
  }

  private func losses(of run: RunID) throws -> [Double] {
    try log.curve(of: run, split: "train", name: "loss").map(\.value)
  }

  @Test("the graph side, then both stages run, sparsity rises, and gains are logged")
  func stages() throws {
    let finished = try shop.finish(
      request(["graph_first": "0.25", "alignment": "0.25", "panels": "0"]))
    let (run, report) = (finished.id, finished.report)
    let points = try log.metrics(of: run)
    func values(_ name: String) -> [Double] {
      points.filter { $0.name == name && $0.split == "train" }.map(\.value)
    }
    #expect(values("stage") == [Double](repeating: 0, count: 6) + [Double](repeating: 1, count: 6))
    let sparsity = values("sparsity")
    #expect(sparsity.prefix(6).allSatisfy { $0 == 1 })
    #expect(zip(sparsity.dropFirst(6), sparsity.dropFirst(7)).allSatisfy { $0 < $1 })
    // Alone, the graph side reads no words.
    #expect(values("tokens").prefix(3) == [0, 0, 0])
    #expect(values("tokens").dropFirst(3).allSatisfy { $0 > 0 })
    for level in ["0", "25", "50", "75", "100"] {
      #expect(report?.metrics["val"]?["structural_gain_\(level)"] != nil)
    }
    #expect(try log.run(run).metric == "self_supervised_loss")
    // Every step has its line, and other programs can read them.
    for name in ["loss", "learning_rate", "tokens", "sparsity"] {
      let curve = try log.curve(of: run, split: "train", name: name)
      #expect(curve.map(\.step) == Array(1...12), "\(name)")
      #expect(curve.allSatisfy { $0.value.isFinite }, "\(name)")
    }
    let text = try log.export([run], layout: .wide, format: .json)
    let lines = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    for name in ["loss", "learning_rate"] {
      let read = lines.compactMap { $0["train/" + name] as? Double }
      #expect(read.map { Float($0) } == values(name).map { Float($0) })
    }
  }

  @Test("can be stopped while it is measured for the last time, and then ends in the same bits")
  func stoppedAtTheEnd() throws {
    let request = request(["epochs": "1", "max_steps_per_epoch": "3", "batch_size": "4"])
    let whole = try shop.finish(request).report
    let run = try request.experiment(in: project, log: log).create()
    let steering = RunSteering()
    let ending = try request.experiment(in: project, log: log).run(
      run, steering: steering, didStep: { _ in }
    ) { report in
      // Its only epoch is over.
      if case .epoch = report { steering.stop() }
    }
    #expect(ending == .stopped)
    #expect(try log.run(run).status == .stopped)
    let resumed = try shop.finish(request, run).report
    #expect(try #require(resumed).parameters == whole?.parameters)
    #expect(resumed?.metrics == whole?.metrics)
  }

  @Test("no task table is read: without labels the run ends in the same bits")
  func labelFree() throws {
    let whole = try shop.finish(request()).report
    for split in ["train", "val", "test"] {
      for task in ["toys", "spend"] {
        try "unreadable".write(
          toFile: folder.file("tasks/\(task)/\(split).csv"), atomically: true, encoding: .utf8)
      }
    }
    let blind = try shop.finish(request()).report
    #expect(whole?.parameters == blind?.parameters)
  }

  @Test("answers a task's question with the same bits when the future is shuffled")
  func canary() throws {
    let run = try shop.finish(request()).id
    let day = 41
    var changed = SmallShop.purchases
    for index in changed.indices where (changed[index].day ?? 0) > day {
      changed[index].buyer = (changed[index].buyer ?? 0) == 1 ? 2 : 1
      changed[index].kind = "cup"
    }
    let other = Project(
      database: try SmallShop.open(changed, in: folder, name: "shuffled"), home: project.home)
    let time = (SmallShop.start + Int64(day) * 86_400) * 1_000_000
    let seeds = (0..<Int32(SmallShop.buyers)).map { Seed(row: $0, time: time) }
    let path = project.checkpointFolder(of: "\(run)")
    let before = try Predictor(checkpoint: path, project: project, task: "toys")
    let after = try Predictor(checkpoint: path, project: other, task: "toys")
    #expect(before.answers(to: seeds) == after.answers(to: seeds))
    #expect(Set(before.answers(to: seeds)).count > 1)

    // The canary can die: another past moves the answers.
    var past = SmallShop.purchases
    for index in past.indices where (30...day).contains(past[index].day ?? 0) {
      past[index].price = 1e4
    }
    let moved = try Predictor(
      checkpoint: path,
      project: Project(
        database: try SmallShop.open(past, in: folder, name: "past"), home: project.home),
      task: "toys")
    #expect(before.answers(to: seeds) != moved.answers(to: seeds))
  }

  @Test("is scored beside its controls, and yes can mean 0")
  func zeroShot() throws {
    let run = try shop.finish(request()).id
    let model = try LabelFreeModel(
      checkpoint: project.checkpointFolder(of: "\(run)"), project: project)
    let report = try model.evaluate("toys", on: .val).report
    let names = report.entries.map(\.name)
    #expect(
      names.starts(with: [
        "zero-shot", "uncalibrated", "without its opposite", "graph only",
        "past answers only", "text only", "shuffled graph", "untrained projector",
      ]))
    #expect(names.contains("entity mean"))
    #expect(report.question == "within 10 days, will any purchases have kind toy?")
    #expect(report.opposite == "within 10 days, will any purchases have kind not toy?")

    let path = folder.file("tasks/toys/manifest.yaml")
    let manifest = try String(contentsOfFile: path, encoding: .utf8)
    try manifest.replacing("yes_means: 1", with: "yes_means: 0")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let turned = try model.evaluate("toys", on: .val).report
    // Label 1 then says that no toys will come: things that are none are no opposite of that.
    #expect(turned.opposite == nil)
    let one = try #require(report.entries.first { $0.name == "without its opposite" }).metrics
    let other = turned.entries[0].metrics
    let sum = try #require(one["roc_auc"]) + #require(other["roc_auc"])
    #expect(abs(sum - 1) < 1e-9)
  }

  @Test("an answer comes with the tokens of its prompts and the past windows; 1 is yes, or no")
  func promptOfAnswer() throws {
    let run = try shop.finish(request()).id
    let seed = Seed(row: 4, time: (SmallShop.start + 40 * 86_400) * 1_000_000)
    func explained() throws -> PredictionSummary {
      try Predictor(run: run, project: project, task: "toys").explain(seed)
    }
    let answer = try explained()
    let prompt = try #require(answer.prompt)
    let writer = try PromptWriter(
      task: "toys", run: run, settings: [:], seed: 0, in: project)
    let one = writer.prompt(of: seed, sparsity: nil)
    // The levels of the prompt are those of the answer.
    #expect(one.levels.map(\.sparsity) == answer.bySparsity.map(\.level))
    for (level, step) in zip(one.levels, answer.bySparsity) {
      #expect(abs(try #require(level.answer) - step.value) < 1e-6)
      #expect(level.tokens == writer.prompt(of: seed, sparsity: level.sparsity).tokens.count)
    }
    #expect(Set(one.levels.map(\.tokens)).count > 1)
    // The same writer asks for a cell; one that the row has not is no question.
    let name = try #require(one.attributes.first?.name)
    let cell = writer.prompt(of: seed, sparsity: 0, askingFor: name)
    #expect(cell.attributes.filter(\.isAsked).map(\.name) == [name])
    #expect(!cell.attributes.contains { !$0.isAsked && !$0.isSaid })
    #expect(cell.tokens.count { $0.kind == .mask } == 1 && cell.opposite == nil)
    #expect(writer.prompt(of: seed, sparsity: 0, askingFor: "no such column").opposite != nil)
    // The question and its opposite, which has a word more.
    #expect(prompt.tokens > 2 * one.tokens.count && prompt.tokens < 3 * one.tokens.count)
    let labels = try #require(prompt.past).windows.map(\.label)
    #expect(labels.contains(1))
    #expect(try answer.json().contains("\"past\""))

    // A column is hidden from the graph's side, from the text and from the past answers alike.
    for item in answer.byColumn where ["kind", "name"].contains(item.column) {
      let place = try #require(project.database.index(ofTable: item.table))
      let table = project.database.tables[place]
      let column = try #require(table.columns.firstIndex { $0.schema.name == item.column })
      let emptied = project.database.replacing(columns: [
        ColumnPlace(table: place, column: column): table.columns[column].emptied
      ])
      let other = try Predictor(
        run: run, project: Project(database: emptied, home: project.home), task: "toys")
      let without = try #require(other.answers(to: [seed]).first)
      #expect(abs(item.effect - (answer.value - without)) < 1e-6, "\(item)")
    }
    let kind = try #require(answer.byColumn.first { $0.column == "kind" })
    #expect(abs(kind.effect) > 1e-6)

    let path = folder.file("tasks/toys/manifest.yaml")
    let manifest = try String(contentsOfFile: path, encoding: .utf8)
    try manifest.replacing("yes_means: 1", with: "yes_means: 0")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let turned = try #require(explained().prompt?.past).windows.map(\.label)
    #expect(turned == labels.map { $0.map { 1 - $0 } })
  }

  @Test("validation rows see nothing after the cutoff, unless asked as of their own time")
  func staleValidation() throws {
    // The same questions four days after the cutoff.
    let file = folder.file("tasks/toys/val.csv")
    let day = { (number: Int) in
      Timestamp(seconds: SmallShop.start + Int64(number) * 86_400).description
    }
    try String(contentsOfFile: file, encoding: .utf8)
      .replacing(day(SmallShopTasks.validationDay), with: day(SmallShopTasks.validationDay + 4))
      .write(toFile: file, atomically: true, encoding: .utf8)
    let run = try shop.finish(request()).id
    let path = project.checkpointFolder(of: "\(run)")
    var later = SmallShop.purchases
    for index in later.indices where (later[index].day ?? 0) > SmallShopTasks.validationDay {
      later[index].price = 1e4
    }
    let changed = Project(
      database: try SmallShop.open(later, in: folder, name: "later"), home: project.home)
    func predictions(_ project: Project, _ history: HistoryPolicy?) throws -> [Double] {
      let model = try LabelFreeModel(checkpoint: path, project: project, history: history)
      let found = try model.evaluate("toys", on: .val)
      #expect(found.report.history == (history ?? .cut).rawValue)
      return found.predictions
    }
    #expect(try predictions(project, nil) == predictions(changed, nil))
    #expect(try predictions(project, .asOf) != predictions(changed, .asOf))
    #expect(try predictions(project, .asOf) != predictions(project, .cut))
  }

  @Test("is not scored where it learned from rows of the time that is asked about")
  func withoutCutoffs() throws {
    let shop = try ShopProject(questions: ["toys": Self.question]) { folder in
      let path = folder.file("manifest.yaml")
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      try lines.filter { !$0.contains("timestamp") }.joined(separator: "\n")
        .write(toFile: path, atomically: true, encoding: .utf8)
    }
    let run = try shop.finish(request(["epochs": "1"])).id
    let model = try LabelFreeModel(
      checkpoint: shop.project.checkpointFolder(of: "\(run)"), project: shop.project)
    #expect(throws: TrainingError.self) { try model.evaluate("toys", on: .test) }

    // Nor does it give a start to a run whose validation it has seen.
    var settings = Self.settings
    settings["question_pool"] = nil
    settings["from"] = "\(run)"
    let error = #expect(throws: TrainingError.self) {
      try shop.experiment(TrainingRequest(task: "toys", model: "rel-llm", settings: settings))
    }
    #expect(error?.description.contains("without cutoffs; validation begins at") == true)
  }

  @Test("gives a supervised model its start, and says which tensors it took")
  func transfer() throws {
    let run = try shop.finish(request()).id
    var settings = Self.settings
    settings["question_pool"] = nil
    settings["max_steps_per_epoch"] = nil
    settings["from"] = "\(run)"
    settings["lagged_targets"] = "no"
    let tuned = try shop.finish(
      TrainingRequest(task: "toys", model: "rel-llm", settings: settings))
    #expect(tuned.report?.metrics["test"]?["accuracy"] != nil)
    let note = try #require(try log.events(of: tuned.id).first { $0.kind == "note" })
    #expect(note.message.contains("loaded projector.0.weight"))
    #expect(!note.message.contains("\nnew encoder."))
  }

  @Test("a task without a question in rows cannot be asked for a number")
  func unknownScale() throws {
    let run = try shop.finish(request()).id
    let model = try LabelFreeModel(
      checkpoint: project.checkpointFolder(of: "\(run)"), project: project)
    #expect(throws: TrainingError.self) { try model.evaluate("spend", on: .val) }
  }
}

extension LabelFreeTests {
  @Test("adapting to unlabeled rows changes the norms alone and makes answers surer")
  func adaptation() throws {
    let run = try shop.finish(request()).id
    let model = try LabelFreeModel(
      checkpoint: project.checkpointFolder(of: "\(run)"), project: project)
    let asked = try model.asked("toys")
    let before = asked.model.parameters.export()
    func frozen() -> [String] {
      asked.model.parameters.parameters.filter(\.isFrozen).map(\.path)
    }
    let stayed = frozen()
    let entropies = TestTimeAdaptation(steps: 30, learningRate: 0.01).adapt(
      asked.model, to: try asked.task.seeds(of: .test), random: .init(seed: 1))
    #expect(!stayed.isEmpty && frozen() == stayed)
    let after = asked.model.parameters.export()
    let changed = before.keys.filter { before[$0]?.scalars != after[$0]?.scalars }
    #expect(!changed.isEmpty)
    #expect(changed.allSatisfy { $0 == "projector.4.weight" || $0.hasSuffix("norm.weight") })
    #expect(changed.allSatisfy { $0.hasPrefix("projector.") || $0.hasPrefix("language.") })
    #expect(try #require(entropies.last) < #require(entropies.first))
  }
}

extension LabelFreeTests {
  @Test("without its graph a calibrated answer is undecided")
  func calibration() throws {
    let run = try shop.finish(request()).id
    let model = try LabelFreeModel(
      checkpoint: project.checkpointFolder(of: "\(run)"), project: project)
    var asked = try model.asked("toys").model
    asked.sparsity = 1
    let seeds = [Seed(row: 1, time: SmallShop.start * 1_000_000)]
    let batch = asked.batches.batch(of: seeds, epoch: 0, without: [])
    asked.isCalibrated = false
    let plain = asked(batch, in: .inference).scalars[0]
    asked.control = .text
    let absent = asked(batch, in: .inference).scalars[0]
    asked.control = .none
    asked.isCalibrated = true
    #expect(abs(asked(batch, in: .inference).scalars[0] - (plain - absent)) < 1e-5)
    #expect(plain != absent)
  }
}

extension LabelFreeTests {
  @Test("a model that learned before one language model is refused with other weights")
  func otherLanguage() throws {
    let copy = folder.file("decoder")
    try FileManager.default.copyItem(atPath: TinyDecoder.path, toPath: copy)
    let run = try shop.finish(request(["language_model": copy])).id
    let path = project.checkpointFolder(of: "\(run)")
    _ = try LabelFreeModel(checkpoint: path, project: project)

    let weights = URL(fileURLWithPath: copy + "/model.safetensors")
    var bytes = try Data(contentsOf: weights)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: weights)
    do {
      _ = try LabelFreeModel(checkpoint: path, project: project)
      Issue.record("other weights were taken for those of the run")
    } catch {
      guard case .model(.language(.otherWeights)) = error else { throw error }
    }

    var settings = Self.settings
    settings["question_pool"] = nil
    settings["max_steps_per_epoch"] = nil
    settings["language_model"] = copy
    settings["from"] = "\(run)"
    let id = try shop.finish(
      TrainingRequest(task: "toys", model: "rel-llm", settings: settings)
    ).id
    let note = try #require(try log.events(of: id).first { $0.kind == "note" })
    #expect(note.message.contains("another language model"))
  }
}
