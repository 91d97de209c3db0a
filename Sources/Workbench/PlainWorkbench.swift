import Inspection
import TerminalUI

/// The workbench as lines of text that are only ever added: for screen readers, and for terminals that
/// can do nothing else.
///
/// Every pane is a list of numbered lines without borders; a number puts the cursor on that line and
/// opens it, a name of a key or verb does it, `:` and `/` work as on the screen. It is the same state and
/// the same verbs, drawn another way.
public final class PlainWorkbench {
  private var state: State
  private let services: any WorkbenchServices
  private let files: WorkbenchFiles
  private let write: (String) -> Void
  public private(set) var isOver = false

  /// Wide and high enough that no pane cuts its lines; what is longer is paged.
  private static let size = Size(columns: 120, rows: 60)

  public init(
    session: Session, services: any WorkbenchServices, files: WorkbenchFiles,
    aftermath: Aftermath? = nil, write: @escaping (String) -> Void
  ) {
    self.services = services
    self.files = files
    self.write = write
    state = State(
      session: session, themes: files.themeNames, sessions: files.sessionNames,
      filters: files.namedFilters, keys: files.keys, aftermath: aftermath)
    write("relzero. Type a number to open a line, ? for all verbs, q to leave.")
    carryOut(state.update(.started(Self.size, WallClock(seconds: 0))))
    report()
  }

  /// The session as it is left.
  public var session: Session { state.session }
  public var keepsRuns: Bool { state.keepsRuns }

  /// Takes a line that was typed.
  public func take(_ line: String) {
    let typed = line.split(separator: " ").joined(separator: " ")
    if state.confirmation != nil {
      press(typed.first.map { .character($0) } ?? .escape)
    } else if state.form != nil {
      take(inForm: typed)
    } else if let choice = state.choice {
      take(typed, for: choice)
    } else if state.isBuilding {
      take(inBuilder: typed)
    } else if let number = Int(typed), number > 0, state.screen.rawValue != 0 {
      open(line: number)
    } else if typed.hasPrefix(":") || typed.hasPrefix("/") || typed.hasPrefix("T ") {
      for character in typed.prefix(1) { press(.character(character)) }
      carryOut(
        state.update(
          .paste(String(typed.dropFirst().drop { typed.hasPrefix("T ") && $0 == " " }))))
      press(.enter)
    } else if typed == "?" {
      help()
      return
    } else if let screen = Screen(name: typed) {
      carryOut(state.update(.key(.alt(Character("\(screen.rawValue)")))))
    } else if let verb = Verb(commandName: typed) {
      carryOut(state.performByName(verb))
    } else if let key = Key(name: typed) {
      press(key)
    } else if !typed.isEmpty {
      write("'\(typed)' is no number, key or verb. ? lists them.")
      return
    }
    if !isOver { report() }
  }

  private func press(_ key: Key) { carryOut(state.update(.key(key))) }

  private func open(line number: Int) {
    guard let path = State.list(of: state.pane), number <= state.count(of: state.pane) else {
      write("There is no line \(number) here.")
      return
    }
    _ = path
    carryOut(state.move(to: number - 1))
    if state.problem(with: .open) == nil { carryOut(state.perform(.open)) }
  }

  /// `name value` sets a field of the form; `start` starts, `esc` leaves it.
  private func take(inForm typed: String) {
    if typed == "esc" { return press(.escape) }
    let parts = typed.split(separator: " ", maxSplits: 1).map(String.init)
    guard let field = TrainForm.Field.allCases.first(where: { "\($0)" == parts.first }) else {
      write("Type a field and its value, as seed 3; start; or esc.")
      return
    }
    for _ in 0..<TrainForm.Field.allCases.count where state.form?.field != field { press(.tab) }
    if field == .start || field == .rehearsal { return press(.enter) }
    guard parts.count == 2 else { return press(.right) }
    press(.control("u"))
    for character in parts[1] { press(.character(character)) }
  }

  /// A number or a name takes an option; anything else leaves the list.
  private func take(_ typed: String, for choice: Choice) {
    let number = Int(typed).map { $0 - 1 } ?? choice.options.firstIndex { $0.name == typed }
    guard let number, choice.options.indices.contains(number) else { return press(.escape) }
    while let open = state.choice, open.list.cursor != number {
      press(open.list.cursor < number ? .down : .up)
    }
    press(.enter)
  }

  /// `question TEXT`, `name NAME`, `save`, `esc`.
  private func take(inBuilder typed: String) {
    if typed == "esc" { return press(.escape) }
    if typed == "save" { return press(.control("s")) }
    let parts = typed.split(separator: " ", maxSplits: 1).map(String.init)
    let fields: [String: TaskBuilder.Field] = ["question": .query, "name": .name]
    guard parts.count == 2, let field = fields[parts[0]] else {
      write("Type question and a question, name and a name, save, or esc.")
      return
    }
    for _ in TaskBuilder.Field.allCases where state.building.builder?.field != field {
      press(.tab)
    }
    press(.control("u"))
    carryOut(state.update(.paste(parts[1])))
  }

  private func carryOut(_ effects: [Effect]) {
    var waiting = effects
    for _ in 0..<10_000 where !waiting.isEmpty {
      switch waiting.removeFirst() {
      case .quit: isOver = true
      case .request(let request, let generation):
        let result: Result<Answer, Failure>
        do {
          result = .success(try request.answer(from: services, files: files))
        } catch {
          result = .failure(Failure(String(describing: error)))
        }
        waiting += state.update(
          .message(Reply(generation: generation, request: request, result: result)))
      case .theme, .send, .redraw, .suspend, .stop: break
      }
    }
  }

  // MARK: Saying

  private func help() {
    for entry in state.keys.entries where entry.works(on: state.screen) {
      write("\(entry.verb.commandName), \(entry.shown): \(entry.help)")
    }
    for word in Command.words { write(":\(word.usage): \(word.help)") }
  }

  /// What the pane with the keys shows, and the names of the others.
  private func report() {
    if let message = state.message { write(message.text) }
    if let answer = state.answer {
      write(answer.answer.text)
      press(.escape)
      return
    }
    if let question = state.confirmation {
      write("\(question.question) \(question.choices)")
      return
    }
    if let form = state.form {
      write("start a run: " + formLine(form))
      return
    }
    if reportOverlay() { return }
    write(
      "\(state.place.address)\(state.asOf.map { ", as of \($0)" } ?? ""), \(state.pane.rawValue):")
    for line in lines(of: state.pane) { write(line) }
    let others = state.screen.panes.filter { $0 != state.pane }.map(\.rawValue)
    write("next-pane: \(others.joined(separator: ", "))")
  }

  /// Says what lies over the screen and takes it away; false where nothing does.
  private func reportOverlay() -> Bool {
    if state.help != nil {
      help()
    } else if let viewer = state.viewer {
      write("\(viewer.title), \(viewer.facts)")
      for line in viewer.lines { write(Escaping.visible(line)) }
    } else if let choice = state.choice {
      write("\(choice.title): type a number, or esc")
      for (place, option) in choice.options.enumerated() {
        let note = option.note.isEmpty ? "" : ", \(option.note)"
        write("\(place + 1). \(Escaping.visible(option.name))\(Escaping.visible(note))")
      }
      return true
    } else if state.isBuilding {
      reportBuilder()
      return true
    } else {
      return false
    }
    press(.escape)
    return true
  }

  /// The question, what its labels are like, and what can be typed.
  private func reportBuilder() {
    guard let builder = state.building.builder else { return }
    write("new task: \(Escaping.visible(builder.line.text))")
    if let problem = builder.problem { write("not so: \(Escaping.visible(problem))") }
    if let failure = state.building.preview.failure { write(Escaping.visible(failure)) }
    if let preview = state.building.preview.value, builder.problem == nil {
      for split in preview.splits {
        write("\(split.name): \(split.rows) labels, mean \(Figures.metric(split.mean))")
      }
      for check in preview.checks {
        write(
          "\(check.isPassed ? "so" : "not so"): \(check.name), \(Escaping.visible(check.finding))")
      }
    }
    let name = builder.name.text.isEmpty ? "none yet" : builder.name.text
    write("name \(name). Type question and a question, name and a name, save, or esc.")
  }

  private func formLine(_ form: TrainForm) -> String {
    let task = form.tasks[safe: form.task] ?? "none"
    let model = form.models[safe: form.model] ?? "none"
    return
      "task \(task) (of \(form.tasks.joined(separator: ", "))), model \(model) (of "
      + "\(form.models.joined(separator: ", "))), seed \(form.seed.text), epochs "
      + "\(form.epochs.text.isEmpty ? "the model's own" : form.epochs.text), history "
      + "\(TrainForm.histories[form.history]), process \(TrainForm.processes[form.process]), settings "
      + "\(form.settings.text.isEmpty ? "none" : form.settings.text). Type start, or a field and a value."
  }

  /// The lines of a pane without its border; those of a list are numbered.
  private func lines(of pane: Pane) -> [String] {
    var alone = state
    alone.isZoomed = true
    alone.focus[state.screen] = pane
    var screen = CellBuffer(size: Self.size, glyphs: .ascii)
    Frame(alone).draw(on: &screen)
    let layout = Layout(alone)
    guard let box = layout.rect(of: pane) else { return [] }
    let path = State.list(of: pane)
    let header = Layout.headerRows(of: pane)
    let rowsPerLine = Layout.rowsPerLine(of: pane)
    let top = path.map { alone[keyPath: $0].top } ?? 0
    let count = path == nil ? 0 : alone.count(of: pane)
    var found: [String] = []
    var pending = ""
    for (place, text) in screen.lines[(box.row + 1)..<max(box.row + 1, box.endRow - 1)].enumerated()
    {
      let inside = text.dropFirst().dropLast(text.hasSuffix("|") ? 1 : 0)
      // A cursor is told by words elsewhere; runs of blanks only take time to listen to.
      let words = inside.split(separator: " ").filter { $0 != ">" && $0 != "|" }
        .joined(separator: " ")
      let line = place - header
      guard count > 0, line >= 0, top + line / rowsPerLine < count else {
        if !words.isEmpty { found.append(words) }
        continue
      }
      pending += (pending.isEmpty ? "" : ", ") + words
      if line % rowsPerLine == rowsPerLine - 1 {
        let number = top + line / rowsPerLine + 1
        let here = path.map { alone[keyPath: $0].cursor == number - 1 } ?? false
        found.append("\(number)\(here ? " (here)" : ""). \(pending)")
        pending = ""
      }
    }
    return found
  }
}
