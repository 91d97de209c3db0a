import TerminalUI
import Yams

/// Colors of the workbench: a look for each role, in four depths, read from a small file.
///
/// A look is words in any order: `#88c0d0` (true color), `110` (of 256), a name (of 16), attributes;
/// after `on`, the background's. A terminal takes the best it can show. Roles that a file leaves out
/// come from the theme that it inherits.
public struct Theme: Equatable, Sendable {
  public var name: String
  public var looks: [Role: Look]
  /// Lines that were not understood: shown by `relzero doctor`, never an error.
  public var warnings: [String]

  public struct Look: Equatable, Sendable {
    public var foreground: Shade
    public var background: Shade
    public var attributes: Attributes
    public init(
      foreground: Shade = Shade(), background: Shade = Shade(), attributes: Attributes = []
    ) {
      self.foreground = foreground
      self.background = background
      self.attributes = attributes
    }
  }

  /// One color in each depth; nil is the terminal's own.
  public struct Shade: Equatable, Sendable {
    public var full: Int32?
    public var many: Int16?
    public var sixteen: Int16?
    public init(full: Int32? = nil, many: Int16? = nil, sixteen: Int16? = nil) {
      self.full = full
      self.many = many
      self.sixteen = sixteen
    }

    var isOwn: Bool { full == nil && many == nil && sixteen == nil }

    func number(in depth: ColorDepth) -> Int32 {
      switch depth {
      // Terminals that name colors by red, green and blue keep 0 to 7 for their palette.
      case .full: full.map { max($0, 8) } ?? many.map(Theme.color) ?? paletteNumber(of: 8)
      case .many: Int32(many ?? sixteen ?? -1)
      case .sixteen: Int32(sixteen ?? -1)
      // The bright colors are the plain ones; gray would be black, so it is the terminal's own.
      case .eight: paletteNumber(of: 8)
      case .mono: -1
      }
    }

    private func paletteNumber(of count: Int16) -> Int32 {
      sixteen.map { $0 == 8 ? -1 : Int32($0 % count) } ?? -1
    }
  }

  /// The look of each role in a depth. Without colors the cursor and the bars are shown reversed, so
  /// that nothing is told by color alone.
  public func palette(for depth: ColorDepth) -> Palette {
    let ground = looks[.text] ?? Look()
    return Palette(
      Role.allCases.map { role in
        var look = looks[role] ?? Look()
        // A theme with a ground of its own has it everywhere.
        if look.background.isOwn, !look.attributes.contains(.reverse) {
          look.background = ground.background
        }
        if look.foreground.isOwn { look.foreground = ground.foreground }
        var attributes = look.attributes
        if depth == .mono, [.selected, .header, .prompt].contains(role) {
          attributes.insert(.reverse)
        }
        return Rendition(
          foreground: look.foreground.number(in: depth),
          background: look.background.number(in: depth), attributes: attributes)
      })
  }
}

extension Theme {
  /// Reads the text of a theme file. `themes` finds the one that it inherits.
  public static func parse(
    _ text: String, name: String, inheriting themes: (String) -> String? = { _ in nil }
  ) -> Theme {
    parse(text, name: name, seen: [name], themes)
  }

  private static func parse(
    _ text: String, name: String, seen: Set<String>, _ themes: (String) -> String?
  ) -> Theme {
    let root: Any?
    do {
      // Looks are words: nothing is to be taken for a number or a date, and the patterns that tell those
      // take longer to be made than all else before the first frame.
      root = try Yams.load(yaml: text, .basic)
    } catch {
      return Theme(name: name, looks: [:], warnings: ["\(name): no YAML: \(error)"])
    }
    guard let lines = root as? [String: Any] else {
      return Theme(name: name, looks: [:], warnings: ["\(name): expected lines 'role: look'"])
    }
    var theme = Theme(name: name, looks: [:], warnings: [])
    if let parent = lines["inherit"] as? String {
      if seen.contains(parent) {
        theme.warnings.append("\(name): inherit: \(parent) inherits itself")
      } else if let text = themes(parent) {
        theme = Self.parse(text, name: parent, seen: seen.union([parent]), themes)
        theme.name = name
      } else {
        theme.warnings.append("\(name): inherit: there is no theme \(parent)")
      }
    }
    for (key, value) in lines.sorted(by: { $0.key < $1.key }) where key != "inherit" {
      theme.take(key, value)
    }
    return theme
  }

  private mutating func take(_ key: String, _ value: Any) {
    if key == "series", let list = value as? [Any] {
      for (role, words) in zip(Role.series, list) { looks[role] = look("\(words)", key) }
      return
    }
    guard let role = Role.allCases.first(where: { "\($0)" == key }) else {
      warnings.append("\(name): \(key): there is no such role")
      return
    }
    looks[role] = look("\(value)", key)
  }

  private mutating func look(_ words: String, _ key: String) -> Look {
    var look = Look()
    var isBackground = false
    for word in words.split(separator: " ").map(String.init) {
      if word == "on" {
        isBackground = true
        continue
      }
      var shade = isBackground ? look.background : look.foreground
      if let attribute = Self.attributes[word] {
        look.attributes.insert(attribute)
      } else if word == "default" {
        shade = Shade()
      } else if let number = Int16(word), (0...255).contains(number) {
        shade.many = number
      } else if let number = Self.names.firstIndex(of: word) {
        shade.sixteen = Int16(number)
      } else if let nearest = Self.nearest(word) {
        shade.full = Int32(word.dropFirst(), radix: 16)
        shade.many = shade.many ?? nearest
      } else {
        warnings.append("\(name): \(key): '\(word)' is no color or attribute")
      }
      if isBackground { look.background = shade } else { look.foreground = shade }
    }
    return look
  }

  private static let attributes: [String: Attributes] = [
    "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse,
  ]

  private static let names = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "gray", "brightred",
    "brightgreen", "brightyellow", "brightblue", "brightmagenta", "brightcyan", "brightwhite",
  ]

  /// Red, green and blue of one of the 256 colors; the first 16 are the terminal's own.
  static func color(_ number: Int16) -> Int32 {
    let number = Int32(number)
    if number < 16 { return number % 8 }
    if number >= 232 { return (8 + (number - 232) * 10) * 0x01_01_01 }
    let steps: [Int32] = [0, 95, 135, 175, 215, 255]
    let cube = Int(number - 16)
    let color = steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6]
    return max(color, 8)
  }

  /// The nearest of the 256 colors to `#rrggbb`: of the cube (6×6×6) or the gray ramp.
  static func nearest(_ word: String) -> Int16? {
    guard word.first == "#", word.count == 7, let value = Int(word.dropFirst(), radix: 16) else {
      return nil
    }
    let wanted = [value >> 16 & 255, value >> 8 & 255, value & 255]
    let steps = [0, 95, 135, 175, 215, 255]
    func distance(_ color: [Int]) -> Int {
      zip(wanted, color).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let cube = wanted.map { part in
      steps.indices.min { abs(steps[$0] - part) < abs(steps[$1] - part) } ?? 0
    }
    let gray = min(23, max(0, (wanted.reduce(0, +) / 3 - 3) / 10))
    let grayDistance = distance(Array(repeating: 8 + gray * 10, count: 3))
    return distance(cube.map { steps[$0] }) <= grayDistance
      ? Int16(16 + cube[0] * 36 + cube[1] * 6 + cube[2]) : Int16(232 + gray)
  }
}
