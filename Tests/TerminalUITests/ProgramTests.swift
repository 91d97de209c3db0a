import Testing

@testable import TerminalUI

/// Counts key presses; q stops; m asks for a message.
private struct Counter: Application {
  var count = 0
  var ticks = 0
  var size = Size(columns: 0, rows: 0)
  var wantsTicks = false

  enum Effect { case stop, message, suspend }

  mutating func update(_ event: ProgramEvent<Int>) -> [Effect] {
    switch event {
    case .started(let size, _), .resized(let size): self.size = size
    case .key(.character("q")): return [.stop]
    case .key(.character("m")): return [.message]
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
  private func program(_ terminal: TestTerminal, ticks: Bool = false) -> Program<Counter> {
    let queue = EventQueue<Int>()
    return Program(Counter(wantsTicks: ticks), on: terminal, queue: queue) { effect in
      switch effect {
      case .stop: return [.stop]
      case .suspend: return [.suspend]
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
