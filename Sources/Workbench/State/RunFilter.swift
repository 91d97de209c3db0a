import Inspection
import RunLogs

/// Which runs are listed: words that must all fit.
///
/// `text` occurs somewhere in a run; `~letters` occur in that order; `!text` does not occur; `best>=.7`,
/// `step<1k`, `lr=0.01`, `status=failed` compare a figure or a setting.
struct RunFilter: Equatable, Sendable {
  enum Term: Equatable, Sendable {
    case text(String), letters(String), absent(String)
    case compared(String, Comparison, String)
  }
  enum Comparison: String, CaseIterable, Sendable {
    case atLeast = ">="
    case atMost = "<="
    case notEqual = "!="
    case more = ">"
    case less = "<"
    case equal = "="
  }

  var terms: [Term]

  init(_ typed: String) {
    terms = typed.split(separator: " ").map { word in
      let word = String(word)
      if word.hasPrefix("~") { return .letters(String(word.dropFirst())) }
      for sign in Comparison.allCases {
        guard let range = word.range(of: sign.rawValue), range.lowerBound > word.startIndex else {
          continue
        }
        return .compared(
          String(word[..<range.lowerBound]), sign, String(word[range.upperBound...]))
      }
      if word.hasPrefix("!") { return .absent(String(word.dropFirst()).lowercased()) }
      return .text(word.lowercased())
    }
  }

  func admits(_ run: RunSummary) -> Bool {
    guard !terms.isEmpty else { return true }
    let words =
      [
        run.id.description, run.name, run.model, run.task, run.status.rawValue, run.note,
        run.message,
      ]
      + run.tags
    let all = words.joined(separator: " ").lowercased()
    return terms.allSatisfy { term in
      switch term {
      case .text(let text): all.contains(text)
      case .absent(let text): text.isEmpty || !all.contains(text)
      case .letters(let letters): Fuzzy.score(letters, in: all) != nil
      case .compared(let name, let sign, let value):
        Self.compare(Self.value(name, of: run), sign, value)
      }
    }
  }

  private static func value(_ name: String, of run: RunSummary) -> String? {
    switch name {
    case "id": run.id.description
    case "name": run.name
    case "model": run.model
    case "task": run.task
    case "database": run.database
    case "status": run.status.rawValue
    case "seed": "\(run.seed)"
    case "history": run.history
    case "step": "\(run.step)"
    case "epoch": "\(run.epoch)"
    case "best": run.best.map { "\($0)" }
    case "last": run.last.map { "\($0)" }
    case "time", "seconds": "\(run.seconds)"
    case "tag": run.tags.joined(separator: " ")
    case "note": run.note
    default: run.configuration[name]
    }
  }

  private static func compare(_ found: String?, _ sign: Comparison, _ wanted: String) -> Bool {
    guard let found else { return sign == .notEqual }
    if let a = number(found), let b = number(wanted) {
      return switch sign {
      case .atLeast: a >= b
      case .atMost: a <= b
      case .more: a > b
      case .less: a < b
      case .equal: a == b
      case .notEqual: a != b
      }
    }
    return switch sign {
    case .equal: found.lowercased() == wanted.lowercased()
    case .notEqual: found.lowercased() != wanted.lowercased()
    case .atLeast: found >= wanted
    case .atMost: found <= wanted
    case .more: found > wanted
    case .less: found < wanted
    }
  }

  /// `.7`, `1k`, `2M`.
  private static func number(_ text: String) -> Double? {
    let units: [Character: Double] = ["k": 1e3, "M": 1e6]
    if let last = text.last, let unit = units[last], let value = Double(text.dropLast()) {
      return value * unit
    }
    return Double(text.hasPrefix(".") ? "0" + text : text)
  }
}

/// In which order runs are listed.
enum RunSort: String, CaseIterable, Sendable {
  case newest, best, task, model, time, status

  var next: RunSort {
    let all = RunSort.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }

  func sorted(_ runs: [RunSummary]) -> [RunSummary] {
    func by<Key: Comparable>(_ key: (RunSummary) -> Key) -> [RunSummary] {
      runs.enumerated().map { (place: $0, key: key($1), run: $1) }
        .sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.run)
    }
    switch self {
    case .newest: return runs
    // A larger error is worse: each metric in its own direction, tasks apart.
    case .best:
      return by { run in
        let value = run.best ?? (run.higherIsBetter ? -Double.infinity : .infinity)
        return "\(run.task) " + Self.orderable(run.higherIsBetter ? -value : value)
      }
    case .task: return by { "\($0.task) \($0.model)" }
    case .model: return by { "\($0.model) \($0.task)" }
    case .time: return by { -$0.seconds }
    case .status: return by { $0.status.isLive ? "0" : "1" + $0.status.rawValue }
    }
  }

  /// A number as text that sorts as the number does.
  private static func orderable(_ value: Double) -> String {
    let bits = value.bitPattern
    let ordered = bits >> 63 == 0 ? bits | 1 << 63 : ~bits
    let text = String(ordered, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}

extension RunSummary {
  /// What lists call it beside its number: its own name before its task's.
  var calling: String { Escaping.visible(name.isEmpty ? setup.task : "\(name) · \(setup.task)") }
}

extension RunsState {
  /// Makes the list that Runs shows from the runs there are, the filter and the order.
  mutating func arrange() {
    let filter = RunFilter(filter)
    visible = sort.sorted((list.value ?? []).filter(filter.admits))
  }
}

/// What a question to the run log found, over the screen.
struct AnswerTable: Equatable, Sendable {
  var title: String
  var answer: QueryAnswer
  var list = ListPlaceAndColumn()

  struct ListPlaceAndColumn: Equatable, Sendable {
    var top = 0
    var column = 0
  }
}
