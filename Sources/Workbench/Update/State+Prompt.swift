import TerminalUI

extension State {
  mutating func takeInPrompt(_ key: Key) -> [Effect] {
    guard let open = prompt else { return [] }
    switch key {
    case .escape, .control("c"):
      prompt = nil
      if open.kind == .runFilter { return use(runFilter: "") }
      return open.kind == .filter && !place.filter.isEmpty ? use(filter: "") : endPreview()
    case .enter:
      let all = completions
      let chosen = open.choice.flatMap { all[safe: $0] }
      prompt = nil
      return carryOut(open.kind, chosen?.text ?? open.field.text, nearest: all.first)
    case .up where open.kind == .command && open.choice == nil: return walkHistory(1)
    case .down where open.back > 0: return walkHistory(-1)
    case .tab, .down, .backTab, .up:
      turnChoice(isBack: key == .backTab || key == .up, isTab: key == .tab)
      return preview()
    case .backspace where open.field.text.isEmpty:
      prompt = nil
      return endPreview()
    default:
      if let choice = open.choice, let chosen = completions[safe: choice] {
        prompt?.field = TextField(chosen.text)
        prompt?.choice = nil
      }
      if case .character = key, open.isProposed { prompt?.field = TextField() }
      guard prompt?.field.edit(key) == true else { return [] }
      prompt?.isProposed = false
      prompt?.back = 0
      if open.kind == .runFilter { return use(runFilter: prompt?.field.text ?? "") }
      return open.kind == .filter ? use(filter: prompt?.field.text ?? "") : endPreview()
    }
  }

  private mutating func carryOut(
    _ kind: Prompt.Kind, _ typed: String, nearest: Completion?
  ) -> [Effect] {
    switch kind {
    case .filter: return use(filter: typed)
    case .asOf: return use(typedTime: typed)
    case .runFilter: return use(runFilter: typed)
    case .line: return find(line: typed)
    case .tag(let run): return tag(run, typed)
    case .note(let run): return note(run, typed)
    case .rename(let run): return rename(run, typed)
    case .export(let runs): return export(runs, typed)
    case .batch: return askBatch(typed)
    case .cell(let row): return edit(row, typed)
    case .command:
      guard !typed.allSatisfy(\.isWhitespace) else { return endPreview() }
      // A command that needs more stays open for it, with what it may be.
      if let word = Command.words.first(where: { $0.name == typed && $0.takesMore }),
        case .failure = parse(command: typed)
      {
        prompt = Prompt(kind: .command, field: TextField(word.name + " "))
        return endPreview()
      }
      keep(typed: typed)
      switch parse(command: typed) {
      case .success(let command): return endPreview() + carryOut(command)
      case .failure where catalog.isWaiting && typed.hasPrefix("train "):
        waitingCommand = typed
        say("◔ the tasks are loading; the run starts then", .dim)
        return endPreview()
      case .failure(let failure):
        // A name alone is enough where it names one thing: `:results`, `:driver-dnf`.
        if let nearest, nearest.name == typed,
          case .success(let command) = parse(command: nearest.text)
        {
          return endPreview() + carryOut(command)
        }
        say(failure.message)
        return endPreview()
      }
    }
  }

  /// The tasks are here: what waited for them is done.
  mutating func carryOutWaiting() -> [Effect] {
    guard let typed = waitingCommand else { return [] }
    waitingCommand = nil
    return carryOut(.command, typed, nearest: nil)
  }

  private func parse(command typed: String) -> Result<Command, Failure> {
    Command.parse(typed, catalog: catalog.value, database: schema.value?.name)
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
    case .go(var place, let time):
      // A screen alone keeps the table and the row that are open.
      if place.table == nil, ![.task, .train, .runs].contains(place.screen) {
        let screen = place.screen
        place = self.place
        place.screen = screen
      }
      guard let time else { return go(to: place) }
      let effects = use(typedTime: time)
      return effects + go(to: place)
    case .run(let id):
      guard (runs.list.value ?? []).contains(where: { $0.id == id }) else {
        say("there is no run \(id) here")
        return []
      }
      runs.selected = id
      return go(to: .train)
    case .verb(let verb): return performByName(verb)
    case .session(let name): return [order(.session(name))]
    case .bug: return [order(.bug)]
    case .debug:
      showsCosts.toggle()
      return []
    case .cli: return showCommandLine()
    case .sql(let text): return [order(.query(text))]
    case .theme(let name):
      guard themes.isEmpty || themes.contains(name) else {
        say("there is no theme '\(name)'; there are: \(themes.joined(separator: ", "))")
        return []
      }
      theme = name
      return [.theme(usedTheme)]
    case .asOf(let time): return use(typedTime: time)
    case .fanout(let numbers):
      say("fan-out \(numbers.map(String.init).joined(separator: ","))", .good)
      return change(fanout: numbers)
    case .train(let request): return [order(.start(request))]
    case .open(let path):
      if sessions.contains(path) { return [order(.session(path))] }
      var next = Session(database: path, theme: theme)
      next.alerts = session.alerts
      return use(next)
    case .alert(let words):
      useAlert(words)
      return []
    case .openForm: return perform(.add)
    case .predict(let table, let key):
      return go(to: Place(screen: .predict, table: table, key: key))
    case .save(let name):
      if !sessions.contains(name) { sessions = (sessions + [name]).sorted() }
      return [order(.save(name, session))]
    case .saveFilter(let name): return keepFilter(named: name)
    case .export(let order): return export(order)
    case .useFilter(let name): return useFilter(named: name)
    case .forgetFilter(let name): return forgetFilter(named: name)
    case .help:
      help = HelpState()
      return []
    case .quit: return askToQuit()
    }
  }

  /// What `:save` keeps.
  public var session: Session {
    var session = Session(
      database: databasePath, place: place.address, asOf: asOf, theme: theme, run: runs.selected,
      marks: runs.marked, fanout: graph.fanout)
    // What is as at the beginning needs no line.
    if runs.view.axis != .step { session.axis = runs.view.axis.rawValue }
    if runs.view.smoothing > 0 { session.smoothing = runs.view.smoothing }
    if runs.view.isLogarithmic { session.logarithmic = true }
    session.plotWidth = runs.view.width
    session.plotEnd = runs.view.end
    if !runs.filter.isEmpty { session.runFilter = runs.filter }
    if runs.sort != .newest { session.runSort = runs.sort.rawValue }
    if !place.filter.isEmpty { session.filter = place.filter }
    let sort = rows.page.value == nil || isBrowsingFile ? rows.wantedSort : rows.sort
    if !sort.isEmpty { session.sort = sort.typed }
    if isZoomed { session.isZoomed = true }
    if !firstHints.isEmpty { session.hints = firstHints.map(\.rawValue) }
    if !runs.alerts.isEmpty { session.alerts = runs.alerts.map(\.text) }
    if !typedCommands.isEmpty { session.typed = Array(typedCommands.suffix(50)) }
    return session
  }
}
