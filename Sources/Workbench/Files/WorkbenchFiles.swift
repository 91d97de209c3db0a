import Foundation

/// Where themes and sessions are: the person's own in the home, then those that come along.
public struct WorkbenchFiles: Sendable {
  /// The home of the program (`--home`); nil where there is none to write to.
  public var home: String?
  /// Where a person keeps settings (`~/.config/relzero`): keys and themes.
  public var configuration: String?
  public var clipboard: Clipboard
  /// Whether the log of a sitting keeps pasted text too.
  public var recordsData = false
  /// The log of this sitting: of workbenches that are open at once each has its own.
  private let sittingName = SittingLog.name()

  public init(home: String?, configuration: String? = nil, environment: [String: String] = [:]) {
    clipboard = Clipboard(environment: environment, folder: home)
    self.home = home
    self.configuration = configuration
  }

  /// `$XDG_CONFIG_HOME/relzero`, else `~/.config/relzero`.
  public static func configurationFolder(_ environment: [String: String]) -> String? {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return folder + "/relzero"
    }
    return environment["HOME"].map { $0 + "/.config/relzero" }
  }

  /// The keys, changed by the person's file of keys if there is one.
  public var keys: KeyMap {
    guard let configuration,
      let data = FileManager.default.contents(atPath: configuration + "/keys")
    else { return .standard }
    return KeyMap.parse(String(decoding: data, as: UTF8.self))
  }

  private var themeFolders: [String] {
    [configuration, home].compactMap { $0.map { $0 + "/themes" } }
  }

  /// Names of all themes that can be used.
  public var themeNames: [String] {
    Set(themeFolders.flatMap(names) + ShippedThemes.texts.keys).sorted()
  }

  /// A theme by name; the default one, with a warning, where there is none of that name.
  public func theme(named name: String) -> Theme {
    if let text = themeText(name) {
      return Theme.parse(text, name: name, inheriting: { themeText($0) })
    }
    var theme = Theme.parse(ShippedThemes.texts["default"] ?? "", name: "default")
    theme.warnings.append(
      "there is no theme \(name); there are: \(themeNames.joined(separator: ", "))")
    return theme
  }

  private func themeText(_ name: String) -> String? {
    // A name is a name, never a path.
    guard !name.contains("/"), !name.hasPrefix(".") else { return nil }
    for folder in themeFolders {
      if let data = FileManager.default.contents(atPath: "\(folder)/\(name).yaml") {
        return String(decoding: data, as: UTF8.self)
      }
    }
    return ShippedThemes.texts[name]
  }

  private func names(in folder: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
  }

  /// Path of a saved session.
  public func sessionPath(named name: String) -> String? {
    home.map { "\($0)/sessions/\(name).yaml" }
  }

  /// Names of all sessions that can be opened.
  public var sessionNames: [String] { home.map { names(in: $0 + "/sessions").sorted() } ?? [] }

  /// Reads a session by its name.
  public func session(named name: String) throws(SessionError) -> Session {
    // A name is a name, never a path.
    guard !name.contains("/"), !name.hasPrefix("."), let path = sessionPath(named: name) else {
      throw .unreadable(path: name)
    }
    return try Session.read(path)
  }

  /// Where logs of sittings are, each in a file of its own.
  var sittings: String? { home.map { $0 + "/sittings" } }

  /// The log of the sitting under way.
  public var sittingPath: String? { sittings.map { $0 + "/" + sittingName } }

  /// The log of the last sitting that is over.
  public var lastSittingPath: String? { sittings.flatMap { SittingLog.over(in: $0).first } }

  /// Where the last sitting was, if it did not come to its end.
  public var interruptedSession: Session? { lastSittingPath.flatMap(SittingLog.interrupted) }

  /// Writes what was done in this sitting, and what the machine is like, into one file.
  func report(diagnosis: String) throws(SessionError) -> String {
    guard let home, let sittingPath else {
      throw .unwritable(path: "bug.txt", problem: "the program has no home folder")
    }
    let log = FileManager.default.contents(atPath: sittingPath) ?? Data()
    let path = home + "/bug.txt"
    let text =
      "# relzero: a report. Play it with: relzero ui --play THIS --batch\n"
      + diagnosis.split(separator: "\n").map { "# \($0)\n" }.joined()
      + String(decoding: log, as: UTF8.self)
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw .unwritable(path: path, problem: error.localizedDescription)
    }
    return path
  }

  /// Keeps a session under a name; returns the path.
  func save(_ session: Session, named name: String) throws(SessionError) -> String {
    guard let path = sessionPath(named: name) else {
      throw .unwritable(path: name, problem: "the program has no home folder")
    }
    try session.write(path)
    return path
  }
}
