/// Keys as words, for files that a person writes and for logs: `a`, `space`, `^x`, `alt-3`, `enter`,
/// `up`. Every key has one name, and a name gives back its key.
extension Key {
  public var name: String {
    switch self {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .control(let character): "^\(character)"
    case .alt(" "): "alt-space"
    case .alt(let character): "alt-\(character)"
    default: Self.named.first { $0.key == self }?.name ?? "?"
    }
  }

  /// Reads a name; nil for what is none. Terminals send ^h, ^i, ^j and ^m as Backspace, Tab and Enter,
  /// so those are no keys of their own.
  public init?(name: String) {
    if let special = Self.named.first(where: { $0.name == name.lowercased() }) {
      self = special.key
    } else if name == "space" {
      self = .character(" ")
    } else if name == "alt-space" {
      self = .alt(" ")
    } else if name.count == 1, let character = name.first, !character.isWhitespace {
      self = .character(character)
    } else if name.count == 2, name.first == "^", let letter = name.last,
      ("a"..."z").contains(letter), !"hijm".contains(letter)
    {
      self = .control(letter)
    } else if name.count == 5, name.hasPrefix("alt-"), let character = name.last {
      self = .alt(character)
    } else {
      return nil
    }
  }

  /// As the footer and the help show it: arrows as arrows.
  public var shown: String {
    switch self {
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .tab: "Tab"
    case .backTab: "S-Tab"
    default: name
    }
  }

  private static let named: [(name: String, key: Key)] = [
    ("enter", .enter), ("tab", .tab), ("s-tab", .backTab), ("esc", .escape),
    ("backspace", .backspace), ("delete", .delete), ("up", .up), ("down", .down), ("left", .left),
    ("right", .right), ("home", .home), ("end", .end), ("pgup", .pageUp), ("pgdn", .pageDown),
    ("s-left", .shiftLeft), ("s-right", .shiftRight),
  ]
}
