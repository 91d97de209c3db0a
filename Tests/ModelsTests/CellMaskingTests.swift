import FixtureSupport
import Prompts
import Randomness
import Tensors
import Testing

@testable import Models

/// Whole rows masked beside cells, and easy columns asked of before others.
@Suite("Cells of RelZero, masked and chosen")
struct CellMaskingTests {
  private func shop(_ more: [String: String], _ purchases: [SmallShop.Purchase]? = nil) throws
    -> SmallShopRelZero
  {
    try SmallShopRelZero(
      purchases ?? SmallShop.purchases,
      settings: SmallShopRelZero.settings.merging(more) { $1 })
  }

  @Test("of a masked row the graph's token says nothing, and the text all but the asked cell")
  func row() throws {
    let row = 40
    var changed = SmallShop.purchases
    changed[row].price = 49.25
    changed[row].kind = changed[row].kind == "toy" ? "cup" : "toy"
    let before = try SmallShopRelZero()
    let after = try SmallShopRelZero(changed, frozen: try before.schema).reading(before)
    func lesson(_ shop: SmallShopRelZero, masksRow: Bool) throws -> Lesson {
      let (table, cell) = try shop.model.cell(Int32(row), of: "price", in: "purchases")
      return shop.model.lessons.cells(
        [cell], of: table, kind: .cells, sparsity: 0, epoch: 0, masksRow: masksRow)
    }
    let (whole, other) = (try lesson(before, masksRow: true), try lesson(after, masksRow: true))
    #expect(before.tokens(of: whole) == after.tokens(of: other))
    // The mask can fail: with the cell alone hidden, the kind shows.
    #expect(
      try before.tokens(of: lesson(before, masksRow: false))
        != after.tokens(of: lesson(after, masksRow: false)))
    let text = before.model.decoder.tokens.tokenizer.decode(try #require(whole.prompts.first).words)
    #expect(text.contains("kind is \(SmallShop.purchases[row].kind)."))
    #expect(!text.contains("49.25") && !text.contains("\(SmallShop.purchases[row].price ?? 0)"))
  }

  @Test("are hidden as the setting says, whole rows with all of their text whatever the sparsity")
  func settings() throws {
    func lesson(_ masking: String) throws -> Lesson {
      let model = try shop(["cells": masking]).model
      return try #require(
        (0..<20).lazy.map { model.cells(step: $0, sparsity: 1) }
          .first { ($0.graph.tables[$0.graph.subgraph.seedTable].masks?.shape[1] ?? 0) > 1 })
    }
    func masked(_ lesson: Lesson) throws -> [Float] {
      let masks = try #require(lesson.graph.tables[lesson.graph.subgraph.seedTable].masks)
      return masks.sum(axis: 1).scalars.suffix(lesson.count)
    }
    let (cell, row, joint) = (try lesson("cell"), try lesson("row"), try lesson("joint"))
    #expect(try masked(cell).allSatisfy { $0 == 1 } && cell.visible.allSatisfy { $0 == 0 })
    // Its price, its kind and its time.
    #expect(try masked(row).allSatisfy { $0 == 3 } && row.sparsity == 0)
    #expect(row.visible.contains(1) && row.besides.isEmpty && cell.besides.isEmpty)
    let beside = try #require(joint.besides.first)
    #expect(try masked(joint).allSatisfy { $0 == 1 } && masked(beside).allSatisfy { $0 == 3 })
    #expect(joint.prompts == cell.prompts && beside.prompts == row.prompts)
    #expect(joint.tokens == cell.tokens + row.tokens)
    #expect(throws: ModelError.self) { try shop(["cells": "column"]) }
  }

  @Test(
    "a joint lesson's loss is 0.7 of the row's and 1.0 of the cell's; of statements the other way round"
  )
  func weights() throws {
    for (statements, rowWeight, cellWeight) in [("0", Float(0.7), Float(1)), ("1", 1, 0.7)] {
      let model = try shop(["cells": "joint", "verification": statements]).model
      let joint = model.cells(step: 3)
      var (own, row) = (joint, try #require(joint.besides.first))
      #expect(own.kind == (statements == "0" ? .cells : .statements) && row.kind == own.kind)
      (own.besides, own.weight, row.weight) = ([], 1, 1)
      func loss(_ lesson: Lesson) -> Float { model.loss(of: lesson, in: .inference).scalar }
      let sum = rowWeight * loss(row) + cellWeight * loss(own)
      #expect(abs(loss(joint) - sum) < 1e-4)
      #expect(loss(row) != loss(own))
    }
  }

  /// 40 things; what each column is, is in its name.
  private static let columns: [(String, @Sendable (Int) -> String?)] = [
    ("few_texts", { ["red", "blue"][$0 % 2] }),
    ("twelve_letters", { ["abcdefghijkl", "mnopqrstuvwx"][$0 % 2] }),
    ("long_texts", { ["abcdefghijklm", "nopqrstuvwxyz"][$0 % 2] }),
    ("ten_numbers", { "\($0 % 10)" }), ("eleven_numbers", { "\($0 % 11)" }),
    ("long_numbers", { "\(1_000_000_000_000_000 + $0 % 3)" }),
    ("mostly_there", { $0 % 10 < 2 ? nil : "x\($0 % 2)" }),
    ("often_missing", { $0 % 10 < 4 ? nil : "x\($0 % 2)" }),
  ]

  private func things(_ settings: [String: String]) throws -> TableRelZero {
    let rows = (0..<40).map { row in
      let cells = Self.columns.map { $0.1(row).map { "'\($0)'" } ?? "NULL" }
      return "(\(row), \(cells.joined(separator: ", ")))"
    }
    let names = Self.columns.map { $0.0 + ($0.0.contains("numbers") ? " INTEGER" : " TEXT") }
    return try TableRelZero(
      "CREATE TABLE things (id INTEGER PRIMARY KEY, \(names.joined(separator: ", ")));"
        + "INSERT INTO things VALUES \(rows.joined(separator: ", "));", settings: settings)
  }

  @Test(
    "easy columns are those with at most ten values, short where they are texts, and seldom missing"
  )
  func easy() throws {
    let table = try #require(things(["easy_columns": "linear"]).model.lessons.cells.tables.first)
    let easy = zip(table.learnable, table.easy).filter(\.1)
      .map { table.text.attributes[$0.0.attribute].columnName }
    #expect(
      Set(easy) == ["few_texts", "twelve_letters", "ten_numbers", "long_numbers", "mostly_there"])
    #expect(table.learnable.count == 8)
    // Where nobody asks it is not found out.
    #expect(try #require(things([:]).model.lessons.cells.tables.first).easy.isEmpty)
  }

  @Test("easy columns are chosen as often as they should be, all alike among themselves")
  func chosen() throws {
    let table = try #require(things(["easy_columns": "linear"]).model.lessons.cells.tables.first)
    let present = Array(table.learnable.indices)
    let easy = present.filter { table.easy[$0] }
    var stream = RandomSource(seed: 2).stream(.lesson)
    for share in [1, 0.25, 0] {
      var counts = [Double](repeating: 0, count: present.count)
      for _ in 0..<3_000 {
        counts[table.choose(of: present, easyShare: share, from: &stream)] += 1 / 3_000
      }
      // A share of 0.25 deviates by √(0.25 · 0.75 / 3000) = 0.008, one of 0.05 by 0.004.
      #expect(abs(easy.reduce(0) { $0 + counts[$1] } - share) < 0.035)
      for place in easy { #expect(abs(counts[place] - share / 5) < 0.03) }
    }
    // A row without easy columns is asked for others, and the other way round.
    let hard = present.filter { !table.easy[$0] }
    #expect(hard.contains(table.choose(of: hard, easyShare: 1, from: &stream)))
    #expect(easy.contains(table.choose(of: easy, easyShare: 0, from: &stream)))
  }

  @Test("the share of easy columns falls as the published code has it, or in a line")
  func schedule() {
    func share(
      _ columns: EasyColumns, _ masking: CellMasking, statements: Bool = false, place: Double = 0,
      step: Double = 0
    ) -> Double? {
      columns.share(at: place, step: step, masking: masking, ofStatements: statements)
    }
    func isNear(_ a: Double?, _ b: Double) -> Bool { abs((a ?? .nan) - b) < 1e-9 }
    for (step, row, joint, statements) in [
      (0.0, 1.0, 1.0, 1.0), (15, 0.5, 0.85, 0.79), (25, 0.25, 0.75, 0.65), (50, 0.25, 0.5, 0.3),
      (500, 0.25, 0.5, 0.3),
    ] {
      #expect(isNear(share(.published, .row, step: step), row))
      #expect(isNear(share(.published, .cell, step: step), row))
      #expect(isNear(share(.published, .joint, step: step), joint))
      #expect(isNear(share(.published, .joint, statements: true, step: step), statements))
    }
    #expect(
      isNear(share(.linear, .row, place: 0), 1) && isNear(share(.linear, .row, place: 1), 0.25))
    #expect(isNear(share(.linear, .joint, place: 0.5), 0.75))
    #expect(share(.no, .row) == nil)
  }

  @Test("the published share counts the steps of stage B, and lessons ask as it says")
  func planned() throws {
    // Half of the steps go by before stage B: at step 620 of 1200 it has had 20.
    var settings = try Settings([
      "easy_columns": "published", "graph_first": "0.4", "alignment": "0.1",
    ])
    let plan = try LessonPlan(&settings, isCut: true)
    let share = try #require(plan.easyShare(at: 620.0 / 1200, step: 620, ofStatements: false))
    #expect(abs(share - (1 - 20.0 / 30)) < 1e-9)
    func asked(_ step: Int, at u: Double) throws -> Set<Bool> {
      let model = try things(["easy_columns": "linear", "graph_first": "0", "alignment": "0"]).model
      let table = try #require(model.lessons.cells.tables.first)
      let easy = Set(
        table.learnable.indices.filter { table.easy[$0] }
          .map { "things " + table.text.attributes[table.learnable[$0].attribute].name })
      let tokenizer = model.decoder.tokens.tokenizer
      return Set(
        model.cells(step: step, at: u).prompts.map { easy.contains(tokenizer.decode($0.asked)) })
    }
    #expect(try asked(4, at: 0) == [true])
    #expect(try asked(4, at: 1) == [true, false])
  }

  @Test("by default cells alone are masked, columns are alike, nothing is stated or contrasted")
  func defaults() throws {
    var settings = try Settings([:])
    let plan = try LessonPlan(&settings, isCut: true)
    #expect(plan.masking == .cell && plan.statements == 0 && plan.schema == 0)
    #expect(plan.easyShare(at: 0.9, step: 900, ofStatements: false) == nil)
    let weights = try RowContrast.Weights(&settings)
    #expect(weights.graph == 0 && weights.text == 0)
    #expect(try PromptedConfiguration(&settings).neighbors.depth == 1)
  }
}
