import FixtureSupport
import Foundation
import Models
import RunLogs
import Testing

@testable import Training

/// Objectives of a label-free run that are off by default: reproducible, resumable, and told in the log.
@Suite("Objectives of a label-free run")
struct LabelFreeObjectiveTests {
  static let small = [
    "question_pool": "8", "epochs": "1", "max_steps_per_epoch": "8", "batch_size": "4",
    "graph_first": "0.125", "alignment": "0.125", "questions": "0.3",
  ]
  static let objectives: [[String: String]] = [
    ["cells": "row", "easy_columns": "published"],
    ["cells": "joint", "easy_columns": "linear", "verification": "0.5"],
    ["verification": "1"],
    ["schema_warmup": "0.25"],
    ["graph_contrast": "0.5", "text_contrast": "0.5"],
    ["neighbor_depth": "2", "neighbor_tokens": "5"],
  ]

  private let base: LabelFreeTests

  init() throws {
    base = try LabelFreeTests()
  }

  private func run(
    _ settings: [String: String], _ run: RunID? = nil, stoppingAt stop: Int? = nil
  ) throws -> (run: RunID, report: FinishedReport?, losses: [Double]) {
    let request = base.request(Self.small.merging(settings) { $1 })
    let run = try base.shop.finish(request, run, stoppingAt: stop)
    let losses = try base.shop.log.curve(of: run.id, split: "train", name: "loss").map(\.value)
    return (run.id, run.report, losses)
  }

  /// Of a run without any of them.
  private static let plain = Result { try LabelFreeObjectiveTests().run([:]).losses }

  @Test(
    "each ends in the same bits again, though it was stopped and resumed", arguments: objectives)
  func reproducible(_ settings: [String: String]) throws {
    let whole = try run(settings)
    let parameters = try #require(whole.report).parameters
    #expect(whole.losses.count == 8 && whole.losses.allSatisfy(\.isFinite))
    // In stage B, or in the warm-up itself.
    let stopped = try run(settings, stoppingAt: settings["schema_warmup"] == nil ? 5 : 1)
    #expect(stopped.report == nil)
    let resumed = try run(settings, stopped.run)
    #expect(resumed.report?.parameters == parameters && resumed.losses == whole.losses)
    // The setting does something.
    #expect(try Self.plain.get() != whole.losses)
  }

  @Test("the log says of each step which kind of lesson it was")
  func kinds() throws {
    // Of 32 steps: eight of the schema, four of the graph alone, four of stage A, the rest of stage B.
    let settings = [
      "max_steps_per_epoch": "32", "schema_warmup": "0.25", "verification": "0.5",
      "questions": "0.4",
    ]
    let (id, _, _) = try run(settings)
    func values(_ name: String) throws -> [Double] {
      try base.shop.log.curve(of: id, split: "train", name: name).map(\.value)
    }
    let kinds = try values("lesson").map { Lesson.Kind.allCases[Int($0)] }
    let first: [(Lesson.Kind, Int)] = [(.schema, 8), (.graph, 4), (.alignment, 4)]
    #expect(Array(kinds.prefix(16)) == first.flatMap { [Lesson.Kind](repeating: $0, count: $1) })
    #expect(Set(kinds.dropFirst(16)) == [.cells, .windows, .statements])
    #expect(
      try values("stage") == [Double](repeating: 0, count: 16) + [Double](repeating: 1, count: 16))
    // Alone, the graph side reads no words; the schema is read without a row.
    #expect(try zip(kinds, values("tokens")).allSatisfy { ($0 == .graph) == ($1 == 0) })
  }
}
