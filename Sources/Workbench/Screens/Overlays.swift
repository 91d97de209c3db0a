import Inspection
import TerminalUI

// What lies over the screen: the prompt, the help, the form, a question.
extension Frame {
  func drawPrompt(on screen: inout CellBuffer, row: Int) {
    guard let prompt = state.prompt else { return }
    let width = state.size.columns
    screen.fill(Rect(row: row, column: 0, rows: 1, columns: width), style: Style(.prompt))
    let start = 1 + screen.put(prompt.mark, row: row, column: 1, .prompt, .bold)
    let column = prompt.field.draw(
      on: &screen, row: row, column: start, width: max(1, width - start - 1), .prompt)
    screen.cursor = (row, column)
    let hint =
      switch prompt.kind {
      case .command:
        // What else to type, as long as nothing of it is.
        Command.words.first { $0.takesMore && $0.name + " " == prompt.field.text }
          .map { ":" + $0.usage } ?? ""
      case .filter: "text · column=value · column>=value · enter keeps · esc drops"
      case .line: "text of a line · enter goes there · n N the next and the one before"
      case .runFilter: "text · ~letters · !text · best>=.7 · lr=0.01 · status=failed"
      case .tag: "a tag · -tag takes it away"
      case .note: ""
      case .rename: "empty takes the name away"
      case .cell(let row): columnNames(of: row.table)
      case .batch: "a line for each row that the filter of Rows shows"
      case .export: ".csv or .json · wide or long"
      case .asOf: "2010-01-01 · 2010-01-01 12:30 · -30d · now shows all"
      }
    let free = width - column - 3
    // A hint that is too long is cut, not left out, where enough of it can be read.
    let shown = free >= 24 ? hint.fitted(to: free) : hint
    if CharacterWidth.columns(of: shown) <= free {
      screen.put(
        shown, row: row, column: width - CharacterWidth.columns(of: shown) - 1, .prompt, .dim)
    }
    drawCompletions(on: &screen, above: row)
  }

  /// Columns whose cells can be asked about.
  private func columnNames(of table: String) -> String {
    let columns = state.schema.value?.tables.first { $0.name == table }?.columns ?? []
    let names = columns.filter { $0.role != .key }.map(\.name)
    let shown = names.prefix(6).map(Escaping.visible).joined(separator: " · ")
    return "column=value · NULL · of " + shown + (names.count > 6 ? " · …" : "")
  }

  private func drawCompletions(on screen: inout CellBuffer, above row: Int) {
    let all = state.completions
    guard !all.isEmpty, row > 6 else { return }
    let shown = min(all.count, 8, row - 4)
    let choice = state.prompt?.choice ?? 0
    let top = min(max(0, choice - shown + 1), max(0, all.count - shown))
    let box = Rect(
      row: row - shown - 2, column: 0, rows: shown + 2, columns: min(96, state.size.columns))
    screen.fill(box)
    let inside = screen.panel(
      box, title: "commands", facts: "\(all.count) · Tab chooses · ↑ earlier", isFocused: true)
    // Short names leave their room to what they do.
    let widest = all.map { CharacterWidth.columns(of: $0.name) }.max() ?? 0
    let name = min(26, max(12, widest + 1))
    let key = all.contains { !$0.key.isEmpty } ? 8 : 0
    for line in 0..<shown {
      let item = all[top + line]
      let isChosen = state.prompt?.choice == top + line
      let row = inside.row + line
      if isChosen {
        screen.fill(
          Rect(row: row, column: inside.column, rows: 1, columns: inside.columns),
          style: Style(.selected))
      }
      func role(_ usual: Role) -> Role { isChosen ? .selected : usual }
      var at = inside.column + 1
      screen.put(item.kind.rawValue, row: row, column: at, limit: 8, role(.dim))
      at += 9
      screen.put(
        Escaping.visible(item.name).fitted(to: name - 1), row: row, column: at, role(.text), .bold)
      at += name
      screen.put(item.key.fitted(to: max(0, key - 1)), row: row, column: at, role(.key), .bold)
      at += key
      screen.put(
        Escaping.visible(item.note).fitted(to: inside.endColumn - at - 1), row: row, column: at,
        role(.text))
    }
  }

  func drawHelp(on screen: inout CellBuffer) {
    guard let help = state.help else { return }
    let entries = state.helpEntries
    let width = min(state.size.columns - 4, 92)
    let box = Rect(
      row: 2, column: (state.size.columns - width) / 2, rows: state.size.rows - 4, columns: width)
    screen.fill(box)
    let inside = screen.panel(
      box, title: "keys", facts: "type to find · enter does it · esc closes", isFocused: true)
    screen.put("find: ", row: inside.row, column: inside.column + 1, .dim)
    let column = help.field.draw(
      on: &screen, row: inside.row, column: inside.column + 7, width: inside.columns - 8, .prompt)
    screen.cursor = (inside.row, column)
    screen.put(
      "signs: ◆ key · → refers to · ← is referred to by · ◷ time · ∅ NULL".fitted(
        to: inside.columns - 2), row: inside.row + 1, column: inside.column + 1, .dim)
    // The chosen key's sentence is read whole below the list.
    let foot = inside.rows > 12 ? 2 : 0
    let list = Rect(
      row: inside.row + 2, column: inside.column, rows: inside.rows - 2 - foot,
      columns: inside.columns)
    if foot > 0, let chosen = entries[safe: help.list.cursor] {
      let lines = Self.wrap(chosen.help, to: inside.columns - 2)
      for (place, text) in lines.prefix(foot).enumerated() {
        screen.put(text, row: list.endRow + place, column: inside.column + 1, .accent)
      }
    }
    for (line, place) in help.list.lines(count: entries.count, height: list.rows).enumerated() {
      let entry = entries[place]
      let isHere = entry.screens.isEmpty || entry.screens.contains(state.screen)
      let row = list.row + line
      if place == help.list.cursor {
        screen.fill(
          Rect(row: row, column: list.column, rows: 1, columns: list.columns),
          style: Style(.selected))
      }
      let base: Role = place == help.list.cursor ? .selected : isHere ? .text : .dim
      screen.put(
        entry.shown.padded(to: 10), row: row, column: list.column + 1,
        base == .text ? .key : base, .bold)
      screen.put(entry.label.padded(to: 13), row: row, column: list.column + 12, base)
      let elsewhere = isHere ? "" : "  (\(entry.screens.map(\.title).joined(separator: ", ")))"
      screen.put(
        (entry.help + elsewhere).fitted(to: list.columns - 27), row: row, column: list.column + 26,
        base)
    }
    if entries.isEmpty {
      screen.put("no key is called so", row: list.row, column: list.column + 1, .dim)
    }
  }

  private static func formWidth(in size: Size) -> Int { min(size.columns - 4, 74) }

  /// The columns that settings have in the form.
  static func settingsWidth(in size: Size) -> Int { max(1, formWidth(in: size) - 18) }

  func drawForm(_ form: TrainForm, on screen: inout CellBuffer) {
    let width = Self.formWidth(in: state.size)
    let settingsWidth = Self.settingsWidth(in: state.size)
    // Settings have as many lines as they need, and as there is room for beside the rest.
    let settingsLines = min(
      form.settings.lines(of: settingsWidth).count, max(1, state.size.rows - 2 - 13))
    let height = min(13 + settingsLines, state.size.rows - 2)
    let box = Rect(
      row: max(1, (state.size.rows - height) / 2), column: (state.size.columns - width) / 2,
      rows: height, columns: width)
    screen.fill(box)
    let inside = screen.panel(
      box, title: form.copied.map { "start a run like \($0)" } ?? "start a run",
      facts: "↑ ↓ field · ← → choose · esc closes", isFocused: true)
    var row = inside.row + 1
    func line(_ field: TrainForm.Field, _ name: String, _ hint: String) -> (row: Int, role: Role) {
      let isHere = form.field == field
      screen.put(isHere ? "▸" : " ", row: row, column: inside.column + 1, .accent)
      screen.put(name, row: row, column: inside.column + 3, isHere ? .accent : .dim)
      let start = inside.column + 38
      screen.put(hint.fitted(to: inside.endColumn - start - 1), row: row, column: start, .dim)
      defer { row += 1 }
      return (row, isHere ? .selected : .text)
    }
    func choice(_ field: TrainForm.Field, _ name: String, _ value: String?, _ hint: String) {
      let place = line(field, name, hint)
      let shown = Escaping.visible(value ?? Figures.unknown).fitted(to: 20)
      let text = place.role == .selected ? "◀ \(shown) ▶" : shown
      screen.put(text, row: place.row, column: inside.column + 13, place.role)
    }
    func text(
      _ field: TrainForm.Field, _ name: String, _ value: TextField, _ empty: String, _ hint: String,
      width: Int
    ) {
      let place = line(field, name, hint)
      if value.text.isEmpty, place.role != .selected {
        screen.put(empty, row: place.row, column: inside.column + 13, .dim)
      } else {
        let column = value.draw(
          on: &screen, row: place.row, column: inside.column + 13, width: width,
          place.role == .selected ? .prompt : .text)
        if place.role == .selected { screen.cursor = (place.row, column) }
      }
    }
    let task = state.catalog.value?.tasks.first { $0.name == form.tasks[safe: form.task] }
    // A model that learns without labels takes no task.
    let isLabelFree = form.models[safe: form.model] == TrainForm.labelFree
    choice(
      .task, "task", isLabelFree ? "none" : form.tasks[safe: form.task],
      isLabelFree ? "" : task.map { "\($0.type.replacingUnderscores), \($0.metric)" } ?? "")
    choice(
      .model, "model", form.models[safe: form.model],
      form.models[safe: form.model].flatMap { TrainForm.hints[$0] } ?? "")
    text(.seed, "seed", form.seed, "0", "same seed, same bits", width: 12)
    text(.epochs, "epochs", form.epochs, "the model's own", "", width: 12)
    choice(
      .history, "history", TrainForm.histories[form.history],
      form.history == 0 ? "test sees rows to the cutoff" : "each row sees to its own time")
    choice(
      .process, "process", TrainForm.processes[form.process],
      form.process == 0
        ? "goes on by itself after a crash" : "goes on when the workbench ends")
    let place = line(.settings, "settings", "")
    let lines = Rect(
      row: place.row, column: inside.column + 13, rows: settingsLines, columns: settingsWidth)
    if form.settings.text.isEmpty, place.role != .selected {
      screen.put("none", row: place.row, column: lines.column, .dim)
    } else {
      let drawn = form.settings.draw(
        on: &screen, in: lines, place.role == .selected ? .prompt : .text)
      if place.role == .selected { screen.cursor = (drawn.row, drawn.column) }
      let more = [
        drawn.above > 0 ? "▲ \(drawn.above) more above" : "",
        drawn.below > 0 ? "▼ \(drawn.below) more below" : "",
      ].filter { !$0.isEmpty }
      if !more.isEmpty {
        screen.put(more.joined(separator: " · "), row: lines.endRow, column: lines.column, .accent)
      } else if place.role == .selected {
        screen.put(
          "key=value key=value, as learning_rate=0.001 channels=128", row: lines.endRow,
          column: lines.column,
          .dim)
      }
    }
    row = lines.endRow + 1
    var at = inside.column + 13
    for (field, name) in [(TrainForm.Field.start, "[ start ]"), (.rehearsal, "[ dry run ]")] {
      let isHere = form.field == field
      if isHere { screen.put("▸", row: row, column: inside.column + 1, .accent) }
      at += screen.put(name, row: row, column: at, isHere ? .selected : .accent) + 2
    }
    guard let words = form.problem ?? form.finding else { return }
    let role: Role = form.problem == nil ? .good : .error
    for (place, text) in Self.wrap(Escaping.visible(words), to: inside.columns - 4).enumerated()
    where row + 1 + place < inside.endRow {
      screen.put(text, row: row + 1 + place, column: inside.column + 3, role)
    }
  }

  /// Rows that a SELECT found.
  func drawAnswer(_ table: AnswerTable, on screen: inout CellBuffer) {
    let width = state.size.columns - 4
    let box = Rect(row: 2, column: 2, rows: state.size.rows - 5, columns: width)
    screen.fill(box)
    let count = Figures.count(table.answer.rows.count) + (table.answer.isCut ? "+" : "")
    let inside = screen.panel(
      box, title: Escaping.visible(table.title), facts: "\(count) rows · y copy · esc closes",
      isFocused: true)
    let shown = table.answer.rows.dropFirst(table.list.top).prefix(max(0, inside.rows - 1))
    var column = inside.column + 1
    for (place, name) in table.answer.columns.enumerated().dropFirst(table.list.column) {
      let cells = shown.map { $0[safe: place]?.display ?? "" }
      let widest = ([name] + cells).map { CharacterWidth.columns(of: $0) }.max() ?? 1
      let room = min(max(1, widest), 40, inside.endColumn - column - 1)
      guard room > 0 else { break }
      let isNumber = shown.allSatisfy {
        $0[safe: place]?.isNumber ?? false || $0[safe: place] == .null
      }
      screen.put(
        Escaping.visible(name).padded(to: room, right: isNumber), row: inside.row, column: column,
        .dim)
      for (line, text) in cells.enumerated() {
        screen.put(
          text.padded(to: room, right: isNumber), row: inside.row + 1 + line, column: column, .text)
      }
      column += room + 2
    }
  }

  func drawQuestion(_ confirmation: Confirmation, on screen: inout CellBuffer) {
    let width = min(state.size.columns - 4, 66)
    let lines = Self.wrap(Escaping.visible(confirmation.question), to: width - 4)
    let choices = Self.wrap(confirmation.choices, to: width - 4)
    let box = Rect(
      row: max(1, (state.size.rows - lines.count - choices.count - 3) / 2),
      column: (state.size.columns - width) / 2,
      rows: lines.count + choices.count + 3, columns: width)
    screen.fill(box)
    let inside = screen.panel(box, title: "really?", isFocused: true)
    for (place, text) in lines.enumerated() {
      screen.put(text, row: inside.row + place, column: inside.column + 1, .text, .bold)
    }
    for (place, text) in choices.enumerated() {
      screen.put(
        text, row: inside.endRow - choices.count + place, column: inside.column + 1, .key, .bold)
    }
  }
}

extension String {
  /// `binary_classification` as words.
  var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }
}
