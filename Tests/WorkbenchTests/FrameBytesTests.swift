import TerminalUI
import Testing

@testable import Workbench

/// What a step of the cursor sends to a terminal with 256 colors, counted: no time, no machine.
@Suite("Bytes of a frame")
struct FrameBytesTests {
  private struct Line {
    var writer: FrameWriter
    var size: Size

    init(_ size: Size) {
      self.size = size
      writer = FrameWriter(.ansi)
      writer.use(WorkbenchFiles(home: nil).theme(named: "default").palette(for: .many))
    }

    mutating func bytes(of state: State) -> Int {
      var screen = CellBuffer(size: size)
      Frame(state).draw(on: &screen)
      return writer.write(screen).bytes.count
    }
  }

  @Test(
    "in Rows a step of a held key is the two rows, a single one also the card",
    arguments: [(80, 24, 200, 250), (140, 45, 200, 250)])
  func step(columns: Int, rows: Int, held: Int, single: Int) throws {
    let session = Session(database: "x", place: "drivers/0/rows")
    var state = Sitting(columns: columns, rows: rows, session: session).state
    var line = Line(Size(columns: columns, rows: rows))
    #expect(line.bytes(of: state) > 1_000)
    // The first step of a held key tells that the card is not of this row, the others say no more.
    _ = state.update(.key(.down))
    _ = line.bytes(of: state)
    var asked: [Effect] = []
    var row = 0
    for _ in 0..<4 {
      asked = state.update(.key(.down))
      row = line.bytes(of: state)
      #expect(row <= held)
      #expect(row > 0)
    }
    func answer(_ effects: [Effect]) throws {
      for case .request(.entity(let request), let generation) in effects {
        let entity = try FakeServices().entity(request)
        _ = state.update(
          .message(
            Reply(
              generation: generation, request: .entity(request), result: .success(.entity(entity))))
        )
      }
    }
    try answer(asked)
    #expect(line.bytes(of: state) > 0)
    try answer(state.update(.key(.down)))
    let bytes = line.bytes(of: state)
    #expect(bytes <= single)
    #expect(bytes > row)
  }
}
