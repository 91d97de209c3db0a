import GRDB

/// The list of runs as it was last read.
public struct RunListing: Sendable {
  public init() {}

  /// Newest first, without those in the trash.
  public fileprivate(set) var runs: [RunSummary] = []
  /// How many summaries were read for it; the others were known.
  public fileprivate(set) var read = 0
  /// The number of the newest change in it; nil where the log numbers none.
  fileprivate var change: Int64?
}

extension RunLog {
  /// All runs that are not in the trash. Of those that are known only what changed since is read again, and
  /// the runs whose process may have ended meanwhile.
  ///
  /// - Complexity: a fixed number of queries, O(runs read) rows.
  public func listing(after known: RunListing? = nil) throws(RunLogError) -> RunListing {
    try read("list runs") { database in
      var listing = RunListing()
      if try database.tableExists("changes") {
        listing.change =
          try Int64.fetchOne(database, sql: "SELECT COALESCE(MAX(number), 0) FROM changes")
      }
      guard let known, let before = known.change, let now = listing.change, before <= now else {
        listing.runs = try summaries(where: "runs.trashed IS NULL", in: database)
        listing.read = listing.runs.count
        return listing
      }
      let changed = try Int64.fetchSet(
        database, sql: "SELECT run FROM changes WHERE number > ?", arguments: [before])
      let restless = known.runs.filter { $0.status.isLive || $0.status == .interrupted }
      let again = changed.union(restless.map(\.id.number))
      let ids = again.map(String.init).joined(separator: ", ")
      let found = try summaries(
        where: "runs.id IN (\(ids)) AND runs.trashed IS NULL", in: database)
      listing.read = found.count
      listing.runs = (known.runs.filter { !again.contains($0.id.number) } + found)
        .sorted { $0.id > $1.id }
      return listing
    }
  }
}
