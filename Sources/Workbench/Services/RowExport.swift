import Inspection
import RunLogs

/// Rows for other programs, written a stretch at a time, so that a large table never lies in memory as
/// text.
public struct RowExport: Equatable, Sendable {
  /// Which rows, from its offset as many as its limit; the filter, the sort and the time of the screen.
  public var rows: PageRequest
  public var format: RunExport.Format
  /// As typed; nil takes a free name in the home.
  public var path: String?

  public init(rows: PageRequest, format: RunExport.Format, path: String?) {
    self.rows = rows
    self.format = format
    self.path = path
  }

  static let rowsAtOnce = 2_000

  /// - Parameter isStopped: asked between two stretches.
  /// - Returns: the path of the file.
  func write(
    from services: any WorkbenchServices, files: WorkbenchFiles, isStopped: () -> Bool
  ) throws -> String {
    let file = try files.exportFile(at: path, named: "\(rows.table).\(format.rawValue)")
    do {
      try write(to: file, from: services, isStopped: isStopped)
      return try file.finish()
    } catch {
      file.drop()
      throw error
    }
  }

  private func write(
    to file: ExportFile, from services: any WorkbenchServices, isStopped: () -> Bool
  ) throws {
    var request = rows
    var left = rows.limit
    var isFirst = true
    while true {
      guard !isStopped() else { throw ExportError.stopped }
      request.limit = min(left, Self.rowsAtOnce)
      let page = try services.page(request)
      // A filter that is not through the table yet goes on when it is asked again.
      if page.rows.count < request.limit, page.scannedRows != nil { continue }
      try file.write(text(of: page, isFirst: isFirst))
      isFirst = isFirst && page.rows.isEmpty
      request.offset += page.rows.count
      left -= page.rows.count
      if left <= 0 || page.rows.count < request.limit { break }
    }
    if format == .json { try file.write(isFirst ? "[]\n" : "\n]\n") }
  }

  private func text(of page: RowPageSummary, isFirst: Bool) -> String {
    switch format {
    case .csv:
      return (isFirst ? page.csvHead + "\n" : "") + page.csvLines.map { $0 + "\n" }.joined()
    case .json:
      guard !page.rows.isEmpty else { return "" }
      return (isFirst ? "[\n" : ",\n") + page.jsonObjects.joined(separator: ",\n")
    }
  }
}
