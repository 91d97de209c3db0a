import Foundation
import RunLogs
import Yams

/// A saved place in the workbench: which database, where in it, as of when, which runs.
///
/// A file of a few lines that a person can read, change and share:
/// ```yaml
/// database: ../../shared/data/rel-f1/rel-f1.sqlite   # beside this file, absolute, or demo
/// place: drivers/4/graph
/// asOf: 2010-01-01
/// theme: nord
/// ```
public struct Session: Codable, Equatable, Sendable {
  /// Path of the database; `demo` for the built-in one.
  public var database: String
  /// Address as in ``Place/address``.
  public var place: String
  public var asOf: String?
  public var theme: String
  /// The run that Train shows, and the runs marked for comparison.
  public var run: RunID?
  public var marks: [RunID]
  public var fanout: [Int]
  /// How curves are looked at: the axis, the factor of the mean, whether y is logarithmic.
  public var axis: String?
  public var smoothing: Double?
  public var logarithmic: Bool?
  /// The part of the curves that is zoomed into, in units of the axis: its width, and its right end where
  /// that does not follow the newest point.
  public var plotWidth: Double?
  public var plotEnd: Double?
  /// The filter and the order of Runs.
  public var runFilter: String?
  public var runSort: String?
  /// The filter of the rows, and whether one pane has the whole screen.
  public var filter: String?
  /// The order of the rows, as `relzero rows --sort` takes it: `points,-date`.
  public var sort: String?
  public var isZoomed: Bool?
  /// What a person who is here for the first time has not used yet: `move`, `open`, `find`.
  public var hints: [String]?
  /// When to ring, as typed after `:alert`: `driver-dnf target .74`.
  public var alerts: [String]?
  /// Commands typed before, the newest last.
  public var typed: [String]?

  public init(
    database: String, place: String = "schema", asOf: String? = nil, theme: String = "default",
    run: RunID? = nil, marks: [RunID] = [], fanout: [Int] = [8, 4]
  ) {
    self.database = database
    self.place = place
    self.asOf = asOf
    self.theme = theme
    self.run = run
    self.marks = marks
    self.fanout = fanout
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case database, place, asOf, theme, run, marks, fanout
    case axis, smoothing, logarithmic, plotWidth, plotEnd, runFilter, runSort, filter, sort, hints,
      alerts, typed
    case isZoomed = "zoomed"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      database: try values.decode(String.self, forKey: .database),
      place: try values.decodeIfPresent(String.self, forKey: .place) ?? "schema",
      asOf: try values.decodeIfPresent(String.self, forKey: .asOf),
      theme: try values.decodeIfPresent(String.self, forKey: .theme) ?? "default",
      run: try values.decodeIfPresent(RunID.self, forKey: .run),
      marks: try values.decodeIfPresent([RunID].self, forKey: .marks) ?? [],
      fanout: try values.decodeIfPresent([Int].self, forKey: .fanout) ?? [8, 4])
    axis = try values.decodeIfPresent(String.self, forKey: .axis)
    smoothing = try values.decodeIfPresent(Double.self, forKey: .smoothing)
    logarithmic = try values.decodeIfPresent(Bool.self, forKey: .logarithmic)
    plotWidth = try values.decodeIfPresent(Double.self, forKey: .plotWidth)
    plotEnd = try values.decodeIfPresent(Double.self, forKey: .plotEnd)
    runFilter = try values.decodeIfPresent(String.self, forKey: .runFilter)
    runSort = try values.decodeIfPresent(String.self, forKey: .runSort)
    filter = try values.decodeIfPresent(String.self, forKey: .filter)
    sort = try values.decodeIfPresent(String.self, forKey: .sort)
    isZoomed = try values.decodeIfPresent(Bool.self, forKey: .isZoomed)
    hints = try values.decodeIfPresent([String].self, forKey: .hints)
    alerts = try values.decodeIfPresent([String].self, forKey: .alerts)
    typed = try values.decodeIfPresent([String].self, forKey: .typed)
  }

  /// The session of someone who is here for the first time.
  public static func first(_ database: String) -> Session {
    var session = Session(database: database)
    session.hints = FirstHint.allCases.map(\.rawValue)
    return session
  }

  /// Reads a session file. A relative database path is taken from the file's folder.
  public static func read(_ path: String) throws(SessionError) -> Session {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path)
    }
    var session = try parse(String(decoding: data, as: UTF8.self), path: path)
    if session.database != "demo", !session.database.hasPrefix("/") {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      session.database = folder.appendingPathComponent(session.database).standardized.path
    }
    return session
  }

  /// Reads the text of a session file and checks every value.
  static func parse(_ text: String, path: String) throws(SessionError) -> Session {
    let session: Session
    do {
      session = try YAMLDecoder().decode(Session.self, from: text)
    } catch {
      throw .malformed(path: path, problem: Self.words(for: error))
    }
    guard Place(address: session.place) != nil else {
      throw .malformed(
        path: path, problem: "place: '\(session.place)' is no address such as drivers/4/graph")
    }
    guard !session.fanout.isEmpty, session.fanout.allSatisfy({ (1...4096).contains($0) }) else {
      throw .malformed(path: path, problem: "fanout: expected numbers from 1 to 4096, as [8, 4]")
    }
    if let asOf = session.asOf {
      guard case .at = SeedTime.parse(asOf, relativeTo: nil) else {
        throw .malformed(path: path, problem: "asOf: '\(asOf)' is no time such as 2010-01-01")
      }
    }
    return session
  }

  /// Writes a session file, whole or not at all. A relative database path is taken from the current
  /// folder and written whole.
  public func write(_ path: String) throws(SessionError) {
    do {
      var kept = self
      if database != "demo" { kept.database = URL(fileURLWithPath: database).standardized.path }
      let text = try YAMLEncoder().encode(kept)
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: path).deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, problem: error.localizedDescription)
    }
  }

  private static func words(for error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "the line '\(key.stringValue): …' is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      (context.codingPath.map(\.stringValue) + [context.debugDescription]).joined(separator: ": ")
    default: "\(error)"
    }
  }
}

public enum SessionError: Error, CustomStringConvertible, Sendable, Equatable {
  case unreadable(path: String)
  case malformed(path: String, problem: String)
  case unwritable(path: String, problem: String)

  public var description: String {
    switch self {
    case .unreadable(let path): "\(path): this session file cannot be read. Is the path right?"
    case .malformed(let path, let problem): "\(path): no session file: \(problem)"
    case .unwritable(let path, let problem):
      "\(path): the session cannot be written: \(problem). Give another --home."
    }
  }
}
