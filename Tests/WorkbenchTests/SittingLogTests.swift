import Foundation
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("Sessions and logs of sittings")
struct SittingLogTests {
  private final class Folder {
    let path = NSTemporaryDirectory() + "relzero-sitting-\(UUID().uuidString)"
    deinit { _ = try? FileManager.default.removeItem(atPath: path) }
  }

  private let session = Session(database: "rel-f1.sqlite", place: "drivers/3/rows")

  /// Plays keys in a sitting of 80x24 and keeps its log.
  private func keep(
    _ keys: [TerminalInput], in folder: Folder, ends: Bool = true, recordsData: Bool = false
  ) throws -> (path: String, screen: [String]) {
    let path = folder.path + "/session.jsonl"
    let size = Size(columns: 80, rows: 24)
    let log = try #require(
      SittingLog(path: path, session: session, size: size, recordsData: recordsData))
    var bench = Workbench(
      State(session: session, themes: WorkbenchFiles(home: nil).themeNames), log: log)
    let services = FakeServices()
    let files = WorkbenchFiles(home: nil)
    func carryOut(_ effects: [Effect]) {
      for case .request(let request, let generation) in effects {
        let result = Result { try request.answer(from: services, files: files) }
          .mapError { Failure("\($0)") }
        carryOut(
          bench.update(.message(Reply(generation: generation, request: request, result: result))))
      }
    }
    carryOut(bench.update(.started(size, WallClock(seconds: 43_200))))
    for input in keys {
      switch input {
      case .key(let key): carryOut(bench.update(.key(key)))
      case .paste(let text): carryOut(bench.update(.paste(text)))
      case .mouse(let action, let row, let column):
        carryOut(bench.update(.mouse(action, row: row, column: column)))
      default: break
      }
    }
    if ends { log.end(bench.state.session) }
    var screen = CellBuffer(size: size)
    bench.draw(on: &screen)
    return (path, screen.lines)
  }

  private func keys(_ text: String) -> [TerminalInput] { text.map { .key(.character($0)) } }

  private func play(_ path: String, size: Size? = nil) throws -> Replay.Screen {
    try Replay.play(
      path, size: size, database: nil, services: FakeServices(), files: WorkbenchFiles(home: nil))
  }

  @Test("a log played again ends on the same screen")
  func replay() throws {
    let folder = Folder()
    let inputs =
      keys("jj3") + [.key(.down), .key(.tab), .mouse(.press, row: 4, column: 10)] + keys("5i")
      + [.key(.left)] + keys(":theme nord") + [.key(.enter)] + keys("6jm?zoom") + [.key(.escape)]
    let (path, screen) = try keep(inputs, in: folder)
    #expect(try play(path).lines == screen)
    #expect(try play(path, size: Size(columns: 140, rows: 45)).lines.count == 45)
  }

  @Test("a storm of random events is played again to the same screen, and the screen stays whole")
  func storms() throws {
    let all: [Key] =
      "jkhlgGfFTRsmLx+-0()i%pXCat<>d yYu!nN/:?1234567`{}z.".map { .character($0) }
      + [.enter, .escape, .tab, .backTab, .backspace, .up, .down, .pageDown, .control("d")]
    for seed in 1...6 {
      var random = UInt64(seed)
      func next(_ count: Int) -> Int {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(random >> 33) % count
      }
      let inputs = (0..<150).map { _ -> TerminalInput in
        switch next(12) {
        case 0:
          .mouse(
            [.press, .doublePress, .drag, .release, .wheelUp, .wheelDown][next(6)], row: next(24),
            column: next(80))
        case 1: .paste("x")
        default: .key(all[next(all.count)])
        }
      }
      let folder = Folder()
      let (path, screen) = try keep(inputs, in: folder, recordsData: true)
      #expect(try play(path).lines == screen, "seed \(seed)")
    }
  }

  @Test("pasted text is kept only where that was asked for")
  func secrets() throws {
    for recordsData in [false, true] {
      let folder = Folder()
      let (path, _) = try keep(
        keys(":") + [.paste("hunter2")], in: folder, recordsData: recordsData)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.contains("hunter2") == recordsData)
    }
  }

  @Test("a sitting that broke off is known, with the last place that was kept whole")
  func interrupted() throws {
    let folder = Folder()
    let (path, _) = try keep(keys(String(repeating: "3", count: 200)), in: folder, ends: false)
    #expect(SittingLog.interrupted(path)?.place == "drivers/3/graph")
    let other = Folder()
    #expect(SittingLog.interrupted(try keep([], in: other).path) == nil)
    // Of a process that is still there the sitting goes on; of one that is gone it does not.
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for (process, isOver) in [(getppid(), false), (999_999_999, true)] {
      let own = "\"process\":\(ProcessInfo.processInfo.processIdentifier)"
      #expect(text.contains(own))
      let of = text.replacingOccurrences(of: own, with: "\"process\":\(process)")
      try of.write(toFile: path, atomically: true, encoding: .utf8)
      #expect((SittingLog.interrupted(path) != nil) == isOver)
    }
    #expect(SittingLog.interrupted(other.path + "/none") == nil)
  }

  @Test("each sitting has its own log; of those that are over the last written says where one was")
  func ownLogs() throws {
    let home = Folder()
    let files = WorkbenchFiles(home: home.path)
    let own = try #require(files.sittingPath)
    #expect(own.hasSuffix("-\(ProcessInfo.processInfo.processIdentifier).jsonl"))
    #expect(SittingLog.name(at: 951_782_645).hasPrefix("20000229T000405-"))
    func begin(_ name: String, of process: Int32, at place: String) throws -> String {
      let path = home.path + "/sittings/\(name).jsonl"
      let session = Session(database: "x", place: place)
      let log = try #require(
        SittingLog(
          path: path, session: session, size: Size(columns: 80, rows: 24), recordsData: false))
      _ = log
      let text = try String(contentsOfFile: path, encoding: .utf8).replacingOccurrences(
        of: "\"process\":\(ProcessInfo.processInfo.processIdentifier)",
        with: "\"process\":\(process)")
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return path
    }
    // One that is over, one of a process that is there: neither takes the other's file.
    let over = try begin("b", of: 999_999_999, at: "runs")
    let live = try begin("a", of: getppid(), at: "train")
    #expect(files.lastSittingPath == over)
    #expect(files.interruptedSession?.place == "runs")
    // Of many that are over the newest are kept, and those of living processes.
    for number in 0..<14 { _ = try begin("c\(number)", of: 999_999_999, at: "task") }
    let kept = try FileManager.default.contentsOfDirectory(atPath: home.path + "/sittings")
    #expect(kept.count == 12 && kept.contains("a.jsonl") && !kept.contains("b.jsonl"))
    #expect(FileManager.default.fileExists(atPath: live))
  }

  @Test("the place is kept a second after it changed, though nothing more is done")
  func quietPlace() throws {
    let folder = Folder()
    let path = folder.path + "/a.jsonl"
    let log = try #require(
      SittingLog(
        path: path, session: session, size: Size(columns: 80, rows: 24), recordsData: false))
    var moved = session
    moved.place = "runs"
    log.note(.key(.character("6")), session: moved)
    Thread.sleep(forTimeInterval: 1.1)
    log.note(.tick(WallClock(seconds: 1)), session: moved)
    #expect(SittingLog.interrupted(path)?.place == "runs")
    let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
    Thread.sleep(forTimeInterval: 1.1)
    log.note(.tick(WallClock(seconds: 2)), session: moved)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == size)
  }

  @Test("what is no log is said")
  func noLog() throws {
    let folder = Folder()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let path = folder.path + "/x"
    for text in [
      "", "hello", "{\"t\":0,\"ev\":\"key\",\"k\":\"j\"}", "{\"t\":0,\"ev\":\"open\",\"v\":99}",
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: SessionError.self) { try play(path) }
    }
  }

  @Test("a session keeps how curves are looked at, the filter of runs and the commands typed")
  func keptWithAll() throws {
    let sitting = Sitting(session: session).press(
      .character("5"), .down, .character("s"), .character("x"), .character("+"), .character("+"),
      .character("("))
    #expect(sitting.state.runs.view.width != nil && sitting.state.runs.view.end != nil)
    sitting.press(.character("6")).type("/dnf").press(.enter).type(":go drivers").press(.enter)
    let kept = sitting.state.session
    #expect(kept.smoothing == 0.6)
    #expect(kept.axis == "epoch")
    #expect(kept.runFilter == "dnf")
    #expect(kept.typed == ["go drivers"])
    let folder = Folder()
    try kept.write(folder.path + "/a.yaml")
    let read = try Session.read(folder.path + "/a.yaml")
    #expect(State(session: read).runs.view == sitting.state.runs.view)
  }

  @Test("a session by its name takes one there, and the screen and keys stay the sitting's")
  func named() throws {
    let folder = Folder()
    let files = WorkbenchFiles(home: folder.path)
    _ = try files.save(Session(database: "demo", place: "runs", theme: "nord"), named: "mine")
    #expect(files.sessionNames == ["mine"])
    #expect(throws: SessionError.self) { try files.session(named: "../x") }
    var state = State(session: session, sessions: files.sessionNames)
    _ = state.update(.started(Size(columns: 100, rows: 30), WallClock(seconds: 0)))
    _ = state.use(try files.session(named: "mine"))
    #expect(state.screen == .runs)
    #expect(state.theme == "nord")
    #expect(state.size.columns == 100)
  }

  @Test("the command of the shell for a view quotes what needs it")
  func commandLine() {
    var state = State(session: Session(database: "my db.sqlite", place: "drivers/a'b/predict"))
    state.asOf = "2010-01-01 12:00:00"
    #expect(
      state.commandLine
        == "relzero predict 'my db.sqlite' --run RUN --entity 'a'\\''b' --at '2010-01-01 12:00:00'")
  }

  @Test("the command of a subgraph draws the same rows as the screen")
  func commandOfGraph() {
    let sitting = Sitting(session: session).press(.character("3"))
    #expect(sitting.state.commandLine == "relzero graph rel-f1.sqlite drivers 3 --fanout 8,4")
    sitting.press(.character("R"), .character("R"), .character("m"))
    #expect(sitting.state.commandLine.hasSuffix("--fanout 8,4 --strategy uniform --seed 2"))
  }

  @Test("the command of a run names its own database, and no task where it learned without one")
  func commandOfRun() throws {
    func command(_ change: (inout RunSummary) -> Void) throws -> String {
      var run = try #require(try FakeServices().runs().first)
      change(&run)
      var state = State(session: Session(database: "open.sqlite", place: "train"))
      state.runs.list = Loaded([run])
      return state.commandLine
    }
    let labeled = try command {
      $0.setup.databasePath = "/data/other db.sqlite"
      $0.setup.task = "driver-dnf"
    }
    #expect(labeled.hasPrefix("relzero train '/data/other db.sqlite' --task driver-dnf --model "))
    let labelFree = try command { $0.setup.model = "relzero" }
    #expect(!labelFree.contains("--task") && labelFree.contains("--model relzero"))
  }
}
