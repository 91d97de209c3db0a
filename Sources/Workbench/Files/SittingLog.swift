import Foundation
import TerminalUI

/// One line of the log of a sitting: what happened, and when.
///
/// The log is at once the replay, the report of a fault and a test's input. It holds what a person did,
/// not what the database answered; pasted text only where that was asked for.
struct SittingLine: Codable, Equatable, Sendable {
  /// Seconds since the beginning.
  var t: Double
  /// `open`, `key`, `paste`, `mouse`, `resize`, `background`, `reply`, `snap`, `end`.
  var ev: String
  var k: String?
  var text: String?
  var action: String?
  /// Row and column of the mouse; columns and rows of the window.
  var at: [Int]?
  var light: Bool?
  var session: Session?
  var v: Int?
  /// Of the first line: the process that writes.
  var process: Int32?

  init(
    t: Double, ev: String, k: String? = nil, text: String? = nil, action: String? = nil,
    at: [Int]? = nil, light: Bool? = nil, session: Session? = nil, v: Int? = nil,
    process: Int32? = nil
  ) {
    self.t = (t * 1000).rounded() / 1000
    self.ev = ev
    self.k = k
    self.text = text
    self.action = action
    self.at = at
    self.light = light
    self.session = session
    self.v = v
    self.process = process
  }

  /// The line of an event; nil for what a replay does not need.
  init?(_ event: ProgramEvent<Reply>, t: Double, recordsData: Bool) {
    switch event {
    case .key(let key): self.init(t: t, ev: "key", k: key.name)
    case .paste(let text):
      // What was pasted may be secret: by itself only its length is kept.
      self.init(
        t: t, ev: "paste", text: recordsData ? text : String(repeating: "x", count: text.count))
    case .mouse(let action, let row, let column):
      self.init(t: t, ev: "mouse", action: action.rawValue, at: [row, column])
    case .resized(let size): self.init(t: t, ev: "resize", at: [size.columns, size.rows])
    case .background(let isLight): self.init(t: t, ev: "background", light: isLight)
    case .started, .tick, .message, .terminated: return nil
    }
  }

  /// The input that the line stands for.
  var input: TerminalInput? {
    switch ev {
    case "key": k.flatMap(Key.init(name:)).map(TerminalInput.key)
    case "paste": text.map(TerminalInput.paste)
    case "mouse":
      action.flatMap(MouseAction.init).flatMap { action in
        at.flatMap { $0.count == 2 ? .mouse(action, row: $0[0], column: $0[1]) : nil }
      }
    case "background": light.map { .background(isLight: $0) }
    default: nil
    }
  }
}

/// Writes the log of a sitting, a line per event, at once, so that a crash loses nothing.
///
/// - Note: Unchecked, because only the main thread uses it.
final class SittingLog: @unchecked Sendable {
  private let file: FileHandle
  private let start = ProcessInfo.processInfo.systemUptime
  private let recordsData: Bool
  /// The place that was kept last, and when.
  private var snapshot: (session: Session, time: Double)
  private var sinceSnapshot = 0
  private let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }()

  static let version = 1
  /// Seconds, and events, between two lines that hold the whole place: so much a crash takes at most.
  private static let snapshotInterval = (seconds: 1.0, events: 20)

  /// Logs of sittings that are over and are kept, the newest.
  private static let kept = 10

  /// Begins a log; of those beside it the newest are kept. Nil where it cannot be written.
  init?(path: String, session: Session, size: Size, recordsData: Bool) {
    let folder = (path as NSString).deletingLastPathComponent
    let manager = FileManager.default
    try? manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for old in Self.over(in: folder).dropFirst(Self.kept) { try? manager.removeItem(atPath: old) }
    guard
      manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: path)
    else { return nil }
    self.file = file
    self.recordsData = recordsData
    snapshot = (session, 0)
    write(
      SittingLine(
        t: 0, ev: "open", at: [size.columns, size.rows], session: session, v: Self.version,
        process: ProcessInfo.processInfo.processIdentifier))
  }

  private var now: Double { ProcessInfo.processInfo.systemUptime - start }

  /// Notes an event, and with it or the tick after it the whole place, where that changed.
  func note(_ event: ProgramEvent<Reply>, session: @autoclosure () -> Session) {
    let now = now
    if let line = SittingLine(event, t: now, recordsData: recordsData) {
      write(line)
      sinceSnapshot += 1
    }
    guard
      now - snapshot.time >= Self.snapshotInterval.seconds
        || sinceSnapshot >= Self.snapshotInterval.events
    else { return }
    let session = session()
    guard session != snapshot.session else { return }
    snapshot = (session, now)
    sinceSnapshot = 0
    write(SittingLine(t: now, ev: "snap", session: session))
  }

  func end(_ session: Session) {
    write(SittingLine(t: now, ev: "end", session: session))
    try? file.close()
  }

  private func write(_ line: SittingLine) {
    guard let data = try? encoder.encode(line) else { return }
    // A full disk must not end the sitting.
    try? file.write(contentsOf: data + [10])
  }

  /// Whether another process that began a log is there.
  private static func isLive(_ first: SittingLine) -> Bool {
    guard let process = first.process, process > 0,
      process != ProcessInfo.processInfo.processIdentifier
    else { return false }
    return kill(process, 0) == 0 || errno == EPERM
  }

  /// Reads a log or a report; lines that are none are left out.
  static func read(_ path: String) throws(SessionError) -> [SittingLine] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path)
    }
    let decoder = JSONDecoder()
    let lines = data.split(separator: 10).compactMap {
      try? decoder.decode(SittingLine.self, from: Data($0))
    }
    guard let first = lines.first, first.ev == "open", let version = first.v else {
      throw .malformed(path: path, problem: "its first line does not open a sitting")
    }
    guard version <= Self.version else {
      throw .malformed(
        path: path, problem: "it is of version \(version); this program knows \(Self.version)")
    }
    return lines
  }

  /// The name of a log that begins now: `20261123T015115-4711.jsonl`, with the number of the process.
  ///
  /// - Parameter now: seconds since 1970.
  static func name(at now: Int = time(nil)) -> String {
    // By hand: a formatter of dates takes 20 ms to wake up, and this comes before the first frame.
    var (seconds, utc) = (now, tm())
    gmtime_r(&seconds, &utc)
    let digits = [
      utc.tm_year + 1900, (utc.tm_mon + 1) * 100 + utc.tm_mday,
      (utc.tm_hour * 100 + utc.tm_min) * 100 + utc.tm_sec,
    ]
    let text = zip(digits, [4, 4, 6]).map { number, width in
      String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
    }
    return text[0] + text[1] + "T" + text[2]
      + "-\(ProcessInfo.processInfo.processIdentifier).jsonl"
  }

  /// The logs of a folder at which no other process is any more, the one that was written to last first.
  static func over(in folder: String) -> [String] {
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
    let logs = names.filter { $0.hasSuffix(".jsonl") }.map { name in
      let path = folder + "/" + name
      let date = try? manager.attributesOfItem(atPath: path)[.modificationDate] as? Date
      return (path: path, written: date ?? .distantPast)
    }
    return logs.sorted { $0.written > $1.written }.map(\.path)
      .filter { path in first(path).map { !isLive($0) } ?? true }
  }

  /// The line that opens a log, without reading the rest.
  private static func first(_ path: String) -> SittingLine? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    let head = (try? file.read(upToCount: 1 << 16)) ?? Data()
    return try? JSONDecoder().decode(SittingLine.self, from: head.prefix { $0 != 10 })
  }

  /// Where a sitting was that did not come to its end: its last whole place; nil for one that did, or that
  /// another process is still at.
  public static func interrupted(_ path: String) -> Session? {
    guard let lines = try? read(path), lines.last?.ev != "end", !isLive(lines[0]) else {
      return nil
    }
    return lines.last { $0.session != nil }?.session
  }
}
