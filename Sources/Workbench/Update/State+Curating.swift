import Inspection
import RunLogs
import TerminalUI

// What a person notes on runs: names, tags, notes, the trash; and what is written out of the log.
extension State {
  mutating func use(runFilter typed: String) -> [Effect] {
    runs.filter = typed
    if !typed.isEmpty { runs.sought = typed }
    runs.arrange()
    runs.place = ListPlace()
    return settle() + askProgress()
  }

  mutating func tag(_ run: RunID, _ typed: String) -> [Effect] {
    let tag = typed.split(separator: " ").joined(separator: "-")
    guard !tag.isEmpty, tag != "-" else { return [] }
    if tag.hasPrefix("-") { return [order(.curate(.untag(run, String(tag.dropFirst()))))] }
    return [order(.curate(.tag(run, tag)))]
  }

  mutating func note(_ run: RunID, _ typed: String) -> [Effect] {
    [order(.curate(.note(run, typed)))]
  }

  mutating func rename(_ run: RunID, _ typed: String) -> [Effect] {
    let name = typed.split(separator: " ").joined(separator: " ")
    return [order(.curate(.rename(run, name)))]
  }

  mutating func trash() -> [Effect] {
    guard let here = currentRun else { return [] }
    let chosen = runs.marked.contains(here.id) ? shownRuns : [here]
    let ids = chosen.filter { !$0.status.isLive }.map(\.id)
    let names = ids.count == 1 ? "\(ids[0]) (\(here.model) on \(here.task))" : "\(ids.count) runs"
    confirmation = Confirmation(
      question: "Move \(names) to the trash? u brings them back, for 30 days.",
      effect: .curate(.trash(ids)))
    return []
  }

  /// A note was taken: what takes it back is remembered.
  mutating func curated(_ act: RunCuration) -> [Effect] {
    let known = runs.list.value ?? []
    func undo(_ words: String, _ inverse: RunCuration) {
      remember(Undoable(words: words, inverse: .request(.curate(inverse))))
      say(words, .good)
    }
    // What was undone is not remembered again.
    let isUndoing = undone == act
    undone = nil
    if !isUndoing {
      switch act {
      case .tag(let run, let tag): undo("tag \(tag) on \(run)", .untag(run, tag))
      case .untag(let run, let tag): undo("no tag \(tag) on \(run)", .tag(run, tag))
      case .note(let run, _):
        undo("note on \(run)", .note(run, known.first { $0.id == run }?.note ?? ""))
      case .rename(let run, let name):
        undo(
          name.isEmpty ? "\(run) has no name" : "\(run) is called \(Escaping.visible(name))",
          .rename(run, known.first { $0.id == run }?.name ?? ""))
      case .trash(let ids):
        runs.marked.removeAll(where: ids.contains)
        undo("\(ids.count == 1 ? "\(ids[0])" : "\(ids.count) runs") to the trash", .restore(ids))
      case .restore(let ids): undo("\(ids.count) back from the trash", .trash(ids))
      }
    }
    return [ask(\.runs.list, .runs)]
  }

  /// `runs.csv`, `runs.json long`.
  mutating func export(_ ids: [RunID], _ typed: String) -> [Effect] {
    var words = typed.split(separator: " ").map(String.init)
    var layout = RunExport.Layout.wide
    if words.count > 1, let last = words.last, let named = RunExport.Layout(rawValue: last) {
      layout = named
      words.removeLast()
    }
    let path = words.joined(separator: " ")
    guard !path.isEmpty else { return [] }
    return [
      order(
        .exportRuns(
          ExportRequest(
            runs: ids, path: path, layout: layout, format: path.hasSuffix(".json") ? .json : .csv)))
    ]
  }

  /// Keys over a table of answers.
  mutating func takeInAnswer(_ key: Key) -> [Effect] {
    guard var open = answer else { return [] }
    let last = max(0, open.answer.rows.count - 1)
    let page = max(1, size.rows - 8)
    switch key {
    case .escape, .character("q"), .enter, .control("c"):
      answer = nil
      return []
    case .down, .character("j"): open.list.top = min(last, open.list.top + 1)
    case .up, .character("k"): open.list.top = max(0, open.list.top - 1)
    case .pageDown, .control("d"): open.list.top = min(last, open.list.top + page)
    case .pageUp, .control("u"): open.list.top = max(0, open.list.top - page)
    case .home, .character("g"): open.list.top = 0
    case .end, .character("G"): open.list.top = last
    case .right, .character("l"):
      open.list.column = min(max(0, open.answer.columns.count - 1), open.list.column + 1)
    case .left, .character("h"): open.list.column = max(0, open.list.column - 1)
    case .character("y"), .character("Y"): return [order(.copy(open.answer.text))]
    default: break
    }
    answer = open
    return []
  }
}
