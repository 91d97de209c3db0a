import Foundation
import Inspection
import RunLogs
import TerminalUI

@testable import Workbench

/// The workbench on a test terminal with services that answer at once: keys in, screens out.
final class Sitting {
  let terminal: TestTerminal
  let services: FakeServices
  private let queue = EventQueue<Reply>()
  /// The answer to the opening of a database that the services are still reading.
  private let opened = Opened()
  private var program: Program<Workbench>
  /// Requests that were sent, in order.
  private let sent = Sent()
  var requests: [Request] { sent.requests }
  var isOver: Bool { program.application.state.isOver }
  var state: State { program.application.state }

  private final class Opened {
    var reply: Reply?
  }

  private final class Sent {
    var requests: [Request] = []
  }

  init(
    columns: Int = 80, rows: Int = 24, glyphs: GlyphSet = .unicode,
    session: Session = Session(database: "rel-f1.sqlite"),
    services: FakeServices = FakeServices(), home: String? = nil
  ) {
    terminal = TestTerminal(columns: columns, rows: rows, glyphs: glyphs)
    self.services = services
    var files = WorkbenchFiles(home: home)
    files.clipboard.environment = ["TERM": "xterm-256color"]
    let queue = queue
    let sent = sent
    let given = files
    let opened = opened
    program = Program(
      Workbench(
        State(session: session, themes: given.themeNames, filters: given.namedFilters)),
      on: terminal, queue: queue
    ) { effect in
      switch effect {
      case .request(let request, let generation):
        sent.requests.append(request)
        let result = Result { try request.answer(from: services, files: given) }
          .mapError { Failure(String(describing: ($0 as? Failure)?.message ?? "\($0)")) }
        let reply = Reply(generation: generation, request: request, result: result)
        if case .open = request, let progress = services.opening {
          opened.reply = reply
          queue.send(
            Reply(generation: generation, request: request, result: .success(.opening(progress))))
        } else {
          queue.send(reply)
        }
        return []
      case .stop: return []
      case .theme(let name): return [.use(given.theme(named: name).palette(for: .many))]
      case .send(let sequence): return [.send(sequence)]
      case .redraw: return [.redraw]
      case .suspend: return [.suspend]
      case .quit: return [.stop]
      }
    }
    program.start()
    settle()
  }

  /// Steps until every answer is on the screen.
  func settle() {
    for _ in 0..<12 { program.step() }
  }

  /// All rows are read, of a database that was still being opened.
  func finishOpening() {
    if let reply = opened.reply { queue.send(reply) }
    settle()
  }

  @discardableResult
  func press(_ keys: Key...) -> Sitting {
    for key in keys {
      terminal.type(key)
      program.step()
    }
    settle()
    return self
  }

  @discardableResult
  func type(_ text: String) -> Sitting {
    for character in text {
      terminal.type(.character(character))
      program.step()
    }
    settle()
    return self
  }

  func send(_ input: TerminalInput) {
    terminal.send(input)
    settle()
  }

  func resize(columns: Int, rows: Int) {
    terminal.resize(columns: columns, rows: rows)
    settle()
  }

  var text: String { terminal.text }
}
