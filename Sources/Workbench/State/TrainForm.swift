import Inspection
import RunLogs
import TerminalUI

/// The form that starts a run.
struct TrainForm: Equatable, Sendable {
  enum Field: Int, CaseIterable, Sendable {
    case task, model, seed, epochs, history, process, settings, start, rehearsal
  }

  var field = Field.task
  var tasks: [String]
  var models: [String]
  var task: Int
  var model = 0
  var seed = TextField("0")
  var epochs = TextField("")
  var history = 0
  var process = 0
  var settings = TextField("")
  var problem: String?
  /// What is under way, or what a dry run found.
  var finding: String?
  /// The run whose settings it was filled in with.
  var copied: RunID?
  /// Whether it was opened from another screen than Train: closing it leads back.
  var isFromElsewhere = false

  /// The model that learns from the database alone.
  static let labelFree = "relzero"
  /// What a model is, in the few words that the form has room for.
  static let hints = [
    "rdl": "graph network over the rows", "trees": "boosted trees: fast, a baseline",
    "rel-llm": "language model, graph as vectors", "icl": "language model, rows as text",
    labelFree: "learns without labels",
  ]
  static let histories = ["cut", "as-of"]
  /// Which process trains: what `process=own` asks for is the last.
  static let processes = ["the workbench's", "its own"]

  init(catalog: Catalog, task: String?) {
    let names = catalog.tasks.filter(\.canBeTrained).map(\.name)
    tasks = names
    models = catalog.models
    self.task = task.flatMap { names.firstIndex(of: $0) } ?? 0
  }

  /// The form filled in with what a run was given.
  mutating func copy(_ run: RunSummary) {
    if let found = tasks.firstIndex(of: run.task) {
      task = found
    } else if run.model != Self.labelFree {
      problem =
        "\(run.id) learned \(run.task) of \(run.database), which is no task here: choose one"
    }
    model = models.firstIndex(of: run.model) ?? model
    seed = TextField("\(run.seed)")
    history = Self.histories.firstIndex(of: run.history) ?? history
    epochs = TextField(run.configuration["epochs"] ?? "")
    let rest = run.configuration.filter { !["epochs", "history"].contains($0.key) }
    settings = TextField(
      rest.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
    copied = run.id
  }

  mutating func move(_ by: Int) {
    let count = Field.allCases.count
    field = Field(rawValue: ((field.rawValue + by) % count + count) % count) ?? .task
  }

  /// Takes a key of the form; false if it was not one.
  mutating func edit(_ key: Key) -> Bool {
    problem = nil
    finding = nil
    switch (field, key) {
    // Side by side: arrows up and down leave both.
    case (.start, .left), (.start, .right): field = .rehearsal
    case (.rehearsal, .left), (.rehearsal, .right): field = .start
    case (.start, .down): field = .task
    case (.rehearsal, .up): field = .settings
    case (.task, .up): field = .start
    case (_, .down), (_, .tab): move(1)
    case (_, .up), (_, .backTab): move(-1)
    case (.task, .left), (.task, .right), (.task, .character(" ")):
      task = turned(task, of: tasks.count, key)
    case (.model, .left), (.model, .right), (.model, .character(" ")):
      model = turned(model, of: models.count, key)
    case (.history, .left), (.history, .right), (.history, .character(" ")):
      history = turned(history, of: Self.histories.count, key)
    case (.process, .left), (.process, .right), (.process, .character(" ")):
      process = turned(process, of: Self.processes.count, key)
    case (.seed, _): return seed.edit(key)
    case (.epochs, _): return epochs.edit(key)
    case (.settings, _): return settings.edit(key)
    default: return false
    }
    return true
  }

  mutating func paste(_ text: String) {
    switch field {
    case .seed: seed.insert(text)
    case .epochs: epochs.insert(text)
    case .settings: settings.insert(text)
    default: break
    }
  }

  private func turned(_ place: Int, of count: Int, _ key: Key) -> Int {
    guard count > 0 else { return 0 }
    return (place + (key == .left ? count - 1 : 1)) % count
  }

  /// The run asked for, or what is wrong with the form.
  func request() -> Result<RunRequest, Failure> {
    guard tasks.indices.contains(task) else {
      return .failure(Failure("this database has no task to train on"))
    }
    guard models.indices.contains(model) else {
      return .failure(Failure("there is no model to train"))
    }
    return Self.request(
      task: tasks[task], model: models[model], seed: seed.text, epochs: epochs.text,
      history: Self.histories[history], settings: settings.text, isApart: process == 1)
  }

  static func request(
    task: String, model: String, seed: String, epochs: String, history: String, settings: String,
    isApart: Bool
  ) -> Result<RunRequest, Failure> {
    guard let number = UInt64(seed) else {
      return .failure(Failure("seed: '\(seed)' is no whole number from 0"))
    }
    var count: Int?
    if !epochs.isEmpty {
      guard let parsed = Int(epochs), parsed > 0 else {
        return .failure(Failure("epochs: '\(epochs)' is no whole number from 1"))
      }
      count = parsed
    }
    switch parse(settings: settings) {
    case .failure(let failure): return .failure(failure)
    case .success(let values):
      return .success(
        RunRequest(
          task: task, model: model, seed: number, epochs: count, history: history,
          settings: values, isApart: isApart))
    }
  }

  /// Reads `key=value key=value`.
  static func parse(settings: String) -> Result<[String: String], Failure> {
    var values: [String: String] = [:]
    for word in settings.split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        return .failure(Failure("settings: '\(word)' is not key=value"))
      }
      values[String(parts[0])] = String(parts[1])
    }
    return .success(values)
  }
}

extension TaskSummary {
  /// Whether it has rows to train on: some kinds of task are known by their question alone.
  var canBeTrained: Bool { !splits.isEmpty }
}
