import Foundation
import Testing

/// The built program on a real pseudo terminal. Waits until something is on the screen, never for a time.
@Suite("On a real terminal", .serialized)
struct PtyTests {
  static let types = [
    "xterm-256color", "xterm", "tmux-256color", "screen-256color", "linux", "vt100",
  ]

  @Test("shows what a replay of the same keys shows, and gives the terminal back", arguments: types)
  func session(_ type: String) throws {
    let terminal = try PtyProgram(type: type, columns: 80, rows: 24)
    try terminal.waitForDatabase()
    // Through screens, lists, a filter, the help and a prompt, so that every kind of frame is sent.
    for keys in ["jj", "2", "G", "k", "\u{1B}OB", "\t", "3", "6", "1", "?zo\u{7F}", "\u{1B}"] {
      terminal.type(keys)
      try terminal.settle()
    }
    terminal.type(":go order_lines\r")
    try terminal.wait(for: "order_lines ▸")
    try terminal.settle()
    try terminal.expectReplay()
    terminal.resize(columns: 120, rows: 40)
    try terminal.wait(for: "7 Predict")
    try terminal.settle()
    terminal.type("q")
    #expect(try terminal.end() == 0)
    #expect(!terminal.screen.isAlternate)
    #expect(terminal.screen.modes.isDisjoint(with: [1000, 1002, 1006, 2004, 2026]))
    #expect(terminal.screen.unknown.isEmpty, "\(terminal.screen.unknown)")
  }

  /// A walk of keys that change nothing outside the screen, the same each time.
  private static func walk(seed: UInt64, count: Int) -> [String] {
    let keys =
      (1...7).map { "\($0)" } + ["j", "k", "h", "l", "G", "g", "\t", "v", "z", "s", "i", "\u{1B}"]
      + [
        "+", "-", "]", "[", "V", "n", "/a\r", ":go orders\r", "?c\u{1B}", "\r", "{", "}", "(", ")",
      ]
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return keys[Int(state >> 33) % keys.count]
    }
  }

  /// What ncurses sends for the difference of two frames, put on the frame before, is the frame after:
  /// for frames as they come, in a terminal with all capabilities and one with nearly none.
  @Test(
    "frame after frame, the terminal shows what was drawn",
    arguments: ["xterm-256color", "vt100"])
  func frames(_ type: String) throws {
    let terminal = try PtyProgram(type: type, columns: 90, rows: 28)
    try terminal.waitForDatabase()
    for (place, keys) in Self.walk(seed: 7, count: 24).enumerated() {
      terminal.type(keys)
      try terminal.settle()
      if place % 8 == 7 {
        terminal.type("\u{1B}")
        try terminal.settle()
        try terminal.expectReplay()
      }
    }
    #expect(terminal.screen.unknown.isEmpty, "\(terminal.screen.unknown)")
    terminal.send(SIGTERM)
    _ = try terminal.end()
  }

  @Test("gives the terminal back when it is told to end, however that is said")
  func signals() throws {
    for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGABRT] {
      let terminal = try PtyProgram(type: "xterm-256color", columns: 80, rows: 24)
      try terminal.waitForDatabase()
      terminal.send(signal)
      _ = try terminal.end()
      #expect(!terminal.screen.isAlternate, "signal \(signal)")
      #expect(terminal.screen.modes.isDisjoint(with: [1002, 1006, 2004]), "signal \(signal)")
      let crash = FileManager.default.fileExists(atPath: terminal.home + "/crash.txt")
      #expect(crash == [SIGSEGV, SIGABRT].contains(signal), "signal \(signal)")
    }
  }

  @Test("a pasted text runs no keys, and NO_COLOR sends no color")
  func pasteAndColor() throws {
    let terminal = try PtyProgram(
      type: "xterm-256color", columns: 80, rows: 24, environment: ["NO_COLOR": "1"])
    try terminal.waitForDatabase()
    terminal.type("\u{1B}[200~5q\r\u{1B}[201~")
    try terminal.settle()
    #expect(terminal.screen.lines.last?.contains("[1]Schema") == true)
    let colors = ["38;", "48;"] + (31...37).map { "\($0)m" }
    for color in colors { #expect(!terminal.bytes.contains("\u{1B}[" + color)) }
    terminal.type("q")
    #expect(try terminal.end() == 0)
  }

  @Test("a storm of resizes ends in one whole screen")
  func resizes() throws {
    let terminal = try PtyProgram(type: "xterm-256color", columns: 80, rows: 24)
    try terminal.waitForDatabase()
    for step in 0..<60 { terminal.resize(columns: 40 + step * 2, rows: 12 + step % 20) }
    terminal.resize(columns: 80, rows: 24)
    terminal.type("\u{C}")
    try terminal.settle()
    try terminal.expectReplay()
    terminal.type("q")
    #expect(try terminal.end() == 0)
  }
}
