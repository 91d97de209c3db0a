import TerminalUI

extension State {
  /// A way to finish what is typed, and what it is.
  struct Completion: Equatable, Sendable {
    var text: String
    var note: String
  }

  /// Ways to finish the command being typed, best first.
  var completions: [Completion] {
    guard let prompt, prompt.kind == .command else { return [] }
    let typed = prompt.field.text
    let parts = typed.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    if parts.count <= 1 {
      let word = parts.first ?? ""
      let commands = Command.words.map {
        Completion(text: $0.name + " ", note: "\($0.help)  :\($0.usage)")
      }
      let screens = Screen.allCases.map {
        Completion(text: "go \($0.name)", note: "screen \($0.rawValue)")
      }
      let tables = (schema.value?.tables ?? []).map {
        Completion(text: "go \($0.name)", note: "table, \(Figures.count($0.rows)) rows")
      }
      let found =
        commands.filter { $0.text.hasPrefix(word) }
        + screens.filter { $0.text.dropFirst(3).hasPrefix(word) }
      return found + (word.isEmpty ? [] : tables.filter { $0.text.dropFirst(3).contains(word) })
    }
    let last = parts[1]
    guard parts.count == 2 else { return [] }
    func finish(_ names: [String], _ note: String) -> [Completion] {
      names.filter { $0.contains(last) }.map { Completion(text: "\(parts[0]) \($0)", note: note) }
    }
    switch parts[0] {
    case "theme": return finish(themes, "theme")
    case "train": return finish((catalog.value?.tasks ?? []).map(\.name), "task")
    case "predict": return finish((schema.value?.tables ?? []).map(\.name), "table")
    case "go":
      return finish(Screen.allCases.map(\.name), "screen")
        + finish((schema.value?.tables ?? []).map(\.name), "table")
    default: return []
    }
  }

  mutating func takeInPrompt(_ key: Key) -> [Effect] {
    guard let open = prompt else { return [] }
    switch key {
    case .escape, .control("c"):
      prompt = nil
      return open.kind == .filter && !place.filter.isEmpty ? use(filter: "") : []
    case .enter:
      let chosen = open.choice.flatMap { completions[safe: $0]?.text }
      prompt = nil
      return carryOut(open.kind, chosen ?? open.field.text)
    case .tab, .down, .backTab, .up:
      let count = completions.count
      guard count > 0 else { return [] }
      let isBack = key == .backTab || key == .up
      let next =
        open.choice.map { ($0 + (isBack ? count - 1 : 1)) % count } ?? (isBack ? count - 1 : 0)
      if key == .tab, count == 1 || open.choice == nil && completions.count == 1 {
        let only = TextField(completions[0].text)
        prompt?.field = only
        prompt?.choice = nil
      } else {
        prompt?.choice = next
      }
      return []
    case .backspace where open.field.text.isEmpty:
      prompt = nil
      return []
    default:
      if let choice = open.choice, let chosen = completions[safe: choice] {
        prompt?.field = TextField(chosen.text)
        prompt?.choice = nil
      }
      guard prompt?.field.edit(key) == true else { return [] }
      return open.kind == .filter ? use(filter: prompt?.field.text ?? "") : []
    }
  }

  private mutating func carryOut(_ kind: Prompt.Kind, _ typed: String) -> [Effect] {
    switch kind {
    case .filter: return use(filter: typed)
    case .asOf: return use(typedTime: typed)
    case .command:
      guard !typed.allSatisfy(\.isWhitespace) else { return [] }
      switch Command.parse(typed, catalog: catalog.value) {
      case .failure(let failure):
        say(failure.message)
        return []
      case .success(let command): return carryOut(command)
      }
    }
  }

  private mutating func use(typedTime typed: String) -> [Effect] {
    switch SeedTime.parse(typed, relativeTo: asOf ?? seedTime) {
    case .at(let time): return use(asOf: time)
    case .unlimited: return use(asOf: nil)
    case .invalid(let problem):
      say(problem)
      return []
    }
  }

  private mutating func carryOut(_ command: Command) -> [Effect] {
    switch command {
    case .go(let place): return go(to: place)
    case .theme(let name):
      guard themes.isEmpty || themes.contains(name) else {
        say("there is no theme '\(name)'; there are: \(themes.joined(separator: ", "))")
        return []
      }
      theme = name
      return [.theme(name)]
    case .asOf(let time): return use(typedTime: time)
    case .fanout(let numbers):
      say("fan-out \(numbers.map(String.init).joined(separator: ","))", .good)
      return change(fanout: numbers)
    case .train(let request): return [order(.start(request))]
    case .openForm: return perform(.add)
    case .predict(let table, let key):
      return go(to: Place(screen: .predict, table: table, key: key))
    case .save(let name): return [order(.save(name, session))]
    case .help:
      help = HelpState()
      return []
    case .quit: return askToQuit()
    }
  }

  /// What `:save` keeps.
  public var session: Session {
    Session(
      database: databasePath, place: place.address, asOf: asOf, theme: theme, run: runs.selected,
      marks: runs.marked, fanout: graph.fanout)
  }
}

extension State {
  /// Keys that the help lists for what is typed.
  var helpEntries: [KeyEntry] {
    let typed = (help?.field.text ?? "").lowercased()
    let here = KeyTable.entries.filter { $0.screens.contains(screen) }
    let everywhere = KeyTable.entries.filter { $0.screens.isEmpty }
    let others = KeyTable.entries.filter { !$0.screens.isEmpty && !$0.screens.contains(screen) }
    return (here + everywhere + others).filter { entry in
      typed.isEmpty || entry.shown.lowercased().contains(typed)
        || entry.label.lowercased().contains(typed) || entry.help.lowercased().contains(typed)
    }
  }

  mutating func takeInHelp(_ key: Key) -> [Effect] {
    guard var open = help else { return [] }
    let count = helpEntries.count
    let height = max(1, size.rows - 8)
    switch key {
    case .escape, .control("c"):
      help = nil
      return []
    case .enter:
      let entry = helpEntries[safe: open.list.cursor]
      help = nil
      guard let entry else { return [] }
      guard entry.screens.isEmpty || entry.screens.contains(screen) else {
        let places = entry.screens.map(\.title).joined(separator: ", ")
        say("\(entry.shown) (\(entry.label)) works on \(places)", .dim)
        return []
      }
      return perform(entry.verb)
    case .up: open.list.move(to: open.list.cursor - 1, count: count, height: height)
    case .down: open.list.move(to: open.list.cursor + 1, count: count, height: height)
    case .pageUp: open.list.move(to: open.list.cursor - height, count: count, height: height)
    case .pageDown: open.list.move(to: open.list.cursor + height, count: count, height: height)
    case .character("?") where open.field.text.isEmpty:
      help = nil
      return []
    default:
      if open.field.edit(key) { open.list = ListPlace() }
    }
    help = open
    return []
  }

  /// A key for the form; nil when it is not for it (a screen by Alt and a digit).
  mutating func takeInForm(_ key: Key) -> [Effect]? {
    switch key {
    case .escape, .control("c"):
      form = nil
      return []
    case .enter:
      guard let open = form else { return [] }
      guard open.field == .start || open.field == .settings else {
        form?.move(1)
        return []
      }
      switch open.request() {
      case .failure(let failure): form?.problem = failure.message
      case .success(let request):
        form = nil
        say("starting \(request.model) on \(request.task)…", .dim)
        return [order(.start(request))]
      }
      return []
    case .alt(let digit) where "1"..."7" ~= digit:
      form = nil
      return nil
    case .control("l"), .control("z"): return nil
    default:
      _ = form?.edit(key)
      return []
    }
  }
}
