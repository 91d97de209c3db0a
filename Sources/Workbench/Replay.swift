import TerminalUI

/// Plays the log of a sitting again without a terminal: every event is taken when all that was asked
/// before it is answered, so that the screens are the same however fast the machine is.
public enum Replay {
  /// A screen as text, and one letter per cell for its role.
  public struct Screen: Equatable, Sendable {
    public var lines: [String]
    public var styles: [String]
  }

  /// - Parameters:
  ///   - path: a log (`sittings/….jsonl`) or a report (`bug.txt`).
  ///   - size: instead of the window's own; then changes of size are left out.
  ///   - database: instead of the one that was open.
  /// - Returns: the last screen.
  public static func play(
    _ path: String, size: Size?, database: String?, glyphs: GlyphSet = .unicode,
    services: any WorkbenchServices, files: WorkbenchFiles
  ) throws(SessionError) -> Screen {
    let lines = try SittingLog.read(path)
    var session = lines[0].session ?? Session(database: "demo")
    if let database { session.database = database }
    let opened = lines[0].at ?? [80, 24]
    let start = size ?? Size(columns: opened[0], rows: opened.count > 1 ? opened[1] : 24)
    let player = Player(
      session: session, size: start, glyphs: glyphs, services: services, files: files)
    for line in lines.dropFirst() {
      if line.ev == "resize", size == nil, let at = line.at, at.count == 2 {
        player.take(.resized(Size(columns: at[0], rows: at[1])))
      } else if let input = line.input {
        player.take(input)
      }
    }
    return player.screen
  }

  /// A workbench whose requests are answered at once, on the same thread.
  private final class Player {
    private var state: State
    private let services: any WorkbenchServices
    private let files: WorkbenchFiles
    private let glyphs: GlyphSet

    init(
      session: Session, size: Size, glyphs: GlyphSet, services: any WorkbenchServices,
      files: WorkbenchFiles
    ) {
      self.services = services
      self.files = files
      self.glyphs = glyphs
      state = State(
        session: session, themes: files.themeNames, sessions: files.sessionNames,
        filters: files.namedFilters, keys: files.keys)
      // A fixed time of day: what is shown depends on the log alone.
      carryOut(state.update(.started(size, WallClock(seconds: 43_200))))
    }

    func take(_ event: ProgramEvent<Reply>) {
      guard !state.isOver else { return }
      carryOut(state.update(event))
    }

    func take(_ input: TerminalInput) {
      switch input {
      case .key(let key): take(ProgramEvent.key(key))
      case .paste(let text): take(ProgramEvent.paste(text))
      case .mouse(let action, let row, let column):
        take(ProgramEvent.mouse(action, row: row, column: column))
      case .background(let isLight): take(ProgramEvent.background(isLight: isLight))
      default: break
      }
    }

    private func carryOut(_ effects: [Effect]) {
      var waiting = effects
      // An answer may ask for more; a bound keeps a fault from going on for ever.
      for _ in 0..<10_000 where !waiting.isEmpty {
        guard case .request(let request, let generation) = waiting.removeFirst() else { continue }
        let result: Result<Answer, Failure>
        do {
          result = .success(try request.answer(from: services, files: files))
        } catch {
          result = .failure(Failure(String(describing: error)))
        }
        waiting += state.update(
          .message(Reply(generation: generation, request: request, result: result)))
      }
    }

    var screen: Screen {
      var buffer = CellBuffer(size: state.size, glyphs: glyphs)
      Frame(state).draw(on: &buffer)
      return Screen(lines: buffer.lines, styles: buffer.styleLines)
    }
  }
}
