import TerminalUI

extension KeyTable {
  /// Keys for looking at data: how much is shown of it, and in which shape.
  static let browsing: [KeyEntry] = [
    KeyEntry(
      .view, [.character("v")], "v", "view",
      "another shape: columns or diagram; tree, layers, time or list", on: [.schema, .graph],
      footer: [.schema, .graph]),
    KeyEntry(
      .inspect, [.character("i")], "i", "inspect",
      "the whole cell, or all that is known of a column", on: [.schema, .rows, .graph],
      footer: [.schema, .rows]),
    KeyEntry(
      .edit, [.character("e")], "e", "meaning",
      "say what a column means: numerical, categorical, timestamp, text", on: [.schema],
      footer: [.schema]),
    KeyEntry(
      .edit, [.character("e")], "e", "new task",
      "ask a question about the future, see its labels, keep it as a task", on: [.task],
      footer: [.task]),
    KeyEntry(
      .export, [.character("E")], "E", "export", "write what is shown to a file",
      on: [.schema, .rows, .graph, .predict], footer: [.schema, .rows, .graph]),
    KeyEntry(
      .showWarnings, [.character("!")], "!", "warnings", "what looks wrong with this table",
      on: [.schema], footer: [.schema]),
    KeyEntry(
      .moreDetail, [.character("+"), .character("=")], "+", "more detail",
      "boxes of the diagram with keys, then with all columns", on: [.schema]),
    KeyEntry(
      .lessDetail, [.character("-")], "-", "less detail", "boxes with names alone", on: [.schema]),
    KeyEntry(
      .fold, [.character("o")], "o", "fold",
      "on the diagram the neighborhood alone or all tables; on Graph a group of rows",
      on: [.schema, .graph], footer: [.graph]),
    KeyEntry(
      .fanout, [.character("#")], "#", "fan-out", "rows sampled per key, hop by hop",
      on: [.graph], footer: [.graph]),
    KeyEntry(
      .reading, [.character("V")], "V", "text", "what a language model reads of the row",
      on: [.graph], footer: [.graph]),
    KeyEntry(
      .moreSaid, [.character("[")], "[", "say more",
      "a lower level of sparsity: the text says more",
      on: [.graph]),
    KeyEntry(
      .lessSaid, [.character("]")], "]", "say less",
      "a higher level of sparsity: the text leaves more to the graph", on: [.graph]),
    KeyEntry(
      .hint, [.character("'")], "'", "jump", "a letter on each line; press it to go there"),
    KeyEntry(
      .nextMatch, [.character("n")], "n", "next",
      "the next row or line that was looked for; on Schema, before /, the next key of the table"),
    KeyEntry(
      .previousMatch, [.character("N")], "N", "previous", "the row, line or key found before"),
    KeyEntry(
      .panLeft, [.character("("), .shiftLeft], "(", "pan left", "the part further left",
      on: [.schema, .rows]),
    KeyEntry(
      .panRight, [.character(")"), .shiftRight], ")", "pan right", "the part further right",
      on: [.schema, .rows]),
  ]

  private static let readingPanes: [Pane] = [.sides, .words, .gain]

  /// Keys for what a language model reads of a row: first in the panes that show it.
  static let reading: [KeyEntry] = [
    KeyEntry(
      .moreSaid, [.character("[")], "[", "say more",
      "a lower level of sparsity: the text says more",
      on: [.graph], in: readingPanes, footer: [.graph]),
    KeyEntry(
      .lessSaid, [.character("]")], "]", "say less",
      "a higher level of sparsity: the text leaves more to the graph", on: [.graph],
      in: readingPanes, footer: [.graph]),
    KeyEntry(
      .askCell, [.enter], "enter", "ask for it",
      "ask for this cell, hidden from text and graph as in a lesson; again, the task's question",
      on: [.graph], in: [.sides], footer: [.graph]),
    KeyEntry(
      .nextQuestion, [.character("m")], "m", "question", "the next task's question about the row",
      on: [.graph], in: readingPanes, footer: [.graph]),
    KeyEntry(
      .reading, [.character("V")], "V", "rows", "back to the rows around the row", on: [.graph],
      in: readingPanes, footer: [.graph]),
  ]
}
