import TerminalUI

extension State {
  /// Keys that the help lists for what is typed.
  var helpEntries: [KeyEntry] {
    let typed = (help?.field.text ?? "").lowercased()
    let here = keys.entries.filter { $0.screens.contains(screen) }
    let everywhere = keys.entries.filter { $0.screens.isEmpty }
    let others = keys.entries.filter { !$0.screens.isEmpty && !$0.screens.contains(screen) }
    return (here + everywhere + others).filter { entry in
      typed.isEmpty || entry.verb.commandName.contains(typed)
        || entry.shown.lowercased().contains(typed)
        || entry.label.lowercased().contains(typed) || entry.help.lowercased().contains(typed)
    }
  }

  mutating func takeInHelp(_ key: Key) -> [Effect] {
    guard var open = help else { return [] }
    let count = helpEntries.count
    let height = max(1, size.rows - 8)
    switch key {
    case .escape, .control("c"):
      help = nil
      return []
    case .enter:
      let entry = helpEntries[safe: open.list.cursor]
      help = nil
      return entry.map { performByName($0.verb) } ?? []
    case .up: open.list.move(to: open.list.cursor - 1, count: count, height: height)
    case .down: open.list.move(to: open.list.cursor + 1, count: count, height: height)
    case .pageUp: open.list.move(to: open.list.cursor - height, count: count, height: height)
    case .pageDown: open.list.move(to: open.list.cursor + height, count: count, height: height)
    case .character("?") where open.field.text.isEmpty:
      help = nil
      return []
    default:
      if open.field.edit(key) { open.list = ListPlace() }
    }
    help = open
    return []
  }

  /// A key for the form; nil when it is not for it (a screen by Alt and a digit).
  mutating func takeInForm(_ key: Key) -> [Effect]? {
    switch key {
    case .escape, .control("c"):
      let isFromElsewhere = form?.isFromElsewhere ?? false
      form = nil
      return isFromElsewhere ? goBack() : []
    case .enter:
      guard let open = form else { return [] }
      guard open.field == .start || open.field == .rehearsal else {
        form?.move(1)
        return []
      }
      switch open.request() {
      case .failure(let failure): form?.problem = failure.message
      case .success(let request):
        // The form stays until the run is there: what was typed is not lost if it cannot start.
        form?.finding = open.field == .start ? "starting…" : "◔ checking…"
        return [order(open.field == .start ? .start(request) : .rehearse(request))]
      }
      return []
    case .alt(let digit) where "1"..."7" ~= digit:
      form = nil
      return nil
    case .control("l"), .control("z"): return nil
    // Long settings have lines of their own to walk through.
    case .up where form?.field == .settings && moveInSettings(by: -1): return []
    case .down where form?.field == .settings && moveInSettings(by: 1): return []
    default:
      _ = form?.edit(key)
      return []
    }
  }

  private mutating func moveInSettings(by step: Int) -> Bool {
    form?.settings.moveLine(by: step, columns: Frame.settingsWidth(in: size)) ?? false
  }

  mutating func takeRehearsal(_ reply: Reply) {
    form?.finding = nil
    switch reply.result {
    case .success(.rehearsed(let words)): form?.finding = words
    case .success: form?.problem = Failure.unexpected.message
    case .failure(let failure): form?.problem = failure.message
    }
  }
}
