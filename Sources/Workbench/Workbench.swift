import TerminalUI

/// The workbench: the program behind `relzero DATABASE`.
public struct Workbench: Application {
  public private(set) var state: State
  private let log: SittingLog?

  public init(_ state: State) { self.init(state, log: nil) }

  init(_ state: State, log: SittingLog?) {
    self.state = state
    self.log = log
  }

  public mutating func update(_ event: ProgramEvent<Reply>) -> [Effect] {
    defer { log?.note(event, session: state.session) }
    return state.update(event)
  }

  public mutating func note(_ cost: FrameCost) { state.note(cost) }

  public func draw(on screen: inout CellBuffer) { Frame(state).draw(on: &screen) }

  public var tickMilliseconds: Int? { state.tickMilliseconds }
}

extension Workbench {
  /// How the workbench ended.
  public struct Ending: Sendable {
    /// The session as it was left, for the next start.
    public var session: Session
    /// Whether runs are to go on without the screen.
    public var keepsRuns: Bool
    /// The signal that asked for the end, if one did.
    public var signal: Int32?
  }

  /// Runs on a terminal until the person leaves or a signal asks for the end. The terminal is the
  /// caller's to close. Of several databases that could be meant, one is chosen first. The main thread must call it; services are called on other threads.
  public static func run(
    on terminal: any Terminal, session: Session, services: any WorkbenchServices,
    files: WorkbenchFiles, databases: [String] = [], aftermath: Aftermath? = nil
  ) -> Ending {
    let queue = EventQueue<Reply>()
    let dispatcher = Dispatcher(services, files: files, replyingTo: queue)
    let depth = terminal.colors
    terminal.use(files.theme(named: session.theme).palette(for: depth))
    let state = State(
      session: session, themes: files.themeNames, sessions: files.sessionNames,
      filters: files.namedFilters, keys: files.keys, databases: databases,
      aftermath: aftermath)
    let log = files.sittingPath.flatMap {
      SittingLog(path: $0, session: session, size: terminal.size, recordsData: files.recordsData)
    }
    var program = Program(Workbench(state, log: log), on: terminal, queue: queue) { effect in
      switch effect {
      case .request(let request, let generation):
        return dispatcher.send(request, generation: generation) ? [.awaitAnswer] : []
      case .stop(let generation):
        dispatcher.stop(generation)
        return []
      case .theme(let name): return [.use(files.theme(named: name).palette(for: depth))]
      case .send(let sequence): return [.send(sequence)]
      case .redraw: return [.redraw]
      case .suspend: return [.suspend]
      case .quit: return [.stop]
      }
    }
    program.run()
    dispatcher.end()
    log?.end(program.application.state.session)
    let last = program.application.state
    return Ending(session: last.session, keepsRuns: last.keepsRuns, signal: program.endedBySignal)
  }
}
