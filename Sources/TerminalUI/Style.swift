/// How a cell is drawn: the role its text plays, which a theme turns into colors, plus attributes.
///
/// Screens name roles only, so a change of theme repaints without a new drawing, and a test sees roles
/// instead of colors.
public struct Style: Equatable, Hashable, Sendable {
  /// Place in the ``Palette``; 0 is plain text.
  public var role: UInt8
  public var attributes: Attributes

  public init(role: UInt8, attributes: Attributes = []) {
    self.role = role
    self.attributes = attributes
  }

  public static let plain = Style(role: 0)

  public func with(_ more: Attributes) -> Style {
    Style(role: role, attributes: attributes.union(more))
  }
}

public struct Attributes: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let bold = Attributes(rawValue: 1)
  public static let dim = Attributes(rawValue: 2)
  public static let underline = Attributes(rawValue: 4)
  public static let reverse = Attributes(rawValue: 8)
}

/// What a role looks like on a terminal: colors as numbers of its palette (with true color: red, green
/// and blue as 0xRRGGBB, where 0 to 7 are still of the palette), -1 for its own.
public struct Rendition: Equatable, Hashable, Sendable {
  public var foreground: Int32
  public var background: Int32
  public var attributes: Attributes

  public init(foreground: Int32 = -1, background: Int32 = -1, attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}

/// The rendition of every role. A role that is not listed looks like plain text.
public struct Palette: Equatable, Sendable {
  public var renditions: [Rendition]

  public init(_ renditions: [Rendition] = []) { self.renditions = renditions }

  public func rendition(of style: Style) -> Rendition {
    let role = Int(style.role)
    var found = role < renditions.count ? renditions[role] : Rendition()
    found.attributes.formUnion(style.attributes)
    return found
  }
}

/// Colors that a terminal can show.
public enum ColorDepth: Int, Comparable, Sendable {
  case mono = 0
  case eight = 8
  case sixteen = 16
  case many = 256
  case full = 16_777_216

  public static func < (a: ColorDepth, b: ColorDepth) -> Bool { a.rawValue < b.rawValue }
}

/// Characters that a terminal can show.
public enum GlyphSet: Sendable { case unicode, ascii }
