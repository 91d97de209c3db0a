import Foundation

/// Where themes and sessions are: the person's own in the home, then those that come along.
public struct WorkbenchFiles: Sendable {
  /// The home of the program (`--home`); nil where there is none to write to.
  public var home: String?

  public init(home: String?) { self.home = home }

  /// Names of all themes that can be used.
  public var themeNames: [String] {
    let own = home.map { names(in: $0 + "/themes") } ?? []
    return Set(own + ShippedThemes.texts.keys).sorted()
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
    if let home, let data = FileManager.default.contents(atPath: "\(home)/themes/\(name).yaml") {
      return String(decoding: data, as: UTF8.self)
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

  /// Writes a text into the home's `exports`; returns the path.
  func export(_ text: String, named name: String) throws -> String {
    guard let home else {
      throw SessionError.unwritable(path: name, problem: "the program has no home folder")
    }
    let folder = home + "/exports"
    let safe = String(name.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    let path = "\(folder)/\(safe)"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw SessionError.unwritable(path: path, problem: error.localizedDescription)
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
