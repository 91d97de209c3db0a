extension TaskQuery {
  /// Reads a question; keywords in any case, names in double quotes where they hold other signs, a quote
  /// within quotes twice.
  public init(parsing text: String) throws(TaskQueryError) {
    var parser = TaskQueryParser(text)
    self = try parser.query()
  }

  /// Reads `statusId != 1 AND grid > 3`; nothing is no condition.
  public static func conditions(parsing text: String) throws(TaskQueryError) -> [Condition] {
    var parser = TaskQueryParser(text)
    if parser.isAtEnd { return [] }
    let conditions = try parser.conditions()
    guard parser.isAtEnd else { throw parser.expected("AND or the end") }
    return conditions
  }
}

/// A question taken apart word by word.
private struct TaskQueryParser {
  private enum Token: Equatable {
    /// A bare word, which may be a keyword.
    case word(String)
    /// In double quotes: a name.
    case name(String)
    /// In single quotes: a value.
    case value(String)
    case number(String)
    case sign(String)
  }

  private var tokens: [(token: Token, place: Int)] = []
  private var next = 0
  private let length: Int
  private var problem: TaskQueryError?

  init(_ text: String) {
    let characters = Array(text)
    length = characters.count
    var at = 0
    while at < characters.count {
      let first = characters[at]
      let start = at
      if first.isWhitespace {
        at += 1
        continue
      }
      func take(while test: (Character) -> Bool) -> String {
        var taken = ""
        while at < characters.count, test(characters[at]) {
          taken.append(characters[at])
          at += 1
        }
        return taken
      }
      if first == "\"" || first == "'" {
        at += 1
        var text = take { $0 != first }
        // Twice is the quote itself, as in SQL.
        while at + 1 < characters.count, characters[at + 1] == first {
          at += 2
          text.append(first)
          text += take { $0 != first }
        }
        if at == characters.count {
          problem = TaskQueryError("a quote is open", at: start)
        }
        at += 1
        tokens.append((first == "'" ? .value(text) : .name(text), start))
      } else if first.isNumber
        || first == "-" && at + 1 < characters.count
          && characters[at + 1].isNumber
      {
        at += 1
        var last = first
        let rest = take { character in
          defer { last = character }
          return character.isNumber || character == "." || character == "e"
            || (character == "-" || character == "+") && last == "e"
        }
        tokens.append((.number(String(first) + rest), start))
      } else if first.isLetter || first == "_" {
        tokens.append((.word(take { $0.isLetter || $0.isNumber || $0 == "_" }), start))
      } else if "<>!=".contains(first) {
        tokens.append((.sign(take { "<>!=".contains($0) }), start))
      } else {
        at += 1
        tokens.append((.sign(String(first)), start))
      }
    }
  }

  var isAtEnd: Bool { next >= tokens.count }
  private var place: Int { isAtEnd ? length : tokens[next].place }

  func expected(_ what: String) -> TaskQueryError {
    if let problem { return problem }
    guard !isAtEnd else {
      return TaskQueryError("expected \(what), found the end", at: place)
    }
    let found =
      switch tokens[next].token {
      case .word(let text), .name(let text), .value(let text), .number(let text), .sign(let text):
        "'\(text)'"
      }
    return TaskQueryError("expected \(what), found \(found)", at: place)
  }

  private mutating func take(keyword: String) -> Bool {
    guard !isAtEnd, case .word(let word) = tokens[next].token, word.uppercased() == keyword else {
      return false
    }
    next += 1
    return true
  }

  private mutating func demand(keyword: String) throws(TaskQueryError) {
    guard take(keyword: keyword) else { throw expected(keyword) }
  }

  private mutating func take(sign: String) -> Bool {
    guard !isAtEnd, tokens[next].token == .sign(sign) else { return false }
    next += 1
    return true
  }

  private mutating func demand(sign: String) throws(TaskQueryError) {
    guard take(sign: sign) else { throw expected("'\(sign)'") }
  }

  private mutating func name(_ what: String) throws(TaskQueryError) -> String {
    guard !isAtEnd else { throw expected(what) }
    switch tokens[next].token {
    case .word(let text), .name(let text):
      next += 1
      return text
    default: throw expected(what)
    }
  }

  private mutating func number(_ what: String) throws(TaskQueryError) -> String {
    guard !isAtEnd, case .number(let text) = tokens[next].token, Double(text) != nil else {
      throw expected(what)
    }
    next += 1
    return text
  }

  private mutating func whole(_ what: String) throws(TaskQueryError) -> Int {
    let before = next
    guard let value = Int(try number(what)), abs(value) < 1_000_000 else {
      next = before
      throw expected(what)
    }
    return value
  }

  // MARK: Parts

  mutating func query() throws(TaskQueryError) -> TaskQuery {
    try demand(keyword: "PREDICT")
    let target = try aggregate()
    var comparison: TaskQuery.Comparison?
    var threshold = 0.0
    if let sign = takeComparison() {
      comparison = sign
      threshold = Double(try number("a number to compare with")) ?? 0
    }
    try demand(keyword: "FOR")
    _ = take(keyword: "EACH")
    let table = try name("the table of the entities")
    try demand(sign: ".")
    let column = try name("the key of \(table)")
    var filter: TaskQuery.Aggregate?
    if take(keyword: "WHERE") {
      let start = place
      let found = try aggregate()
      guard found.function == .count, takeComparison() == .more, try number("0") == "0" else {
        throw TaskQueryError("a filter of entities reads COUNT(…) > 0", at: start)
      }
      filter = found
    }
    guard isAtEnd else { throw expected(filter == nil ? "WHERE or the end" : "the end") }
    return TaskQuery(
      target: target, comparison: comparison, threshold: threshold, entityTable: table,
      entityColumn: column, filter: filter)
  }

  private mutating func takeComparison() -> TaskQuery.Comparison? {
    guard !isAtEnd, case .sign(let sign) = tokens[next].token else { return nil }
    let spelled = sign == "<>" ? "!=" : sign == "==" ? "=" : sign
    guard let comparison = TaskQuery.Comparison(rawValue: spelled) else { return nil }
    next += 1
    return comparison
  }

  private mutating func aggregate() throws(TaskQueryError) -> TaskQuery.Aggregate {
    let start = place
    let names = TaskQuery.Function.allCases.map(\.rawValue).joined(separator: ", ")
    guard let function = TaskQuery.Function(rawValue: try name("one of \(names)").uppercased())
    else { throw TaskQueryError("expected one of \(names)", at: start) }
    try demand(sign: "(")
    let table = try name("a table")
    try demand(sign: ".")
    let column = take(sign: "*") ? "*" : try name("a column or *")
    guard column != "*" || function == .count else {
      throw TaskQueryError("\(function.rawValue) needs a column; only COUNT takes *", at: start)
    }
    let conditions = take(keyword: "WHERE") ? try conditions() : []
    try demand(sign: ",")
    let from = try whole("the start of the window, a whole number")
    try demand(sign: ",")
    let endPlace = place
    let to = try whole("the end of the window, a whole number")
    guard to > from else {
      throw TaskQueryError("the window ends before it starts", at: endPlace)
    }
    var unit = TaskQuery.Unit.days
    if take(sign: ",") {
      let unitPlace = place
      let spelled = try name("hours, days or weeks").lowercased()
      guard
        let found = TaskQuery.Unit.allCases.first(where: {
          $0.rawValue == spelled || $0.rawValue.dropLast() == spelled
        })
      else { throw TaskQueryError("expected hours, days or weeks", at: unitPlace) }
      unit = found
    }
    let via = take(keyword: "VIA") ? try name("a foreign key of \(table)") : nil
    try demand(sign: ")")
    return TaskQuery.Aggregate(
      function: function, table: table, column: column, conditions: conditions, start: from,
      end: to, unit: unit, via: via)
  }

  mutating func conditions() throws(TaskQueryError) -> [TaskQuery.Condition] {
    var conditions: [TaskQuery.Condition] = []
    repeat {
      let column = try name("a column")
      guard let comparison = takeComparison() else { throw expected("=, !=, <, <=, > or >=") }
      guard !isAtEnd else { throw expected("a value") }
      switch tokens[next].token {
      case .word(let text), .value(let text), .number(let text), .name(let text):
        conditions.append(.init(column: column, comparison: comparison, value: text))
        next += 1
      case .sign: throw expected("a value")
      }
    } while take(keyword: "AND")
    return conditions
  }
}
