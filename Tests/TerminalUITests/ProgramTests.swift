import Testing

@testable import TerminalUI

/// Counts key presses; q stops; m asks for a message.
private struct Counter: Application {
  var count = 0
  var ticks = 0
  var size = Size(columns: 0, rows: 0)
  var wantsTicks = false

  enum Effect { case stop, message, suspend, ask }

  mutating func update(_ event: ProgramEvent<Int>) -> [Effect] {
    switch event {
    case .started(let size, _), .resized(let size): self.size = size
    case .key(.character("q")): return [.stop]
    case .key(.character("m")): return [.message]
    case .key(.character("w")): return [.ask]
    case .key(.control("z")): return [.suspend]
    case .key: count += 1
    case .message(let number): count += number
    case .tick: ticks += 1
    case .terminated: return [.stop]
    case .paste(let text): count += text.count
    case .mouse, .background: break
    }
    return []
  }

  func draw(on screen: inout CellBuffer) { screen.put("count \(count)", row: 0, column: 0) }
  var tickMilliseconds: Int? { wantsTicks ? 50 : nil }
}

@Suite("Program")
struct ProgramTests {
  private func program(
    _ terminal: TestTerminal, ticks: Bool = false, queue: EventQueue<Int> = EventQueue()
  ) -> Program<Counter> {
    return Program(Counter(wantsTicks: ticks), on: terminal, queue: queue) { effect in
      switch effect {
      case .stop: return [.stop]
      case .suspend: return [.suspend]
      case .ask: return [.awaitAnswer]
      case .message:
        queue.send(100)
        return []
      }
    }
  }

  @Test("draws before anything else happens")
  func firstFrame() {
    let terminal = TestTerminal(columns: 20, rows: 2)
    var program = program(terminal)
    program.start()
    #expect(terminal.frames == 1)
    #expect(terminal.text == "count 0\n")
  }

  @Test("takes keys, messages and pastes, and stops")
  func runs() {
    let terminal = TestTerminal(columns: 20, rows: 2)
    var program = program(terminal)
    terminal.type(.character("a"), .character("b"), .character("m"))
    terminal.send(.paste("four"))
    program.start()
    program.step()
    program.step()
    #expect(program.application.count == 106)
    #expect(terminal.text == "count 106\n")
    terminal.type(.character("q"))
    program.run()
    #expect(program.endedBySignal == nil)
  }

  @Test("many keys at once are one frame")
  func coalesces() {
    let terminal = TestTerminal(columns: 20, rows: 2)
    var program = program(terminal)
    program.start()
    for _ in 0..<50 { terminal.type(.down) }
    program.step()
    program.step()
    program.step()
    #expect(program.application.count == 50)
    #expect(terminal.frames <= 2)
  }

  @Test("a frame waits a moment for an answer that is on its way, and shows both at once")
  func answers() {
    let terminal = TestTerminal(columns: 20, rows: 2)
    let queue = EventQueue<Int>()
    var program = program(terminal, queue: queue)
    program.start()
    terminal.type(.character("a"), .character("w"))
    program.step()
    #expect(terminal.frames == 1)
    queue.send(100)
    program.step()
    #expect(terminal.frames == 2)
    #expect(terminal.text == "count 101\n")
  }

  @Test("a frame does not wait longer than that")
  func lateAnswers() {
    let terminal = TestTerminal(columns: 20, rows: 2)
    var program = program(terminal)
    program.start()
    terminal.type(.character("a"), .character("w"))
    program.step()
    let asked = terminal.milliseconds
    while terminal.frames == 1 { program.step() }
    #expect(terminal.text == "count 1\n")
    #expect(terminal.milliseconds - asked <= 5)
  }

  @Test("for a while after a key frames follow each other fast, then ten a second")
  func pace() {
    let terminal = TestTerminal(columns: 20, rows: 2)
    var program = program(terminal, ticks: true)
    program.start()
    func frames(in milliseconds: Int) -> Int {
      let (start, end) = (terminal.frames, terminal.milliseconds + milliseconds)
      while terminal.milliseconds < end { program.step() }
      return terminal.frames - start
    }
    _ = frames(in: 1_000)
    #expect((4...6).contains(frames(in: 500)))
    terminal.type(.down)
    #expect((8...11).contains(frames(in: 500)))
    _ = frames(in: 100)
    #expect((4...6).contains(frames(in: 500)))
  }

  @Test("an idle program shows no frame")
  func idle() {
    let terminal = TestTerminal(columns: 20, rows: 2)
    var program = program(terminal)
    program.start()
    for _ in 0..<20 { program.step() }
    #expect(terminal.frames == 1)
  }

  @Test("a terminal that takes no output gets no frame, and the last state when it does again")
  func blocked() {
    let terminal = TestTerminal(columns: 20, rows: 2)
    var program = program(terminal)
    program.start()
    terminal.isWritable = false
    for _ in 0..<5 {
      terminal.type(.down)
      program.step()
    }
    #expect(terminal.frames == 1)
    terminal.isWritable = true
    program.step()
    program.step()
    #expect(terminal.text == "count 5\n")
  }

  @Test("ticks come at their interval")
  func ticks() {
    let terminal = TestTerminal(columns: 20, rows: 2)
    var program = program(terminal, ticks: true)
    program.start()
    while terminal.milliseconds < 1_000 { program.step() }
    #expect((15...20).contains(program.application.ticks))
  }

  @Test("a signal ends it and is told; a new size and a stop reach it")
  func signals() {
    let terminal = TestTerminal(columns: 20, rows: 2)
    var program = program(terminal)
    program.start()
    terminal.resize(columns: 33, rows: 4)
    program.step()
    #expect(program.application.size == Size(columns: 33, rows: 4))
    terminal.type(.control("z"))
    program.step()
    #expect(terminal.suspensions == 1)
    terminal.send(.terminated(signal: 15))
    program.run()
    #expect(program.endedBySignal == 15)
  }
}
