import Foundation
import RunLogs

/// The list of runs, read again only when something was written to the log, or while a run lives: who
/// looks at a thousand runs that are over costs nothing.
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

  private var known: (stamp: Stamp, runs: [RunSummary])?

  /// - Parameter stamp: of the log before it is read: what is written meanwhile is read the next time.
  mutating func runs(_ stamp: Stamp, reading: () throws -> [RunSummary]) rethrows -> [RunSummary] {
    if let known, known.stamp == stamp, !known.runs.contains(where: \.status.isLive) {
      return known.runs
    }
    let runs = try reading()
    known = (stamp, runs)
    return runs
  }
}
