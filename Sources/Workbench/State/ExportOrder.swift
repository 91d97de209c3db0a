import RunLogs

/// What a person typed after `:export`: `csv filter out.csv`, `json all`, `csv long`.
struct ExportOrder: Equatable, Sendable {
  /// How much of a list: the lines on the screen, those that the filter lets through, all; or in which
  /// form curves.
  enum Part: String, CaseIterable, Sendable {
    case page, filter, all, long, wide
    var layout: RunExport.Layout? { RunExport.Layout(rawValue: rawValue) }
  }

  var format: RunExport.Format
  /// Nil takes what the filter lets through, of curves the wide form.
  var part: Part?
  /// Nil takes a free name in the home.
  var path: String?

  static func parse(_ words: [String]) -> Result<ExportOrder, Failure> {
    guard let format = words.first.flatMap(RunExport.Format.init) else {
      return .failure(Failure("export as csv or json? Type export csv filter, or export csv long"))
    }
    var rest = words.dropFirst()
    let part = rest.first.flatMap(Part.init)
    if part != nil { rest = rest.dropFirst() }
    let path = rest.joined(separator: " ")
    return .success(
      ExportOrder(format: format, part: part, path: path.isEmpty ? nil : path))
  }
}
