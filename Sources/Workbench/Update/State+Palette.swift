import Inspection
import RunLogs
import TerminalUI

extension State {
  /// A way to finish what is typed: what it is, its name, what enter would run, the key that does it.
  struct Completion: Equatable, Sendable {
    enum Kind: String, Sendable {
      case command, key, screen, table, column, row, run, task, theme, session, filter
    }
    var kind: Kind
    var name: String
    /// What stands in the prompt when it is chosen.
    var text: String
    var note: String
    var key = ""
  }

  /// Ways to finish the command being typed, best first.
  var completions: [Completion] {
    guard let prompt, prompt.kind == .command else { return [] }
    let typed = prompt.field.text
    let parts = typed.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1 else { return anything(named: parts.first ?? "") }
    guard parts.count == 2 else { return [] }
    let argument = parts[1]
    let found: [Completion] =
      switch parts[0] {
      case "theme": themes.map { finish(parts[0], $0, .theme, "") }
      case "train": taskCompletions.map { finish(parts[0], $0.name, .task, $0.note) }
      case "predict":
        tableCompletions.map {
          let name = $0.name.contains(" ") ? "\"\($0.name)\"" : $0.name
          return finish(parts[0], name, .table, $0.note)
        }
      case "run": runCompletions
      case "session": sessions.map { finish(parts[0], $0, .session, "") }
      case "filter": filtersHere.map { finish(parts[0], $0.name, .filter, $0.words) }
      case "forget": filtersHere.map { finish(parts[0], $0.name, .filter, $0.words) }
      case "export": exportForms.map { finish(parts[0], $0.words, .command, $0.note) }
      case "save": [finish(parts[0], "filter ", .command, "keep the filter under a name")]
      case "go": screenCompletions + tableCompletions + columnCompletions + taskCompletions
      default: rowCompletions(table: parts[0], key: argument)
      }
    return ranked(found, by: argument)
  }

  private func finish(
    _ word: String, _ name: String, _ kind: Completion.Kind, _ note: String
  ) -> Completion {
    Completion(kind: kind, name: name, text: "\(word) \(name)", note: note)
  }

  /// Everything that has a name: commands, verbs, screens, tables, columns, runs, tasks.
  private func anything(named word: String) -> [Completion] {
    let commands = Command.words.map {
      Completion(
        kind: .command, name: $0.name, text: $0.name + ($0.takesMore ? " " : ""),
        note: "\($0.help)  :\($0.usage)", key: $0.verb.map { keys.shown($0, on: screen) } ?? "")
    }
    guard !word.isEmpty else { return commands }
    let verbs = keys.entries.filter { $0.works(on: screen) }.map {
      Completion(
        kind: .key, name: $0.verb.commandName, text: $0.verb.commandName, note: $0.help,
        key: $0.shown)
    }
    let places = screenCompletions + tableCompletions + taskCompletions + runCompletions
    return ranked(commands + places + verbs + columnCompletions, by: word)
  }

  private func ranked(_ all: [Completion], by typed: String) -> [Completion] {
    let scored = all.enumerated().compactMap { place, one in
      Fuzzy.score(typed, in: one.name).map { (score: $0, place: place, one: one) }
    }
    // Far matches would only bury the near ones.
    let best = scored.map(\.score).max() ?? 0
    return
      scored.filter { $0.score >= min(best, 2_000) - 2_000 }
      .sorted { ($1.score, $0.place) < ($0.score, $1.place) }.prefix(60).map(\.one)
  }

  private var screenCompletions: [Completion] {
    Screen.allCases.map {
      Completion(
        kind: .screen, name: $0.name, text: "go \($0.name)", note: "screen", key: "\($0.rawValue)")
    }
  }

  private var tableCompletions: [Completion] {
    (shownSchema?.tables ?? []).map {
      Completion(
        kind: .table, name: $0.name,
        text: "go \(Place(screen: .rows, table: $0.name).address)",
        note: "\(Figures.count($0.rows)) rows")
    }
  }

  private var columnCompletions: [Completion] {
    (schema.value?.tables ?? []).flatMap { table in
      table.columns.map { column in
        Completion(
          kind: .column, name: "\(table.name).\(column.name)",
          text: "go \(Place(screen: .schema, table: table.name, key: column.name).address)",
          note: "column")
      }
    }
  }

  private var taskCompletions: [Completion] {
    (catalog.value?.tasks ?? []).map {
      Completion(
        kind: .task, name: $0.name, text: "go \(Place(screen: .task, task: $0.name).address)",
        note: "\($0.type.replacingUnderscores) on \($0.entityTable)")
    }
  }

  private var runCompletions: [Completion] {
    (runs.list.value ?? []).prefix(500).map {
      Completion(
        kind: .run, name: "\($0.id)", text: "run \($0.id)",
        note: "\($0.status.sign) \($0.model) on \($0.task) \(Figures.metric($0.best))")
    }
  }

  /// `drivers 4`: a row by its key.
  private func rowCompletions(table: String, key: String) -> [Completion] {
    guard !key.isEmpty, schema.value?.tables.contains(where: { $0.name == table }) == true else {
      return []
    }
    let address = Place(screen: .rows, table: table, key: key).address
    return [Completion(kind: .row, name: key, text: "go \(address)", note: "row of \(table)")]
  }
}

// MARK: The prompt's keys

extension State {
  mutating func turnChoice(isBack: Bool, isTab: Bool) {
    let all = completions
    guard !all.isEmpty else { return }
    if isTab, all.count == 1, prompt?.choice == nil {
      prompt?.field = TextField(all[0].text)
      return
    }
    let step = isBack ? all.count - 1 : 1
    let next = prompt?.choice.map { ($0 + step) % all.count } ?? (isBack ? all.count - 1 : 0)
    prompt?.choice = next
  }

  /// Older commands with ↑, newer ones with ↓.
  mutating func walkHistory(_ step: Int) -> [Effect] {
    guard var open = prompt else { return [] }
    if open.back == 0 { open.draft = open.field.text }
    let matching = typedCommands.filter {
      open.draft.isEmpty || Fuzzy.score(open.draft, in: $0) != nil
    }
    open.back = min(max(0, open.back + step), matching.count)
    let text = open.back == 0 ? open.draft : matching[matching.count - open.back]
    open.field = TextField(text)
    prompt = open
    return []
  }

  mutating func keep(typed: String) {
    typedCommands.removeAll { $0 == typed }
    typedCommands.append(typed)
    if typedCommands.count > 200 { typedCommands.removeFirst() }
  }

  /// The theme under the cursor of the list is shown while it is chosen.
  mutating func preview() -> [Effect] {
    guard let choice = prompt?.choice, let one = completions[safe: choice], one.kind == .theme
    else {
      return endPreview()
    }
    previewedTheme = one.name
    return [.theme(one.name)]
  }

  mutating func endPreview() -> [Effect] {
    guard previewedTheme != nil else { return [] }
    previewedTheme = nil
    return [.theme(usedTheme)]
  }

  /// A verb by its name or from the help: it says where it works if not here.
  mutating func performByName(_ verb: Verb) -> [Effect] {
    if let entry = keys.entries.first(where: { $0.verb == verb && $0.works(on: screen) }) {
      // The verb is for one pane: give that one the keys.
      if let pane = entry.panes.first, !entry.panes.contains(self.pane) { focus[screen] = pane }
      return perform(verb)
    }
    if let entry = keys.entry(verb) {
      let places = entry.screens.map(\.title).joined(separator: ", ")
      say("\(entry.shown) (\(entry.label)) works on \(places)", .dim)
    }
    return []
  }
}

// MARK: Undo

extension State {
  mutating func remember(_ act: Undoable) {
    undoable.append(act)
    if undoable.count > 100 { undoable.removeFirst() }
  }

  mutating func undoLast() -> [Effect] {
    guard let act = undoable.popLast() else { return [] }
    say("undone: \(act.words)", .good)
    switch act.inverse {
    case .request(let request):
      if case .curate(let act) = request { undone = act } else { isUndoing = request }
      return [order(request)]
    case .whatIf(let before):
      predict.whatIf = before
      return askPrediction(isNew: true)
    case .marks(let marks):
      runs.marked = marks
      return askProgress()
    }
  }
}
