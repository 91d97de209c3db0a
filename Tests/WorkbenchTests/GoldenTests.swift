import Foundation
import Inspection
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

/// Whole screens as text files in `Goldens/`, to be read in review.
///
/// `RELZERO_UPDATE_GOLDENS=1 swift test --filter GoldenTests` writes them anew.
@Suite("Golden screens")
struct GoldenTests {
  struct Scene: Sendable, CustomTestStringConvertible {
    var name: String
    var glyphs = GlyphSet.unicode
    var sizes = [(80, 24), (140, 45)]
    var session = Session(database: "rel-f1.sqlite", place: "drivers/3/rows")
    var services = FakeServices()
    var play: @Sendable (Sitting) -> Void
    var testDescription: String { name }
  }

  static let results = Session(database: "rel-f1.sqlite", place: "schema/results")
  static let asOf2010 = Session(
    database: "rel-f1.sqlite", place: "drivers/3/rows", asOf: "2010-01-01")

  static let scenes: [Scene] = [
    Scene(name: "schema", session: results) { $0.press(.tab, .down) },
    Scene(name: "diagram", sizes: [(80, 24)], session: results) {
      $0.press(.character("v"), .character("n"))
    },
    Scene(name: "diagram-columns", sizes: [(80, 24), (60, 15)], session: results) {
      $0.press(.character("v"), .character("+"), .left)
    },
    Scene(name: "ascii-diagram", glyphs: .ascii, sizes: [(80, 24)], session: results) {
      $0.press(.character("v"))
    },
    Scene(
      name: "neighborhood", sizes: [(140, 45)],
      services: FakeServices(manyTables: 60)
    ) { $0.press(.character("1"), .down, .down, .down) },
    Scene(name: "tables", sizes: [(80, 24)], session: results) { $0.press(.character("z")) },
    Scene(name: "column", sizes: [(80, 24)], session: results) {
      $0.press(.tab, .down, .down, .down, .down, .character("i"))
    },
    Scene(name: "meaning", sizes: [(80, 24)], session: results) {
      $0.press(.tab, .down, .down, .down, .down, .character("e"), .down)
    },
    Scene(name: "jump", sizes: [(80, 24)], session: results) { $0.press(.character("'")) },
    Scene(name: "cell", sizes: [(80, 24)], session: asOf2010) {
      $0.press(.right, .character("i"))
    },
    Scene(name: "rows", session: asOf2010) { _ in },
    Scene(
      name: "schema-opening", session: Session(database: "rel-f1.sqlite"),
      services: FakeServices(opening: FakeServices.halfRead)
    ) { $0.press(.down, .down, .down, .down) },
    Scene(
      name: "rows-opening", session: Session(database: "rel-f1.sqlite", place: "results/rows"),
      services: FakeServices(opening: FakeServices.halfRead)
    ) { $0.press(.character("G"), .up, .up, .right) },
    Scene(name: "rows-sorted", session: asOf2010) {
      $0.press(.right, .right, .character("s"), .character("s"), .left, .character("S"))
    },
    Scene(name: "ascii-rows-sorted", glyphs: .ascii, sizes: [(80, 24)], session: asOf2010) {
      $0.press(.right, .right, .character("s"), .character("s"), .left, .character("S"))
    },
    Scene(name: "rows-of-results", session: results) {
      $0.press(.enter, .right, .down)
    },
    Scene(name: "graph", session: asOf2010) { $0.press(.character("3"), .down) },
    Scene(name: "graph-open", sizes: [(80, 24), (60, 15)], session: asOf2010) {
      $0.press(.character("3"), .down, .character("o"), .down)
    },
    Scene(name: "graph-layers", session: asOf2010) {
      $0.press(.character("3"), .character("v"), .right, .down)
    },
    Scene(name: "graph-time", session: asOf2010) {
      $0.press(.character("3"), .character("v"), .character("v"), .down, .down)
    },
    Scene(name: "graph-list", sizes: [(80, 24)], session: asOf2010) {
      $0.press(.character("3"), .character("v"), .character("v"), .character("v"), .down)
    },
    Scene(name: "ascii-graph", glyphs: .ascii, sizes: [(80, 24)], session: asOf2010) {
      $0.press(.character("3"), .down, .character("o"))
    },
    Scene(name: "graph-ahead", sizes: [(80, 24)], services: FakeServices(rowsAfterSeed: 2)) {
      $0.press(.character("3"))
    },
    Scene(
      name: "graph-reading", sizes: [(80, 24), (140, 45), (60, 15)], session: asOf2010,
      services: FakeServices(hasLabelFreeRun: true)
    ) { $0.press(.character("3"), .character("V"), .down) },
    Scene(name: "task") { $0.press(.character("4")) },
    Scene(name: "task-new") {
      $0.press(.character("4"), .character("e"), .down, .down, .down, .down)
      $0.type("statusId != 1")
    },
    Scene(name: "task-new-wrong", sizes: [(80, 24), (60, 15)]) {
      $0.press(.character("4"), .character("e"), .down, .down, .down, .down)
      $0.type("statusId !")
    },
    Scene(name: "train") { $0.press(.character("5"), .down) },
    Scene(
      name: "train-label-free", sizes: [(140, 45)], services: FakeServices(hasLabelFreeRun: true)
    ) { $0.press(.character("5"), .character("g")) },
    Scene(name: "train-form") { $0.press(.character("5"), .character("a")) },
    Scene(name: "runs") {
      $0.press(.character("6"), .down, .character(" "), .down, .character(" "))
    },
    Scene(name: "predict", session: asOf2010) { $0.press(.character("7")) },
    Scene(name: "predict-columns", sizes: [(80, 24), (60, 15)], session: asOf2010) {
      $0.press(.character("7"), .tab, .tab, .down)
    },
    Scene(
      name: "predict-label-free", sizes: [(80, 24), (60, 15)], session: asOf2010,
      services: FakeServices(hasLabelFreeRun: true)
    ) { $0.press(.character("7")) },
    Scene(name: "help", sizes: [(80, 24)]) { $0.press(.character("?")) },
    Scene(name: "command", sizes: [(80, 24)]) { $0.type(":t") },
    Scene(name: "question", sizes: [(80, 24)]) {
      $0.press(.character("5"), .down, .character("X"))
    },
    Scene(
      name: "not-opened", sizes: [(80, 24)],
      services: FakeServices(
        failure: "rel-f1.sqlite: this is no SQLite database: it starts with 'PK'. Is it a zip file?"
      )
    ) { _ in },
    Scene(name: "narrow-rows", sizes: [(60, 15)]) { _ in },
    Scene(name: "too-small", sizes: [(36, 8)]) { _ in },
    Scene(name: "ascii-schema", glyphs: .ascii, sizes: [(80, 24)], session: results) { _ in },
    Scene(name: "ascii-rows", glyphs: .ascii, sizes: [(80, 24)], session: asOf2010) { _ in },
    Scene(name: "ascii-train", glyphs: .ascii, sizes: [(80, 24)]) {
      $0.press(.character("5"), .down)
    },
    Scene(
      name: "hostile-rows", sizes: [(80, 24)],
      services: FakeServices(poison: "\u{1B}[31m\n\t\0e\u{301}\u{202E}👩‍👩‍👧")
    ) { _ in },
  ]

  @Test("every screen is as last reviewed", arguments: scenes)
  func golden(_ scene: Scene) throws {
    for (columns, rows) in scene.sizes {
      let sitting = Sitting(
        columns: columns, rows: rows, glyphs: scene.glyphs, session: scene.session,
        services: scene.services)
      scene.play(sitting)
      let screen = try #require(sitting.terminal.screen)
      #expect(screen.brokenInvariants.isEmpty)
      let found = screen.lines.joined(separator: "\n") + "\n"
      let file = Self.folder.appendingPathComponent("\(scene.name)-\(columns)x\(rows).txt")
      if ProcessInfo.processInfo.environment["RELZERO_UPDATE_GOLDENS"] == "1" {
        try FileManager.default.createDirectory(
          at: Self.folder, withIntermediateDirectories: true)
        try Data(found.utf8).write(to: file)
      }
      let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      #expect(found == expected, "\(file.lastPathComponent) differs")
    }
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Goldens")
}
