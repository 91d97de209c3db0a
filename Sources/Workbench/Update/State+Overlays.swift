import Inspection
import TerminalUI

// Keys for what lies over the screen: a list to choose from, a text to read, letters to jump by.
extension State {
  mutating func takeInChoice(_ key: Key) -> [Effect] {
    guard var open = choice else { return [] }
    let count = open.options.count
    func move(to line: Int) { open.list.move(to: line, count: count, height: count) }
    switch key {
    case .escape, .control("c"), .character("q"):
      choice = nil
      return []
    case .enter:
      choice = nil
      guard let option = open.options[safe: open.list.cursor] else { return [] }
      return carryOut(open.purpose, option.name)
    case .up, .character("k"): move(to: open.list.cursor - 1)
    case .down, .character("j"), .tab: move(to: open.list.cursor + 1)
    case .character(let letter):
      // The first letter of a name chooses it.
      if let found = open.options.firstIndex(where: { $0.name.first == letter }) {
        move(to: found)
      }
    default: return []
    }
    choice = open
    return []
  }

  private mutating func carryOut(_ purpose: Choice.Purpose, _ name: String) -> [Effect] {
    switch purpose {
    case .semanticType(let table, let column):
      let type = name == "as inferred" ? nil : name
      return [order(.setMeaning(table: table, column: column, type))]
    case .exportSchema:
      guard let schema = shownSchema else { return [] }
      let text: String? =
        switch name {
        case "sql": schema.ddl
        case "dot": schema.dot
        case "mermaid": schema.mermaid
        default: try? schema.json()
        }
      let ending = name == "mermaid" ? "mmd" : name
      guard let text else { return [] }
      return [order(.export(text, name: "\(schema.name)-schema.\(ending)"))]
    case .database: return use(Session(database: name, theme: theme))
    case .exportRows:
      return export(ExportOrder(format: name == "json" ? .json : .csv, part: .filter))
    case .exportGraph: return exportGraph(as: name)
    }
  }

  mutating func takeInViewer(_ key: Key) -> [Effect] {
    guard let open = viewer else { return [] }
    let height = max(1, Frame.viewerHeight(in: size))
    let count = Frame.viewerLines(open, in: size).count
    var top = open.top
    switch key {
    case .escape, .enter, .control("c"), .character("q"), .character("i"), .backspace:
      viewer = nil
      return cancelHistory()
    case .up, .character("k"): top -= 1
    case .down, .character("j"): top += 1
    case .pageUp, .control("u"): top -= height
    case .pageDown, .control("d"), .character(" "): top += height
    case .home, .character("g"): top = 0
    case .end, .character("G"): top = count
    case .character("y"), .character("Y"):
      return [order(.copy(open.lines.joined(separator: "\n")))]
    default: return []
    }
    viewer?.top = min(max(0, top), max(0, count - height))
    return []
  }

  // MARK: Jumping

  /// A line that a letter leads to.
  struct Hint: Equatable, Sendable {
    var letter: Character
    var pane: Pane
    var line: Int
    /// Where its letter is drawn.
    var row: Int
    var column: Int
  }

  private static let hintLetters = Array("asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM")

  /// A letter for each line of each list on the screen, the pane with the keys first.
  var hints: [Hint] {
    var hints: [Hint] = []
    let boxes = Layout(self).boxes.filter { screen.panes.contains($0.pane) && $0.pane != .diagram }
    for box in boxes.filter({ $0.pane == pane }) + boxes.filter({ $0.pane != pane }) {
      guard let path = Self.list(of: box.pane) else { continue }
      let rowsPerLine = Layout.rowsPerLine(of: box.pane)
      let first = box.rect.row + 1 + Layout.headerRows(of: box.pane)
      let height = (box.rect.rows - 2 - Layout.headerRows(of: box.pane)) / rowsPerLine
      let lines = self[keyPath: path].lines(count: count(of: box.pane), height: height)
      for (place, line) in lines.enumerated() where hints.count < Self.hintLetters.count {
        hints.append(
          Hint(
            letter: Self.hintLetters[hints.count], pane: box.pane, line: line,
            row: first + place * rowsPerLine, column: box.rect.column + 1))
      }
    }
    return hints
  }

  mutating func takeHint(_ key: Key) -> [Effect] {
    isHinting = false
    guard case .character(let letter) = key,
      let hint = hints.first(where: { $0.letter == letter })
    else { return [] }
    focus[screen] = hint.pane
    return move(to: hint.line)
  }
}
