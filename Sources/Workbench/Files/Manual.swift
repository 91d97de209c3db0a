import TerminalUI

/// The manual page (`man relzero`), made from the tables that the program itself works by.
public enum Manual {
  /// One command of the command line: its name and what it does.
  public struct Entry: Sendable {
    public var name: String
    public var text: String
    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// The page in the language of `man`.
  ///
  /// - Parameter version: of the program, as in its page's foot.
  public static func roff(version: String, commands: [Entry]) -> String {
    var page = [
      ".TH RELZERO 1 \"\" \"relzero \(escaped(version))\" \"User Commands\"",
      ".SH NAME", "relzero \\- open a relational database and ask what happens next",
      ".SH SYNOPSIS", ".B relzero", "[DATABASE | SESSION.yaml]", ".br", ".B relzero",
      "COMMAND [OPTIONS]",
      ".SH DESCRIPTION",
      "Without a command the workbench opens: on the database or session given, else where it was "
        + "left, else on the built-in demo.",
      ".SH COMMANDS",
    ]
    page += commands.flatMap { item($0.name, $0.text) }
    page += [".SH KEYS"]
    let entries = KeyMap.standard.entries
    for screen in [Screen?.none] + Screen.allCases.map(Optional.some) {
      let here = entries.filter { entry in
        screen.map { entry.screens.contains($0) } ?? entry.screens.isEmpty
      }
      guard !here.isEmpty else { continue }
      page += [".SS " + (screen.map { "\($0.rawValue) \($0.title)" } ?? "Everywhere")]
      page += here.flatMap { item($0.shown, "\($0.help) (\($0.verb.commandName))") }
    }
    page += [
      ".SH TYPED COMMANDS",
      "After : in the workbench. Tab finishes, \u{2191} brings earlier ones back.",
    ]
    page += Command.words.flatMap { item($0.usage, $0.help) }
    page += [".SH FILES"]
    page += item(
      "~/.config/relzero/keys", "Other keys, a line each: train.stop = X; hidden = none.")
    page += item(
      "~/.config/relzero/themes/NAME.yaml", "A person's own themes; inherit: NAME starts from one.")
    page += item(
      "$RELZERO_HOME, $XDG_DATA_HOME/relzero",
      "The home: runs.sqlite (the run log), checkpoints, sessions, the log of each sitting.")
    page += [".SH EXIT STATUS", "0 done, 64 usage, 65 bad data, 70 our fault, 130 interrupted."]
    return page.joined(separator: "\n") + "\n"
  }

  private static func item(_ name: String, _ text: String) -> [String] {
    [".TP", ".B " + escaped(name), escaped(text)]
  }

  /// A text that `man` shows as it is.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "`": result += "\\(ga"
      case "'": result += "\\(aq"
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") ? "\\&" + result : result
  }
}
