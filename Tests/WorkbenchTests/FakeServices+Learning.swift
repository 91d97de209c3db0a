import Foundation
import Inspection
import RunLogs
import Workbench

extension FakeServices {
  func catalog(watching: (Double) -> Bool) throws -> Catalog {
    try check()
    func split(_ name: String, _ rows: Int, _ first: String, _ last: String, _ mean: Double?)
      -> TaskSummary.Split
    {
      .init(
        name: name, rows: rows, firstTime: first, lastTime: last, times: rows / 20,
        entities: rows / 6, labelMean: mean, labelDeviation: mean.map { $0 / 2 })
    }
    func task(
      _ name: String, _ question: String, _ type: String, _ target: String, _ metric: String,
      _ baselines: [(String, Double, Double)], higher: Bool
    ) -> TaskSummary {
      TaskSummary(
        name: name, description: question + poison, type: type, entityTable: "drivers",
        entityColumn: "driverId", target: target, window: "30 days", metric: metric,
        higherIsBetter: higher,
        splits: [
          split("train", 11_411, "1950-07-03", "2004-12-02", 0.113),
          split("val", 566, "2005-01-01", "2009-11-06", 0.246),
          split("test", 702, "2010-01-01", "2013-03-16", nil),
        ],
        baselines: baselines.map { name, train, val in
          .init(
            name: name,
            metrics: [
              "train": [metric: train, "accuracy": 0.85], "val": [metric: val, "accuracy": 0.77],
            ])
        })
    }
    return Catalog(
      tasks: [
        task(
          "driver-dnf",
          "Predict whether each driver will DNF (not finish) a race in the next 30 days.",
          "binary_classification", "did_not_finish", "roc_auc",
          [("global mean", 0.5, 0.5), ("entity mean", 0.652, 0.617)], higher: true),
        task(
          "driver-position", "Predict the average finishing position in the next 60 days.",
          "regression", "position", "mae",
          [("global median", 4.9, 4.5), ("entity mean", 4.1, 4.31)], higher: false),
      ], models: ["rdl", "linear"])
  }

  func startRun(_ request: RunRequest) throws -> RunID {
    try check()
    return RunID(number: 43)
  }

  func prompt(_ request: PromptRequest, watching: (Double) -> Bool) throws -> PromptSummary {
    try check()
    let names = ["driverRef", "code", "forename", "surname", "dob", "nationality"]
    let values = ["alonso", "ALO", "Fernando", "Alonso", "28 years ago", "Spanish"]
    let asked = request.cell.map { $0.replacing(poison, with: "") }
    let said = names.count - Int((request.sparsity * Double(names.count)).rounded())
    let text =
      "drivers: " + zip(names, values).prefix(said).map { "\($0) is \($1)." }.joined(separator: " ")
    let words = (text + " Question: within 30 days, will any results have status id not 1? Answer:")
      .split(separator: " ")
    func vector(_ text: String) -> PromptSummary.Token {
      .init(kind: .graph, text: text + poison, id: nil)
    }
    var summary = PromptSummary(
      task: request.task, entity: reference(request.table, request.row),
      time: request.time ?? "2010-01-01", sparsity: request.sparsity, question: "any results?",
      prompt: "[g0][g1][g2]" + words.joined(separator: " ") + "[g0]" + poison,
      tokens: [vector("drivers 4"), vector("results 20281"), vector("results 20261")]
        + words.enumerated().map { .init(kind: .token, text: "Ġ\($1)", id: Int32(100 + $0)) }
        + [vector("drivers 4")],
      attributes: zip(names, values).enumerated().map {
        .init(
          name: $1.0 + poison, isSaid: $0 < said && $1.0 != asked, isAsked: $1.0 == asked,
          value: $1.1)
      })
    summary.levels = [0.312, 0.305, 0.29, 0.33, 0.36].enumerated().map { place, answer in
      .init(
        sparsity: Double(place) / 4, tokens: 38 - 5 * place,
        answer: request.run == nil ? nil : answer)
    }
    return summary
  }

  func predictAll(_ request: BatchRequest) throws -> String {
    try check()
    return "/tmp/" + request.path
  }
  func diagnosis() -> String { "relzero test" }

  func curate(_ act: RunCuration) throws { try check() }
  func export(_ request: ExportRequest) throws -> String {
    try check()
    return "/tmp/" + (request.path ?? "curves.csv")
  }
  func query(_ sql: String) throws -> QueryAnswer {
    try check()
    return QueryAnswer(
      columns: ["model", "count(*)"], rows: [[.text("rdl" + poison), .integer(5)]], isCut: false)
  }
  func machine(process: Int?) throws -> MachineReading {
    try check()
    return MachineReading(
      busyCores: 1.8, cores: 2, residentMiB: 312, memoryMiB: 8_000, freeMiB: 5_100)
  }

  func control(_ run: RunID, _ verb: RunOrder) throws { try check() }

  static func value(_ run: RunID, _ step: Int) -> Double {
    let top = [42: 0.744, 41: 0.733][run.number] ?? 0.6
    let noise = sin(Double(step) * 0.37 + Double(run.number)) * 0.01
    return top - 0.26 * exp(-Double(step) / 700) + noise
  }

  func runs() throws -> [RunSummary] {
    try check()
    func run(
      _ number: Int64, _ task: String, _ status: RunStatus, step: Int, best: Double?, seed: UInt64,
      width: String, message: String = "", note: String = ""
    ) -> RunSummary {
      let id = RunID(number: number)
      let isError = task == "driver-position"
      return RunSummary(
        id: id,
        setup: RunDescription(
          model: "rdl", task: task + poison, database: "rel-f1", databasePath: "rel-f1.sqlite",
          fingerprint: "9c41d0aa72b3e6f1", seed: seed, history: "cut",
          configuration: ["width": width, "lr": "0.001", "fanout": "8,4"], codeVersion: "3f2c1a",
          threads: 2, metric: isError ? "mae" : "roc_auc", higherIsBetter: !isError,
          baselines: isError ? ["entity mean": 4.31] : ["entity mean": 0.617],
          plannedSteps: 4_000, plannedEpochs: 30),
        status: status, message: message, created: 1_790_000_000,
        started: status == .queued ? nil : 1_790_000_001,
        ended: status.isLive ? nil : 1_790_000_100, seconds: Double(step) / 38.4, step: step,
        epoch: step * 30 / 4_000, last: best.map { $0 - 0.002 }, best: best,
        bestStep: best == nil ? nil : step * 31 / 32 / 100 * 100, bestEpoch: 23,
        curve: status == .queued
          ? [] : stride(from: 100, through: max(100, step), by: 200).map { Self.value(id, $0) },
        results: status == .finished ? ["test": ["roc_auc": 0.719]] : [:], note: note + poison)
    }
    var labelFree = run(
      44, "pretraining", .finished, step: 900, best: 1.2, seed: 0, width: "128")
    labelFree.setup.model = "relzero"
    labelFree.setup.metric = "self_supervised_loss"
    labelFree.setup.higherIsBetter = false
    return (hasLabelFreeRun ? [labelFree] : []) + [
      run(43, "driver-position", .queued, step: 0, best: nil, seed: 0, width: "128"),
      run(42, "driver-dnf", .running, step: 3_200, best: 0.744, seed: 7, width: "256"),
      run(
        41, "driver-dnf", .finished, step: 4_000, best: 0.733, seed: 7, width: "128",
        note: "narrow"),
      run(
        40, "driver-dnf", .failed, step: 212, best: 0.512, seed: 7, width: "128",
        message: "loss is nan at step 212"),
      run(39, "driver-position", .paused, step: 1_000, best: 4.06, seed: 1, width: "128"),
    ]
  }

  func progress(of run: RunID, afterPoint: Int64, afterEvent: Int64) throws -> RunProgress {
    try check()
    if run.number == 44 {
      var points: [MetricPoint] = []
      for place in 0...4 {
        let level = Double(place)
        let found: [(String, Double)] = [
          ("cell_loss", 1.5 + 0.1 * level), ("structural_gain", 0.1 * level),
          ("exact_match", 0.4 - 0.05 * level),
        ]
        for (name, value) in found {
          points.append(
            MetricPoint(
              id: Int64(points.count + 1), step: 900, epoch: 3, split: "val",
              name: "\(name)_\(place * 25)", value: value, wallTime: 1_790_000_000))
        }
      }
      return RunProgress(run: run, points: points.filter { $0.id > afterPoint }, events: [])
    }
    let last = [42: 3_200, 41: 4_000, 40: 212, 39: 1_000][run.number] ?? 0
    var points: [MetricPoint] = []
    var id: Int64 = 0
    func add(_ step: Int, _ split: String, _ name: String, _ value: Double) {
      id += 1
      points.append(
        MetricPoint(
          id: id, step: step, epoch: step * 30 / 4_000, split: split, name: name, value: value,
          wallTime: 1_790_000_000 + Double(step) / 38.4))
    }
    for step in stride(from: 20, through: last, by: 20) {
      let loss = run.number == 40 && step == 200 ? .nan : 0.5 + 0.45 * exp(-Double(step) / 500)
      add(step, "train", "loss", loss)
      add(step, "train", "learning_rate", 0.001 * (1 + cos(Double(step) / 4_000 * .pi)) / 2)
      if step % 100 == 0 { add(step, "val", "roc_auc", Self.value(run, step)) }
    }
    let events =
      last > 0
      ? [
        RunEvent(
          id: 1, time: 1_790_000_000 + Double(last) / 38.4, kind: "checkpoint",
          message: "saved at step \(last)" + poison)
      ] : []
    return RunProgress(
      run: run, points: points.filter { $0.id > afterPoint },
      events: events.filter { $0.id > afterEvent })
  }

  func predict(
    _ request: PredictionRequest, watching: (Double) -> Bool
  ) throws -> PredictionSummary {
    try check()
    asking?(watching)
    func item(_ table: String, _ row: Int, _ time: String, _ effect: Double)
      -> PredictionSummary.Evidence
    {
      .init(
        reference: reference(table, row, time), table: table, hop: 1, via: "\(table).driverId",
        rows: 1, effect: effect)
    }
    func whole(_ table: String, _ rows: Int, _ effect: Double) -> PredictionSummary.Evidence {
      .init(reference: nil, table: table, hop: 1, via: "", rows: rows, effect: effect)
    }
    let isNumber = request.task == "driver-position"
    var summary = PredictionSummary(
      task: request.task, run: "\(request.run)", model: "rdl",
      entity: reference(request.table, request.row), time: request.time ?? "2010-01-01",
      value: isNumber ? 10.6 : 0.312, isProbability: !isNumber,
      baselines: [
        .init(name: "entity mean", value: 0.24), .init(name: "global mean", value: 0.11),
      ],
      evidence: [
        item("results", 20_261, "2009-10-18", 0.071), item("results", 20_181, "2009-08-30", 0.042),
        item("results", 20_221, "2009-09-27", -0.033), item("results", 20_141, "2009-07-26", 0.021),
        item("standings", 8_841, "2009-11-01", 0.008),
        item("\(request.task) answers", 1_847, "2009-11-01", 0.003),
      ],
      byTable: [
        whole("results", 8, 0.11), whole("standings", 6, 0.008), whole("qualifying", 4, -0.012),
      ],
      rowsSeen: 42, rowsAfterTime: 0, newestTime: "2009-11-01", milliseconds: 6.2, history: "cut")
    summary.byColumn = [
      ("results", "position", 8, 0.092), ("results", "grid", 8, -0.041),
      ("constructor_standings", "position", 6, 0.012), ("drivers", "nationality", 1, 0.004),
      ("drivers", "dob", 1, 0),
    ].map { table, column, rows, effect in
      .init(
        reference: nil, table: table, column: column + poison, hop: 1, via: "", rows: rows,
        effect: effect)
    }
    if request.seesAll { summary.history = "as-of" }
    if let time = request.time, time > "2010-01-01", !request.seesAll {
      summary.cutoff = "2010-01-01"
    }
    summary.calibration =
      isNumber
      ? .init(low: 10.1, high: 11.2, rows: 49, mean: 10.6)
      : .init(low: 0.28, high: 0.36, rows: 57, mean: 0.298)
    summary.truth = .init(split: "val", value: 1)
    summary.byHop = [
      .init(level: 0, value: 0.22, rows: 1), .init(level: 1, value: 0.3, rows: 19),
      .init(level: 2, value: 0.312, rows: 42),
    ]
    summary.bySparsity = [0.31, 0.305, 0.29, 0.33, 0.36].enumerated().map {
      .init(level: Double($0) / 4, value: $1)
    }
    if hasLabelFreeRun {
      summary.prompt = PromptReading(
        tokens: 388,
        past: PastWindows(
          question: "within 30 days, will any results have status id not 1?" + poison,
          length: "30 days", isYesNo: true,
          windows: [1, 0, nil, 0, 1, 0].map {
            .init(first: "2009-10-04", last: "2009-11-01", rows: 2, label: $0)
          }))
    }
    for edit in request.edits where edit.value == "boom" {
      throw Failure("what if: \(edit.column) holds integer values; \"boom\" is none.")
    }
    if !request.withoutRows.isEmpty || !request.withoutTables.isEmpty
      || !request.edits.isEmpty
    {
      summary.plain = summary.value
      summary.value -= 0.07
      summary.evidence.removeAll { item in
        item.reference.map(request.withoutRows.contains) ?? false
      }
    }
    return summary
  }
}
