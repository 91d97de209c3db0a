import Inspection
import TerminalUI

extension State {
  /// Whether the form of a new task has the keys.
  var isBuilding: Bool { screen == .task && building.isOpen && building.builder != nil }

  mutating func openBuilder() -> [Effect] {
    guard let schema = schema.value else { return [] }
    if building.builder == nil {
      // Who was looked at is asked about.
      building.builder = TaskBuilder(schema, about: place.row == nil ? nil : place.table)
    }
    guard building.builder != nil else {
      say("a question needs a table in time with a key to another; this database has none")
      return []
    }
    building.isOpen = true
    isZoomed = false
    return askPreview() + settle()
  }

  mutating func askPreview() -> [Effect] {
    guard let builder = building.builder, builder.problem == nil else { return [] }
    return [ask(\.building.preview, .previewTask(builder.query))]
  }

  /// A key for the form; nil when it is not for it (a screen by Alt and a digit).
  mutating func takeInBuilder(_ key: Key) -> [Effect]? {
    switch key {
    case .escape, .control("c"):
      building.isOpen = false
      return settle() + cancelPreview()
    case .control("s"): return saveTask()
    case .enter:
      guard building.builder?.field == .save || building.builder?.field == .name else {
        building.builder?.move(1)
        return []
      }
      if building.builder?.field == .name { building.builder?.move(1) }
      return saveTask()
    case .alt(let digit) where "1"..."7" ~= digit: return nil
    case .control("l"), .control("z"): return nil
    default:
      let hasChanged = building.builder?.edit(key) ?? false
      return hasChanged ? askPreview() : []
    }
  }

  private mutating func saveTask() -> [Effect] {
    guard let builder = building.builder else { return [] }
    if let problem = builder.problem {
      say(problem)
      return []
    }
    guard !builder.name.text.isEmpty else {
      building.builder?.field = .name
      say("give the task a name of letters, digits and -")
      return []
    }
    let request = Request.saveTask(builder.query, name: builder.name.text)
    let failed = building.preview.value?.checks.filter { !$0.isPassed } ?? []
    guard failed.isEmpty else {
      let names = failed.map(\.name).joined(separator: ", ")
      confirmation = Confirmation(
        question: "Not so: \(names). Save \(builder.name.text) all the same?", effect: request)
      return []
    }
    return [order(request)]
  }

  mutating func takePreview(_ reply: Reply) -> [Effect] {
    let result = reply.result.flatMap { answer -> Result<TaskPreviewSummary, Failure> in
      if case .preview(let value) = answer { return .success(value) }
      return .failure(.unexpected)
    }
    _ = building.preview.take(result, generation: reply.generation)
    return []
  }

  mutating func takeSavedTask(_ reply: Reply, name: String) -> [Effect] {
    switch reply.result {
    case .success(.saved(let path)):
      building = BuildingState()
      building.saved = name
      say("task \(name) written to \(path)", .good)
      place.task = name
      remember(Undoable(words: "task \(name)", inverse: .request(.trashTask(name))))
      return [ask(\.catalog, .catalog)]
    case .success: say(Failure.unexpected.message, .error)
    case .failure(let failure): say(failure.message, .error)
    }
    return []
  }

  /// Asks before a task goes to the trash.
  mutating func discardTask() -> [Effect] {
    guard let task = catalog.value?.tasks[safe: taskList.cursor] else { return [] }
    confirmation = Confirmation(
      question: "Move the task \(task.name) to the trash? u brings it back.",
      effect: .trashTask(task.name))
    return []
  }

  mutating func takeMovedTask(_ reply: Reply, _ name: String, isTrashed: Bool) -> [Effect] {
    switch reply.result {
    case .success(.done):
      let words = isTrashed ? "task \(name) to the trash" : "task \(name) back from the trash"
      if isUndoing == reply.request {
        isUndoing = nil
      } else {
        remember(
          Undoable(
            words: words, inverse: .request(isTrashed ? .restoreTask(name) : .trashTask(name))))
      }
      say(words, .good)
      return [ask(\.catalog, .catalog)]
    case .success: say(Failure.unexpected.message, .error)
    case .failure(let failure): say(failure.message, .error)
    }
    return []
  }
}

/// The task being made: kept when its form is closed.
struct BuildingState: Equatable, Sendable {
  var builder: TaskBuilder?
  var isOpen = false
  var preview = Loaded<TaskPreviewSummary>()
  /// A task that was just written: the cursor goes to it when the list has it.
  var saved: String?
}
