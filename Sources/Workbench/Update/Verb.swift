import TerminalUI

/// Something a person can do with a key, or by its name after `:`.
enum Verb: String, CaseIterable, Sendable {
  // Moving
  case up, down, left, right, first, last, pageUp, pageDown
  // Going
  case openSchema, openRows, openGraph, openTask, openTrain, openRuns, openPredict
  case nextPane, previousPane, open, leave, lastPlace, back, forward, zoom
  // Finding
  case filter, command, help, undo
  // Acting
  case mark, follow, referrers, sort, sortFurther, refresh, copy, copyAll
  case time, hidden
  case add, pause, stop, checkpoint, sooner, later, tag, note, rename, delete, export
  case moreHops, fewerHops, strategy
  case metric, smooth, axis, logarithmic, allKeys, chooseModel
  case zoomIn, zoomOut, resetZoom, panLeft, panRight, inspect, clip
  case whatIf, editCell, batch, reveal, history
  case redraw, suspend, interrupt, quit
  // Browsing, see KeyTable+Browsing.swift
  case view, fold, hint, edit, moreDetail, lessDetail, nextMatch, previousMatch, fanout
  case showWarnings
  case reading, lessSaid, moreSaid, nextQuestion, askCell
}

struct KeyEntry: Equatable, Sendable {
  var verb: Verb
  var keys: [Key]
  /// As shown: `enter`, `F`, `j ↓`.
  var shown: String
  /// One or two words for the footer.
  var label: String
  /// A sentence for the help.
  var help: String
  /// Where it works; empty for everywhere.
  var screens: [Screen]
  /// In which panes of those screens; empty for all of them.
  var panes: [Pane]
  /// Where the footer names it, if there is room; nearer the front first.
  var footer: [Screen]

  init(
    _ verb: Verb, _ keys: [Key], _ shown: String, _ label: String, _ help: String,
    on screens: [Screen] = [], in panes: [Pane] = [], footer: [Screen] = []
  ) {
    self.verb = verb
    self.keys = keys
    self.shown = shown
    self.label = label
    self.help = help
    self.screens = screens
    self.panes = panes
    self.footer = footer
  }

  func works(on screen: Screen) -> Bool { screens.isEmpty || screens.contains(screen) }

  func works(on screen: Screen, in pane: Pane) -> Bool {
    works(on: screen) && (panes.isEmpty || panes.contains(pane))
  }

  /// Gives the verb other keys.
  mutating func use(_ keys: [Key]) {
    self.keys = keys
    shown = keys.map(\.shown).joined(separator: " ")
  }

  /// Leaves a screen to another entry of the same verb.
  mutating func leave(_ screen: Screen) {
    screens = (screens.isEmpty ? Screen.allCases : screens).filter { $0 != screen }
    footer = footer.filter { $0 != screen }
  }
}

/// The one table of keys: dispatch, footer, help, palette, manual and completions are made from it
/// (``KeyMap``). Where two entries share a key, the first that works in the pane has it.
enum KeyTable {
  static let entries = reading + general + browsing

  private static let general: [KeyEntry] = [
    KeyEntry(
      .open, [.enter], "enter", "open", "open what the cursor is on",
      footer: [.schema, .rows, .graph, .predict]),
    KeyEntry(
      .add, [.character("a")], "a", "new run",
      "start a run from a form; on Runs one like the run under the cursor",
      on: [.task, .train, .runs],
      footer: [.task, .train, .runs]),
    KeyEntry(
      .pause, [.character("p")], "p", "pause/resume", "pause the run, or let it go on",
      on: [.train, .runs], footer: [.train]),
    KeyEntry(
      .stop, [.character("X")], "X", "stop",
      "stop with a checkpoint (asks); again while it ends: kill",
      on: [.train, .runs], footer: [.train]),
    KeyEntry(
      .mark, [.character(" ")], "space", "mark", "mark or unmark the run for comparison",
      on: [.runs], footer: [.runs]),
    KeyEntry(
      .follow, [.character("f")], "f", "follow key", "go to the row or table that a key points to",
      on: [.schema, .rows], footer: [.schema, .rows]),
    KeyEntry(
      .referrers, [.character("F")], "F", "referrers", "list the rows that refer to this one",
      on: [.rows], footer: [.rows]),
    KeyEntry(
      .time, [.character("T")], "T", "as-of time", "hide rows later than a time, on every screen",
      footer: [.rows, .graph, .predict]),
    KeyEntry(
      .hidden, [.character(".")], ".", "hidden rows", "show or hide the rows after the as-of time",
      on: [.schema, .rows], footer: [.rows]),
    KeyEntry(
      .sort, [.character("s")], "s", "sort",
      "sort by the column under the cursor; again turns it, a third time undoes it",
      on: [.rows], footer: [.rows]),
    KeyEntry(
      .sortFurther, [.character("S")], "S", "sort further",
      "sort equal rows by this column too; again turns it, a third time takes it away",
      on: [.rows]),
    KeyEntry(
      .moreHops, [.character("+"), .character("=")], "+", "more hops", "sample one hop further",
      on: [.graph], in: [.groups, .node], footer: [.graph]),
    KeyEntry(
      .fewerHops, [.character("-")], "-", "fewer hops", "sample one hop less",
      on: [.graph], in: [.groups, .node], footer: [.graph]),
    KeyEntry(
      .strategy, [.character("m")], "m", "last/uniform", "take the newest rows, or any",
      on: [.graph], in: [.groups, .node], footer: [.graph]),
    KeyEntry(
      .chooseModel, [.character("M")], "M", "model", "ask the next run that learned such a task",
      on: [.predict], footer: [.predict]),
    KeyEntry(
      .whatIf, [.character("w")], "w", "what if",
      "ask without this row or table; the database stays as it is (u brings it back)",
      on: [.predict], footer: [.predict]),
    KeyEntry(
      .editCell, [.character("e")], "e", "other value",
      "ask as if a cell of this row held another value; the database stays as it is (u undoes)",
      on: [.predict], footer: [.predict]),
    KeyEntry(
      .history, [.character("H")], "H", "history",
      "ask with all rows up to the time, also those after the run's cutoff; again: as it learned",
      on: [.predict], footer: [.predict]),
    KeyEntry(
      .reveal, [.character(".")], ".", "truth", "show or hide the label, where it may be known",
      on: [.predict], footer: [.predict]),
    KeyEntry(
      .batch, [.character("b")], "b", "batch", "ask about every row of the filter, into a CSV file",
      on: [.predict], footer: [.predict]),
    KeyEntry(
      .refresh, [.character("R")], "R", "refresh",
      "ask again; on Graph with new random draws", footer: Screen.allCases),
    KeyEntry(
      .tag, [.character("t")], "t", "tag", "add a tag to the run; -tag takes it away",
      on: [.runs, .train], footer: [.runs]),
    KeyEntry(
      .note, [.character("e")], "e", "note", "write a note on the run", on: [.runs, .train],
      footer: [.runs]),
    KeyEntry(
      .rename, [.character("r")], "r", "rename", "give the run a name beside its number",
      on: [.runs, .train], footer: [.runs]),
    KeyEntry(
      .delete, [.character("d")], "d", "delete", "move the run to the trash (u brings it back)",
      on: [.runs], footer: [.runs]),
    KeyEntry(
      .delete, [.character("d")], "d", "delete", "move the task to the trash (u brings it back)",
      on: [.task], footer: [.task]),
    KeyEntry(
      .export, [.character("E")], "E", "export", "write the curves of the marked runs to a file",
      on: [.runs, .train], footer: [.runs]),
    KeyEntry(
      .sooner, [.character("<")], "<", "sooner", "move a waiting run up in the queue",
      on: [.train], footer: [.train]),
    KeyEntry(
      .later, [.character(">")], ">", "later", "move a waiting run down in the queue",
      on: [.train], footer: [.train]),
    KeyEntry(
      .sort, [.character("s")], "s", "sort", "by number, best, task, model, time, status",
      on: [.runs], in: [.runList], footer: [.runs]),
    KeyEntry(
      .metric, [.character("m")], "m", "metric", "turn to the next curve",
      on: [.train, .runs], footer: [.train, .runs]),
    KeyEntry(
      .logarithmic, [.character("L")], "L", "log scale", "logarithmic y, then x, then both",
      on: [.train, .runs], footer: [.train, .runs]),
    KeyEntry(
      .smooth, [.character("s")], "s", "smooth", "smooth the curves more, or not at all",
      on: [.train, .runs], footer: [.train, .runs]),
    KeyEntry(
      .axis, [.character("x")], "x", "axis", "steps, epochs, seconds or the clock",
      on: [.train, .runs], footer: [.train, .runs]),
    KeyEntry(
      .zoomIn, [.character("+")], "+", "zoom in", "look at half as much of the curves",
      on: [.train, .runs], footer: [.train]),
    KeyEntry(
      .zoomOut, [.character("-")], "-", "zoom out", "look at twice as much", on: [.train, .runs],
      footer: [.train, .runs]),
    KeyEntry(
      .resetZoom, [.character("0")], "0", "all", "the whole curves", on: [.train, .runs],
      footer: [.train, .runs]),
    KeyEntry(
      .panLeft, [.character("("), .shiftLeft], "(", "earlier", "move the part shown back",
      on: [.train, .runs]),
    KeyEntry(
      .panRight, [.character(")"), .shiftRight], ")", "later", "move the part shown forward",
      on: [.train, .runs]),
    KeyEntry(
      .inspect, [.character("i")], "i", "cursor", "read the curves at a cursor; m marks a point",
      on: [.train, .runs], footer: [.train, .runs]),
    KeyEntry(
      .clip, [.character("%")], "%", "clip", "leave outliers out of the y axis, and count them",
      on: [.train, .runs]),
    KeyEntry(
      .allKeys, [.character("=")], "=", "all settings", "show equal settings too",
      on: [.runs], footer: [.runs]),
    KeyEntry(
      .checkpoint, [.character("C")], "C", "checkpoint", "write a checkpoint now", on: [.train],
      footer: [.train]),
    KeyEntry(
      .nextPane, [.tab], "Tab", "pane", "give the keys to the next pane", footer: Screen.allCases),
    KeyEntry(.previousPane, [.backTab], "S-Tab", "pane back", "give the keys to the pane before"),
    KeyEntry(
      .zoom, [.character("z")], "z", "zoom", "one pane on the whole screen, and back",
      footer: Screen.allCases),
    KeyEntry(
      .copy, [.character("y")], "y", "copy", "take the value under the cursor to the clipboard"),
    KeyEntry(
      .copyAll, [.character("Y")], "Y", "copy all", "take the whole row, or all that the pane says"),
    KeyEntry(.up, [.up, .character("k")], "k ↑", "up", "one line up"),
    KeyEntry(.down, [.down, .character("j")], "j ↓", "down", "one line down"),
    KeyEntry(.left, [.left, .character("h")], "h ←", "left", "one column left"),
    KeyEntry(.right, [.right, .character("l")], "l →", "right", "one column right"),
    KeyEntry(.first, [.home, .character("g")], "g home", "first", "the first line"),
    KeyEntry(.last, [.end, .character("G")], "G end", "last", "the last line"),
    KeyEntry(.pageUp, [.pageUp, .control("u")], "^u pgup", "page up", "a page up"),
    KeyEntry(.pageDown, [.pageDown, .control("d")], "^d pgdn", "page down", "a page down"),
    KeyEntry(.openSchema, digit(1), "1", "Schema", "tables, columns, keys and warnings"),
    KeyEntry(.openRows, digit(2), "2", "Rows", "rows of a table and one row with all around it"),
    KeyEntry(.openGraph, digit(3), "3", "Graph", "the rows that a model would see for this one"),
    KeyEntry(.openTask, digit(4), "4", "Task", "what can be predicted, and what guessing scores"),
    KeyEntry(.openTrain, digit(5), "5", "Train", "start and watch runs"),
    KeyEntry(.openRuns, digit(6), "6", "Runs", "all runs, compared"),
    KeyEntry(.openPredict, digit(7), "7", "Predict", "ask a run about this row"),
    KeyEntry(.leave, [.escape, .backspace], "esc", "up", "close, or one step up"),
    KeyEntry(
      .lastPlace, [.character("`")], "`", "last place", "where you were just before, and back again"
    ),
    KeyEntry(.back, [.character("{")], "{", "back", "back through the places you were"),
    KeyEntry(.forward, [.character("}")], "}", "forward", "forward again"),
    KeyEntry(
      .filter, [.character("/")], "/", "find",
      "rows that hold a text, or column=value, column>=value",
      on: [.rows]),
    KeyEntry(
      .filter, [.character("/")], "/", "find",
      "runs that hold a text, ~letters, !text, best>=.7, lr=0.01", on: [.runs]),
    KeyEntry(
      .filter, [.character("/")], "/", "find", "the next line of the list that holds a text",
      on: [.schema, .graph, .task, .train, .predict]),
    KeyEntry(.command, [.character(":")], ":", "command", "type a command"),
    KeyEntry(
      .undo, [.character("u")], "u", "undo", "take back the last mark, tag, note or deletion"),
    KeyEntry(.help, [.character("?")], "?", "help", "all keys; type to find, enter does it"),
    KeyEntry(.redraw, [.control("l")], "^L", "redraw", "draw the screen anew"),
    KeyEntry(.suspend, [.control("z")], "^Z", "suspend", "back to the shell; fg returns"),
    KeyEntry(
      .interrupt, [.control("c")], "^C", "cancel", "drop what is loading; at rest asks to quit"),
    KeyEntry(.quit, [.character("q")], "q", "quit", "leave (asks while a run lives)"),
  ]

  private static func digit(_ number: Int) -> [Key] {
    let character = Character("\(number)")
    return [.character(character), .alt(character)]
  }
}
