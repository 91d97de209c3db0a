import Foundation
import RunLogs

/// The list of runs, read again only when something was written to the log, or while a run lives, and then
/// only the runs that changed: who looks at a thousand runs that are over costs nothing.
struct KnownRuns: Sendable {
  /// What changes when something is written: size and time of the log's file and of its write-ahead log.
  struct Stamp: Equatable, Sendable {
    private struct File: Equatable, Sendable {
      var bytes: UInt64
      var written: Date
    }
    private var files: [File?]

    init(home: String) {
      files = ["/runs.sqlite", "/runs.sqlite-wal"].map { name in
        guard let found = try? FileManager.default.attributesOfItem(atPath: home + name),
          let bytes = (found[.size] as? NSNumber)?.uint64Value,
          let written = found[.modificationDate] as? Date
        else { return nil }
        return File(bytes: bytes, written: written)
      }
    }
  }

  private var known: (stamp: Stamp, listing: RunListing)?

  /// - Parameter stamp: of the log before it is read: what is written meanwhile is read the next time.
  mutating func runs(
    _ stamp: Stamp, reading: (_ after: RunListing?) throws -> RunListing
  ) rethrows -> [RunSummary] {
    if let known, known.stamp == stamp, !known.listing.runs.contains(where: \.status.isLive) {
      return known.listing.runs
    }
    let listing = try reading(known?.listing)
    known = (stamp, listing)
    return listing.runs
  }
}
