/// Where a person is: enough to come back. Its address is the crumb and what `:go` takes.
public struct Place: Codable, Equatable, Sendable {
  public var screen: Screen
  public var table: String?
  /// The row that is open, by key as text.
  public var key: String?
  public var row: Int?
  public var filter: String
  public var task: String?
  /// What was the first line of the grid, and the column of the cursor, when the place was left.
  public var top: Int?
  public var column: Int?

  public init(
    screen: Screen, table: String? = nil, key: String? = nil, row: Int? = nil,
    filter: String = "", task: String? = nil
  ) {
    self.screen = screen
    self.table = table
    self.key = key
    self.row = row
    self.filter = filter
    self.task = task
  }

  /// `drivers/4/graph`, `schema/results`, `train`.
  public var address: String {
    let parts: [String?] =
      switch screen {
      // On the schema the key is the name of a column.
      case .schema: [screen.name, table.map(Self.escaped), key.map(Self.escaped)]
      case .rows, .graph, .predict: [table.map(Self.escaped), key.map(Self.escaped), screen.name]
      case .task, .train, .runs: [screen.name, task.map(Self.escaped)]
      }
    return parts.compactMap { $0 }.joined(separator: "/")
  }

  /// Reads an address: a screen's name first or last, a table and a key between. A table alone is its
  /// rows.
  public init?(address: String) {
    var parts = address.split(separator: "/").map(String.init)
    guard let first = parts.first, let last = parts.last else { return nil }
    let found: Screen?
    if let screen = Screen(name: first),
      parts.count == 2 && [.schema, .task].contains(screen)
        || parts.count == 3 && screen == .schema
    {
      found = screen
      parts.removeFirst()
    } else if let screen = Screen(name: last), parts.count > 1 || Screen(name: first) != nil {
      found = screen
      parts.removeLast()
    } else if let screen = Screen(name: first) {
      found = screen
      parts.removeFirst()
    } else {
      found = nil
    }
    let screen = found ?? .rows
    self.init(screen: screen)
    switch screen {
    case .task, .train, .runs:
      guard parts.count <= 1 else { return nil }
      task = parts.first.map(Self.unescaped)
    default:
      guard parts.count <= 2 else { return nil }
      table = parts.first.map(Self.unescaped)
      key = parts.count > 1 ? Self.unescaped(parts[1]) : nil
    }
  }

  /// A name as one part of an address: a slash in it separates nothing.
  private static func escaped(_ name: String) -> String {
    String(
      name.flatMap { character -> [Character] in
        switch character {
        case "%": ["%", "2", "5"]
        case "/": ["%", "2", "F"]
        default: [character]
        }
      })
  }

  private static func unescaped(_ part: String) -> String {
    part.split(separator: "%2F", omittingEmptySubsequences: false).joined(separator: "/")
      .split(separator: "%25", omittingEmptySubsequences: false).joined(separator: "%")
  }
}
