import TerminalUI

// What is on its way can be dropped: its answer will not be taken, and the work for it ends.
extension State {
  /// ^C: what is loading is dropped; at rest it asks to quit.
  mutating func interrupt() -> [Effect] {
    isLoadingHere || rows.page.isWaiting || graph.subgraph.isWaiting
      || predict.prediction.isWaiting ? cancelLoading() : askToQuit()
  }

  /// Whether what the screen shows first is still on its way.
  var isLoadingHere: Bool {
    if schema.value == nil { return schema.isWaiting }
    return switch screen {
    case .rows: rows.page.isWaiting
    case .graph:
      graph.subgraph.isWaiting || graph.reading.isShown && graph.reading.prompt.isWaiting
    case .predict: predict.prediction.isWaiting
    case .task: catalog.isWaiting
    case .schema, .train, .runs: false
    }
  }

  mutating func cancelLoading() -> [Effect] {
    let generations = [
      schema.pending, rows.page.pending, rows.entity.pending, graph.subgraph.pending,
      graph.reading.prompt.pending, predict.prediction.pending,
      screen == .task ? catalog.pending : nil,
    ]
    let wasSorting = rows.page.isWaiting && rows.sort != rows.shownSort && rows.page.value != nil
    schema.cancel()
    rows.page.cancel()
    rows.entity.cancel()
    rows.progress = nil
    graph.subgraph.cancel()
    if graph.reading.prompt.isWaiting {
      graph.reading.prompt.cancel()
      graph.reading.request = nil
    }
    predict.prediction.cancel()
    if screen == .task, catalog.isWaiting {
      catalog.cancel()
      if catalog.value == nil {
        catalog.refuse("the tasks were not read to the end: R on Task reads them")
      }
    }
    if schema.value == nil {
      say(openingWords, .dim)
    } else if wasSorting {
      // The rows are still in the order they had.
      rows.sort = rows.shownSort
      say("cancelled: the rows keep their order", .dim)
    } else {
      say("cancelled: R asks again", .dim)
    }
    return generations.compactMap { $0 }.map { Effect.stop(generation: $0) }
  }

  /// Who closes a column's text wants its history no more.
  mutating func cancelHistory() -> [Effect] {
    guard let generation = columnHistory.pending else { return [] }
    columnHistory.cancel()
    return [.stop(generation: generation)]
  }

  /// Who leaves the form of a task wants its labels no more; who comes back asks anew.
  mutating func cancelPreview() -> [Effect] {
    guard let generation = building.preview.pending else { return [] }
    building.preview.cancel()
    return [.stop(generation: generation)]
  }

  /// How far an answer is.
  mutating func note(_ share: Double, of reply: Reply) {
    let generation = reply.generation
    switch reply.request {
    case .predict: predict.prediction.note(share, generation: generation)
    case .prompt: graph.reading.prompt.note(share, generation: generation)
    case .subgraph: graph.subgraph.note(share, generation: generation)
    case .catalog: catalog.note(share, generation: generation)
    case .previewTask: building.preview.note(share, generation: generation)
    case .history:
      columnHistory.note(share, generation: generation)
      showColumn()
    default: break
    }
  }
}
