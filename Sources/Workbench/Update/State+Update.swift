import Foundation
import Inspection
import RunLogs
import TerminalUI

extension State {
  /// Takes one event; returns what must be done outside. Pure: no input or output, no clock.
  public mutating func update(_ event: ProgramEvent<Reply>) -> [Effect] {
    switch event {
    case .started(let size, let clock):
      self.size = size
      self.clock = clock
      return [.theme(usedTheme), ask(\.schema, .open(databasePath)), ask(\.runs.list, .runs)]
    case .key(let key):
      let wasWrong = message?.role == .error
      message = nil
      // esc at an error means that it was read, not that the screen is to be left.
      if wasWrong, key == .escape, isBare { return [] }
      return take(key)
    case .paste(let text):
      if isBuilding, prompt == nil, help == nil {
        return building.builder?.paste(text) == true ? askPreview() : []
      }
      paste(text)
      return []
    case .mouse(let action, let row, let column):
      return take(action, row: row, column: column)
    case .background(let isLight):
      guard isLight != self.isLight else { return [] }
      self.isLight = isLight
      return previewedTheme == nil ? [.theme(usedTheme)] : []
    case .resized(let size):
      self.size = size
      return settle()
    case .tick(let clock):
      self.clock = clock
      return poll()
    case .message(let reply):
      return take(reply)
    case .terminated(let signal):
      isOver = true
      // A terminal that is gone, or a system that tidies up, asks nobody what is to become of the runs.
      keepsRuns = signal != SIGINT && hasLiveRuns
      return [.quit]
    }
  }

  /// How often `tick` is wanted: often while curves grow on the screen, else for the clock.
  public var tickMilliseconds: Int {
    let isWatching = screen == .train || screen == .runs
    if hasLiveRuns { return isWatching ? 200 : 1000 }
    return isWatching ? 1000 : 15_000
  }

  var hasLiveRuns: Bool { (runs.list.value ?? []).contains { $0.status.isLive } }

  /// Sends a request whose answer replaces a value.
  mutating func ask<Value>(
    _ slot: WritableKeyPath<State, Loaded<Value>>, _ request: Request
  ) -> Effect {
    generation += 1
    self[keyPath: slot].ask(generation)
    return .request(request, generation: generation)
  }

  /// Sends a request whose answer is only a message.
  mutating func order(_ request: Request) -> Effect {
    generation += 1
    return .request(request, generation: generation)
  }

  /// Whether nothing lies over the screen that esc would close.
  private var isBare: Bool {
    prompt == nil && form == nil && confirmation == nil && help == nil && answer == nil
      && choice == nil && viewer == nil && !isHinting && !isBuilding && !isLoadingHere
  }

  mutating func say(_ text: String, _ role: Role = .warning) {
    message = Message(text: Escaping.visible(text), role: role)
  }

  private mutating func paste(_ text: String) {
    if help != nil {
      help?.field.insert(text)
    } else if prompt != nil {
      prompt?.field.insert(text)
    } else {
      form?.paste(text)
    }
  }

  private mutating func take(_ key: Key) -> [Effect] {
    if let confirmation { return answer(confirmation, with: key) }
    // Nothing is drawn that a key could act on; it can be left.
    if isTooSmall,
      ![.quit, .interrupt, .suspend].contains(keys.verb(for: key, on: screen, in: pane))
    {
      return []
    }
    if help != nil { return takeInHelp(key) }
    if answer != nil { return takeInAnswer(key) }
    if isHinting { return takeHint(key) }
    if viewer != nil { return takeInViewer(key) }
    if choice != nil { return takeInChoice(key) }
    if isBuilding, prompt == nil, let effects = takeInBuilder(key) { return effects }
    if prompt != nil { return takeInPrompt(key) }
    if form != nil, let effects = takeInForm(key) { return effects }
    guard let verb = keys.verb(for: key, on: screen, in: pane) else {
      if let entry = keys.elsewhere(key) {
        let places = entry.screens.map(\.title).joined(separator: ", ")
        say("\(entry.shown) (\(entry.label)) works on \(places)", .dim)
      }
      return []
    }
    return perform(verb)
  }

  private mutating func answer(_ question: Confirmation, with key: Key) -> [Effect] {
    switch (question.quits, key) {
    case (_, .character("n")), (_, .character("N")), (_, .escape), (_, .control("c")):
      confirmation = nil
      return []
    case (true, .character("k")), (true, .enter), (true, .character("s")):
      isOver = true
      keepsRuns = key != .character("s")
      return [.quit]
    case (false, .character("y")), (false, .character("Y")), (false, .enter):
      confirmation = nil
      return question.effect.map { [order($0)] } ?? []
    default:
      return []
    }
  }
}

extension State {
  /// Takes a reply; one to a request that was replaced since changes nothing.
  private mutating func take(_ reply: Reply) -> [Effect] {
    if case .success(.share(let share)) = reply.result {
      note(share, of: reply)
      return []
    }
    switch reply.request {
    case .open:
      if case .success(.opening(let progress)) = reply.result {
        return takeOpening(progress, reply.generation)
      }
      let result = reply.result.flatMap { answer -> Result<SchemaSummary, Failure> in
        if case .opened(let value) = answer { return .success(value) }
        return .failure(.unexpected)
      }
      guard schema.take(result, generation: reply.generation) else { return [] }
      guard schema.failure == nil else {
        if let left { return comeBack(to: left) }
        opening = nil
        return []
      }
      left = nil
      leaveFile()
      return [ask(\.catalog, .catalog)] + arrive()
    case .page(let request):
      return takePage(reply, for: request)
    case .storedPage(let request):
      return takeStoredPage(reply, for: request)
    case .entity:
      return takeEntity(reply)
    case .card: return takeCard(reply)
    case .prompt: return takePrompt(reply)
    case .subgraph:
      let result = reply.result.flatMap { answer -> Result<SubgraphSummary, Failure> in
        if case .subgraph(let value) = answer { return .success(value) }
        return .failure(.unexpected)
      }
      if graph.subgraph.take(result, generation: reply.generation) {
        if let words = words(ofLater: graph.subgraph.value?.seed) { graph.subgraph.refuse(words) }
        return showSubgraph()
      }
    case .catalog:
      let result = reply.result.flatMap { answer -> Result<Catalog, Failure> in
        if case .catalog(let value) = answer { return .success(value) }
        return .failure(.unexpected)
      }
      if catalog.take(result, generation: reply.generation) {
        if let saved = catalog.value?.tasks.firstIndex(where: { $0.name == building.saved }) {
          building.saved = nil
          place(.tasks, on: saved)
        }
        // The demo comes with a run that was started just now.
        let more = askRuns()
        return more + (screen == .predict || screen == .graph ? arrive() : settle())
          + carryOutWaiting()
      }
    case .predict:
      let result = reply.result.flatMap { answer -> Result<PredictionSummary, Failure> in
        if case .prediction(let value) = answer { return .success(value) }
        return .failure(.unexpected)
      }
      if predict.prediction.take(result, generation: reply.generation) {
        if let words = words(ofLater: predict.prediction.value?.entity) {
          predict.prediction.refuse(words)
        }
        takeBackWhatIf()
        return settle()
      }
    case .runs:
      return takeRuns(reply)
    case .progress(let run, _, _):
      return takeProgress(reply, of: run)
    case .start(let request):
      switch reply.result {
      case .success(.started(let run)):
        form = nil
        runs.selected = run
        let what = request.model == TrainForm.labelFree ? "" : " on \(request.task)"
        say("\(run) started: \(request.model)\(what)", .good)
        return go(to: .train)
      case .success: say(Failure.unexpected.message, .error)
      case .failure(let failure):
        if form == nil { say(failure.message, .error) } else { form?.problem = failure.message }
      }
    case .query(let sql):
      switch reply.result {
      case .success(.queried(let found)): answer = AnswerTable(title: sql, answer: found)
      case .success: say(Failure.unexpected.message, .error)
      case .failure(let failure): say(failure.message, .error)
      }
    case .machine:
      let result = reply.result.flatMap { answer -> Result<MachineReading, Failure> in
        if case .machine(let value) = answer { return .success(value) }
        return .failure(.unexpected)
      }
      _ = runs.machine.take(result, generation: reply.generation)
    case .schedule(let run):
      if case .success(.schedule(let plan?)) = reply.result { runs.schedules[run.id] = plan }
    case .curate(let act):
      switch reply.result {
      case .success: return curated(act)
      case .failure(let failure): say(failure.message, .error)
      }
    case .exportRuns, .predictAll:
      switch reply.result {
      case .success(.saved(let path)): say("written to \(path)", .good)
      case .success: say(Failure.unexpected.message, .error)
      case .failure(let failure): say(failure.message, .error)
      }
    case .copy:
      switch reply.result {
      case .success(.copied(let copied)):
        say(copied.words, .good)
        return copied.sequence.map { [.send($0)] } ?? []
      case .success: say(Failure.unexpected.message, .error)
      case .failure(let failure): say(failure.message, .error)
      }
    case .session:
      switch reply.result {
      case .success(.session(let session)): return use(session)
      case .success: say(Failure.unexpected.message, .error)
      case .failure(let failure): say(failure.message, .error)
      }
    case .keepFilter(let filter): takeFilters(reply, filter, isKept: true)
    case .forgetFilter(let filter): takeFilters(reply, filter, isKept: false)
    case .trashTask(let name): return takeMovedTask(reply, name, isTrashed: true)
    case .restoreTask(let name): return takeMovedTask(reply, name, isTrashed: false)
    case .rehearse: takeRehearsal(reply)
    case .profile, .history, .setMeaning, .schema: return takeSchemaFacts(reply)
    case .previewTask: return takePreview(reply)
    case .saveTask(_, let name): return takeSavedTask(reply, name: name)
    case .seek: return takeFound(reply)
    case .exportRows: takeExported(reply)
    case .save, .bug, .export:
      switch reply.result {
      case .success(.saved(let path)): say("written to \(path)", .good)
      case .success: say(Failure.unexpected.message, .error)
      case .failure(let failure): say(failure.message, .error)
      }
    case .control(let id, let verb):
      switch reply.result {
      case .success:
        if verb == .stop { runs.stopping.insert(id) } else { runs.stopping.remove(id) }
        let isWaiting =
          verb == .stop
          && runs.list.value?.first { $0.id == id }?.status == .queued
        if isWaiting { runs.stopping.remove(id) }
        say("\(id): \(isWaiting ? "taken out of the queue" : verb.words)", .good)
        return [ask(\.runs.list, .runs)]
      case .failure(let failure): say(failure.message, .error)
      }
    }
    return []
  }
}

extension Failure {
  static let unexpected = Failure("the program answered another question: please report this")
}
