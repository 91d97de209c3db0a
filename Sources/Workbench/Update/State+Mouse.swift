import TerminalUI

/// A border between panes that was moved: where it lies by itself, and how far it is away from there.
struct BorderShift: Equatable, Sendable {
  var isVertical: Bool
  var position: Int
  var delta: Int
}

/// A border that is being dragged, and where the pointer is.
struct Dragging: Equatable, Sendable {
  var isVertical: Bool
  var position: Int
}

extension State {
  /// A click gives a pane the keys and puts its cursor there, a double one opens, the wheel scrolls or
  /// zooms, a dragged border moves; verbs and screens of the last rows are done.
  mutating func take(_ action: MouseAction, row: Int, column: Int) -> [Effect] {
    if action == .release { dragging = nil }
    guard confirmation == nil, form == nil, prompt == nil, answer == nil, choice == nil,
      viewer == nil, !isBuilding, !isTooSmall
    else { return [] }
    if help != nil { return takeInHelp(action, row: row) }
    if action == .drag {
      drag(row: row, column: column)
      return settle()
    }
    if action == .press {
      if row == size.rows - 1, let screen = Frame.screen(atColumn: column, in: self) {
        return go(to: screen)
      }
      if row == size.rows - 2, let verb = Frame.verb(atColumn: column, in: self) {
        return perform(verb)
      }
      beginDragging(row: row, column: column)
    }
    guard let box = Layout(self).boxes.first(where: { $0.rect.contains(row: row, column: column) }),
      screen.panes.contains(box.pane)
    else { return [] }
    focus[screen] = box.pane
    let isPlot = box.pane == .plots || box.pane == .overlay
    switch action {
    case .wheelUp: return isPlot ? zoom(in: box, column: column, isIn: true) : move(by: -3)
    case .wheelDown: return isPlot ? zoom(in: box, column: column, isIn: false) : move(by: 3)
    case .press, .doublePress:
      let line =
        (row - box.rect.row - 1 - Layout.headerRows(of: box.pane))
        / Layout.rowsPerLine(of: box.pane)
      guard line >= 0, let path = Self.list(of: box.pane) else { return [] }
      let place = self[keyPath: path].top + line
      guard place < count(of: box.pane) else { return [] }
      let effects = move(to: place)
      return action == .press || problem(with: .open) != nil ? effects : effects + perform(.open)
    case .drag, .release: return []
    }
  }

  private mutating func takeInHelp(_ action: MouseAction, row: Int) -> [Effect] {
    switch action {
    case .wheelUp: return takeInHelp(.up)
    case .wheelDown: return takeInHelp(.down)
    default: return []
    }
  }

  /// Zooms about the place of the pointer.
  private mutating func zoom(in box: Layout.Box, column: Int, isIn: Bool) -> [Effect] {
    let verb: Verb = isIn ? .zoomIn : .zoomOut
    guard problem(with: verb) == nil, let shown = xRange else { return [] }
    let kept = runs.view.cursor
    if kept == nil {
      // The plot lies right of its axis, whose labels take some columns.
      let share = Double(column - box.rect.column - 7) / Double(max(1, box.rect.columns - 8))
      runs.view.cursor =
        shown.lowerBound + min(max(share, 0), 1) * (shown.upperBound - shown.lowerBound)
    }
    defer { runs.view.cursor = kept }
    return performOnPlots(verb)
  }

  private mutating func beginDragging(row: Int, column: Int) {
    for box in Layout(self).boxes where box.rect.contains(row: row, column: column) {
      let rect = box.rect
      if column == rect.endColumn - 1, rect.endColumn < size.columns {
        dragging = Dragging(isVertical: true, position: rect.endColumn)
      } else if column == rect.column, column > 0 {
        dragging = Dragging(isVertical: true, position: rect.column)
      } else if row == rect.endRow - 1, rect.endRow < size.rows - 2 {
        dragging = Dragging(isVertical: false, position: rect.endRow)
      } else if row == rect.row, row > 1 {
        dragging = Dragging(isVertical: false, position: rect.row)
      }
    }
  }

  private mutating func drag(row: Int, column: Int) {
    guard let open = dragging else { return }
    let target = open.isVertical ? column : row
    guard target != open.position else { return }
    var shifts = borderShifts[screen] ?? []
    let known = shifts.firstIndex {
      $0.isVertical == open.isVertical && $0.position + $0.delta == open.position
    }
    if let known {
      shifts[known].delta += target - open.position
    } else {
      shifts.append(
        BorderShift(
          isVertical: open.isVertical, position: open.position, delta: target - open.position))
    }
    let before = borderShifts[screen]
    let boxes = Layout(self).boxes
    borderShifts[screen] = shifts
    // What would leave a pane without room is not done.
    if Layout(self).boxes == boxes {
      borderShifts[screen] = before
    } else {
      dragging?.position = target
    }
  }
}

extension Layout {
  /// Moves the borders that a person has moved. One that would leave a pane too small stays.
  static func shifted(_ boxes: [Box], _ shifts: [BorderShift]) -> [Box] {
    var boxes = boxes
    for shift in shifts {
      let moved = boxes.map { box -> Box in
        var rect = box.rect
        if shift.isVertical {
          if rect.endColumn == shift.position {
            rect.columns += shift.delta
          } else if rect.column == shift.position {
            rect = Rect(
              row: rect.row, column: rect.column + shift.delta, rows: rect.rows,
              columns: rect.columns - shift.delta)
          }
        } else if rect.endRow == shift.position {
          rect.rows += shift.delta
        } else if rect.row == shift.position {
          rect = Rect(
            row: rect.row + shift.delta, column: rect.column, rows: rect.rows - shift.delta,
            columns: rect.columns)
        }
        return Box(pane: box.pane, rect: rect)
      }
      let fits = zip(boxes, moved).allSatisfy { old, new in
        old == new || (new.rect.rows >= 4 && new.rect.columns >= 12)
      }
      if fits { boxes = moved }
    }
    return boxes
  }
}
