import Foundation

/// What the same work takes elsewhere, and where the data lies.
enum Peers {
  static let samplingTitle =
    "temporal sampling alone: seeds/s, × pyg-lib (bar 2 with one thread, 3.5 with two)"
  static let batchesTitle =
    "sampling, features, collation: seeds/s, × PyG's loader (bar 4)"

  /// Seeds per second of pyg-lib's temporal sampler and of PyG's `NeighborLoader` with features, 2 threads,
  /// quiet machine (2 vCPU Zen 5), `gnn_relbench.py` with torch 2.13, torch_geometric 2.8, pyg-lib.
  static func samplingSeedsPerSecond(_ task: String) -> Double {
    ["driver-position": 50_000, "driver-dnf": 62_000, "driver-top3": 53_000][task] ?? .nan
  }

  static func batchesSeedsPerSecond(_ task: String) -> Double {
    ["driver-position": 20_000, "driver-dnf": 21_000, "driver-top3": 15_000][task] ?? .nan
  }

  /// The rel-f1 database; nil where it is not there.
  static var dataFile: String? {
    // <checkout>/Benchmarks/Sources/feed-bench/Peers.swift
    var checkout = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { checkout.deleteLastPathComponent() }
    let shared =
      ProcessInfo.processInfo.environment["RELZERO_SHARED"]
      ?? checkout.deletingLastPathComponent().appendingPathComponent("shared").path
    let file = shared + "/data/rel-f1/rel-f1.sqlite"
    return FileManager.default.fileExists(atPath: file) ? file : nil
  }
}
