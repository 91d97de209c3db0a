import TerminalUI

/// The keys of a sitting: the one table, changed by the person's own file.
///
/// Dispatch, footer, help, palette, manual and completions all read it, so that they never disagree.
/// The file (`~/.config/relzero/keys`) has a line per change:
/// ```
/// train.stop = X          # on one screen
/// hidden = ^h             # everywhere; several keys are separated by spaces
/// strategy = none
/// ```
public struct KeyMap: Equatable, Sendable {
  private(set) var entries: [KeyEntry]
  /// Lines of the file that were not understood, and keys that changed hands: for `relzero doctor`.
  public private(set) var warnings: [String]

  public static let standard = KeyMap(entries: KeyTable.entries, warnings: [])

  private init(entries: [KeyEntry], warnings: [String]) {
    self.entries = entries
    self.warnings = warnings
  }

  /// Reads the text of a file of changes. What is not understood is a warning, never an error.
  public static func parse(_ text: String) -> KeyMap {
    var map = standard
    for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      var words: [String] = []
      for word in line.split(separator: " ") {
        // A # starts a remark, but right after = it is a key.
        if word.hasPrefix("#"), word != "#" || words.last != "=" { break }
        words.append(String(word))
      }
      guard !words.isEmpty else { continue }
      if let problem = map.take(words) {
        map.warnings.append("keys, line \(place + 1): \(problem)")
      }
    }
    return map
  }

  /// Takes one line; returns what is wrong with it.
  private mutating func take(_ words: [String]) -> String? {
    guard words.count >= 3, words[1] == "=" else {
      return "'\(words.joined(separator: " "))' is not 'verb = key'"
    }
    let parts = words[0].split(separator: ".").map(String.init)
    let screen = parts.count == 2 ? Screen(name: parts[0]) : nil
    guard let name = parts.last, parts.count == 1 || screen != nil else {
      return "'\(words[0])' is not a verb, nor a screen and a verb as train.stop"
    }
    guard let verb = Verb(commandName: name) else { return "there is no verb '\(name)'" }
    var keys: [Key] = []
    if words[2...] != ["none"] {
      for word in words[2...] {
        guard let key = Key(name: word) else {
          return "'\(word)' is no key: type one letter, ^x, alt-x, space, enter, up, pgdn…"
        }
        keys.append(key)
      }
    }
    return give(keys, to: verb, on: screen)
  }

  private mutating func give(_ keys: [Key], to verb: Verb, on screen: Screen?) -> String? {
    let places = entries.indices.filter { place in
      entries[place].verb == verb && (screen.map { entries[place].works(on: $0) } ?? true)
    }
    guard !places.isEmpty else {
      return "\(verb.commandName) does not work on \(screen?.title ?? "any screen")"
    }
    for place in places.reversed() {
      var changed = entries[place]
      changed.use(keys)
      if let screen, entries[place].screens != [screen] {
        changed.screens = [screen]
        changed.footer = changed.footer.filter { $0 == screen }
        entries[place].leave(screen)
        entries.insert(changed, at: place)
      } else {
        entries[place] = changed
      }
    }
    // The person's word wins: whoever had the key there loses it.
    for place in entries.indices where entries[place].verb != verb {
      let entry = entries[place]
      let taken = entry.keys.filter(keys.contains)
      guard !taken.isEmpty, screen.map({ entry.works(on: $0) }) ?? true,
        sharesScreen(entry, with: verb)
      else { continue }
      entries[place].use(entry.keys.filter { !taken.contains($0) })
      if entries[place].keys.isEmpty {
        warnings.append("keys: \(entry.verb.commandName) has no key left; : still does it")
      }
    }
    return nil
  }

  private func sharesScreen(_ entry: KeyEntry, with verb: Verb) -> Bool {
    entries.contains { other in
      other.verb == verb
        && (other.screens.isEmpty || entry.screens.isEmpty
          || !Set(other.screens).isDisjoint(with: entry.screens))
    }
  }
}

extension KeyMap {
  /// The verb of a key on a screen, in the pane that has the keys.
  func verb(for key: Key, on screen: Screen, in pane: Pane) -> Verb? {
    entries.first { $0.keys.contains(key) && $0.works(on: screen, in: pane) }?.verb
  }

  /// Where a key works, if not here.
  func elsewhere(_ key: Key) -> KeyEntry? { entries.first { $0.keys.contains(key) } }

  /// The entry of a verb; the one that works on the screen first.
  func entry(_ verb: Verb, on screen: Screen? = nil) -> KeyEntry? {
    entries.first { $0.verb == verb && (screen.map($0.works(on:)) ?? true) }
      ?? entries.first { $0.verb == verb }
  }

  /// The keys that do a verb, as shown; nothing where it has none.
  func shown(_ verb: Verb, on screen: Screen) -> String { entry(verb, on: screen)?.shown ?? "" }
}

extension Verb {
  /// As typed after `:` and in the file of keys: `next-pane`.
  var commandName: String {
    var name = ""
    for character in rawValue {
      if character.isUppercase { name += "-" }
      name += character.lowercased()
    }
    return name
  }

  init?(commandName: String) {
    guard let found = Verb.allCases.first(where: { $0.commandName == commandName }) else {
      return nil
    }
    self = found
  }
}
