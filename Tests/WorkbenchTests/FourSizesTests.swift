import Foundation
import TerminalUI
import Testing

@testable import Workbench

/// Every screen in four sizes, each with its Unicode and ASCII text, with what its colors mean and with
/// what is left of them on a terminal without any. One file a screen and size, in `Goldens/sizes/`.
///
/// The blocks of a file: `unicode` and `ascii` are the text; `roles` has a letter for the role of each
/// cell (a blank for plain text); `mono` has a letter for its attributes without color: B bold, D dim,
/// U underlined, R reversed, and what they are together (b bold and reversed, x anything else).
///
/// `RELZERO_UPDATE_GOLDENS=1 swift test --filter FourSizesTests` writes them anew.
@Suite("Screens in four sizes")
struct FourSizesTests {
  static let sizes = [(40, 10), (60, 15), (80, 24), (140, 45)]

  static let scenes: [GoldenTests.Scene] = [
    .init(name: "1-schema", session: GoldenTests.results) { $0.press(.tab, .down) },
    .init(name: "2-rows", session: GoldenTests.asOf2010) { _ in },
    .init(name: "3-graph", session: GoldenTests.asOf2010) { $0.press(.character("3"), .down) },
    .init(
      name: "3-reading", session: GoldenTests.asOf2010,
      services: FakeServices(hasLabelFreeRun: true)
    ) { $0.press(.character("3"), .character("V"), .down) },
    .init(name: "4-task") { $0.press(.character("4")) },
    .init(name: "5-train") { $0.press(.character("5"), .down) },
    .init(name: "6-runs") {
      $0.press(.character("6"), .down, .character(" "), .down, .character(" "))
    },
    .init(name: "7-predict", session: GoldenTests.asOf2010) {
      $0.press(.character("7"), .character("w"))
    },
  ]

  private static let letters: [Role: Character] = [
    .dim: "d", .border: "-", .title: "t", .focus: "f", .selected: "s", .accent: "a", .key: "k",
    .warning: "w", .error: "e", .good: "g", .link: "l", .time: "@", .null: "n", .header: "h",
    .prompt: "p", .baseline: "b", .first: "1", .second: "2", .third: "3", .fourth: "4",
    .fifth: "5", .sixth: "6",
  ]

  /// A letter a cell; a wide scalar's second half repeats its first.
  private static func block(
    _ screen: CellBuffer, _ letter: (Cell) -> Character
  ) -> [String] {
    (0..<screen.size.rows).map { row in
      var line = String((0..<screen.size.columns).map { letter(screen[row, $0]) })
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func mono(_ cell: Cell, _ palette: Palette) -> Character {
    let attributes = palette.rendition(of: cell.style).attributes
    return switch attributes {
    case []: " "
    case .bold: "B"
    case .dim: "D"
    case .underline: "U"
    case .reverse: "R"
    case [.bold, .reverse]: "b"
    default: "x"
    }
  }

  static func sitting(_ scene: GoldenTests.Scene, _ size: (Int, Int), _ glyphs: GlyphSet)
    -> Sitting
  {
    let sitting = Sitting(
      columns: size.0, rows: size.1, glyphs: glyphs, session: scene.session,
      services: scene.services)
    scene.play(sitting)
    return sitting
  }

  @Test("text, roles and attributes are as last reviewed", arguments: scenes)
  func golden(_ scene: GoldenTests.Scene) throws {
    let palette = WorkbenchFiles(home: nil).theme(named: "default").palette(for: .mono)
    for size in Self.sizes {
      let screen = try #require(Self.sitting(scene, size, .unicode).terminal.screen)
      let ascii = try #require(Self.sitting(scene, size, .ascii).terminal.screen)
      #expect(screen.brokenInvariants.isEmpty && ascii.brokenInvariants.isEmpty)
      for line in ascii.lines { #expect(line.unicodeScalars.allSatisfy { $0.value < 0x7F }) }
      let blocks = [
        ("unicode", screen.lines), ("ascii", ascii.lines),
        (
          "roles",
          Self.block(screen) { cell in
            Role(rawValue: cell.style.role).flatMap { Self.letters[$0] } ?? " "
          }
        ),
        ("mono", Self.block(screen) { Self.mono($0, palette) }),
      ]
      let found = blocks.map { "── \($0)\n" + $1.joined(separator: "\n") + "\n" }.joined()
      let folder = GoldenTests.folder.appendingPathComponent("sizes")
      let file = folder.appendingPathComponent("\(scene.name)-\(size.0)x\(size.1).txt")
      if ProcessInfo.processInfo.environment["RELZERO_UPDATE_GOLDENS"] == "1" {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(found.utf8).write(to: file)
      }
      let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      #expect(found == expected, "\(file.lastPathComponent) differs")
    }
  }

  @Test(
    "without color the cursor, the place and the pane with the keys can still be told",
    arguments: scenes)
  func withoutColor(_ scene: GoldenTests.Scene) throws {
    for theme in WorkbenchFiles(home: nil).themeNames {
      let palette = WorkbenchFiles(home: nil).theme(named: theme).palette(for: .mono)
      #expect(palette.renditions.allSatisfy { $0.foreground == -1 && $0.background == -1 })
      let screen = try #require(Self.sitting(scene, (80, 24), .unicode).terminal.screen)
      func isMarked(_ role: Role) -> Bool {
        screen.cells.contains {
          $0.style.role == role.rawValue && !palette.rendition(of: $0.style).attributes.isEmpty
        }
      }
      #expect(isMarked(.header), "\(theme): header")
      #expect(isMarked(.focus), "\(theme): pane with the keys")
      // The screen that is open stands in brackets, and its cursor's line has a sign.
      #expect(screen.lines.last?.contains("[\(scene.name.prefix(1))]") == true)
    }
  }
}
