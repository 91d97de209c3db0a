/// What a piece of text is for. A theme gives each role its look.
public enum Role: UInt8, CaseIterable, Sendable {
  case text = 0
  /// Less important text: units, hints, axes.
  case dim
  case border
  case title
  /// Border and title of the pane that has the keys.
  case focus
  /// The row under the cursor.
  case selected
  case accent
  /// A key in the footer and in the help.
  case key
  case warning
  case error
  case good
  /// A foreign key, or a row that can be opened.
  case link
  case time
  case null
  /// The first line of the screen.
  case header
  /// The line on which a person types.
  case prompt
  case baseline
  case first, second, third, fourth, fifth, sixth

  /// The roles of curves, in order.
  public static let series: [Role] = [.first, .second, .third, .fourth, .fifth, .sixth]

  public static func series(_ place: Int) -> Role {
    series[((place % series.count) + series.count) % series.count]
  }
}

extension Style {
  public init(_ role: Role, _ attributes: Attributes = []) {
    self.init(role: role.rawValue, attributes: attributes)
  }
}

extension CellBuffer {
  /// Draws a text in a role; see `put(_:row:column:limit:style:)`.
  @discardableResult
  public mutating func put(
    _ text: String, row: Int, column: Int, limit: Int = .max, _ role: Role,
    _ attributes: Attributes = []
  ) -> Int {
    put(text, row: row, column: column, limit: limit, style: Style(role, attributes))
  }
}
