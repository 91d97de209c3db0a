import Foundation
import Yams

/// A filter that was kept under a name: of one table's rows, or of the runs.
///
/// All of them lie in `filters.yaml` of the home, which a person can read and change:
/// ```yaml
/// - name: spanish
///   database: rel-f1
///   table: drivers
///   text: nationality=Spanish
/// ```
public struct NamedFilter: Codable, Equatable, Sendable {
  public var name: String
  /// The name of the table's database; nil, as `table`, for a filter of runs.
  public var database: String?
  public var table: String?
  public var text: String

  public init(name: String, database: String? = nil, table: String? = nil, text: String) {
    self.name = name
    self.database = database
    self.table = table
    self.text = text
  }

  /// Whether it can be used while this database is open: those of runs always can.
  func fits(database: String?) -> Bool { table == nil || self.database == database }

  /// Whether one of them takes the other's place.
  func isCalledLike(_ other: NamedFilter) -> Bool {
    name == other.name && database == other.database
  }

  /// What it is a filter of, and what it says.
  var words: String { "\(table ?? "runs") / \(text)" }
}

extension WorkbenchFiles {
  private var filtersPath: String? { home.map { $0 + "/filters.yaml" } }

  /// The filters that were kept; none where the file cannot be read.
  public var namedFilters: [NamedFilter] { (try? readFilters()) ?? [] }

  private func readFilters() throws(SessionError) -> [NamedFilter] {
    guard let path = filtersPath, let data = FileManager.default.contents(atPath: path) else {
      return []
    }
    do {
      return try YAMLDecoder().decode([NamedFilter].self, from: data)
    } catch {
      throw .malformed(path: path, problem: "expected a list of name, database, table and text")
    }
  }

  /// Keeps a filter in place of the one that its name meant so far; returns all that there are then.
  ///
  /// - Throws: where the file holds something else, which is left as it is.
  func keep(_ filter: NamedFilter) throws(SessionError) -> [NamedFilter] {
    guard let home, let path = filtersPath else {
      throw .unwritable(path: "filters.yaml", problem: "the program has no home folder")
    }
    var all = try readFilters()
    all.removeAll { $0.isCalledLike(filter) }
    all.append(filter)
    try write(all, to: path, in: home)
    return all
  }

  /// Takes a filter away; returns those that are left.
  func forget(_ filter: NamedFilter) throws(SessionError) -> [NamedFilter] {
    guard let home, let path = filtersPath else { return [] }
    var all = try readFilters()
    all.removeAll { $0.isCalledLike(filter) }
    try write(all, to: path, in: home)
    return all
  }

  private func write(
    _ all: [NamedFilter], to path: String, in home: String
  ) throws(SessionError) {
    do {
      try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
      let text = try YAMLEncoder().encode(all)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, problem: error.localizedDescription)
    }
  }
}
