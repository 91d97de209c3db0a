// runs-bench: what training runs cost each other and what they wait for: one run alone, then two at once
// in one process, on rel-f1 driver-position. Printed are training rows per second (all runs together), the
// share of the steps that waited for batches, peak memory, and how late a thread of normal priority wakes
// up meanwhile, as the screen's does, and how often a step asks the heap for memory.
//
//     swift run -c release --package-path Benchmarks runs-bench [preset] [epochs]

import Foundation
import Relational
import RunLogs
import Synchronization
import Tensors
import Training

let arguments = CommandLine.arguments.dropFirst()
let preset = arguments.first ?? "default"
let epochs = arguments.dropFirst().first.flatMap { Int($0) } ?? 2

guard let path = dataFile() else {
  print("runs-bench: skipped, rel-f1 is not there (set RELZERO_SHARED to the folder of test data)")
  exit(0)
}
SystemHeap.keepFreedMemory()  // as `relzero` does
ComputePool.configure(threads: ComputePool.shared.threads, niceness: 5)
let home = NSTemporaryDirectory() + "runs-bench-\(ProcessInfo.processInfo.processIdentifier)"
do {
  let bench = try Bench(path: path, home: home)
  print("runs-bench, preset \(preset), \(epochs) epochs, \(ComputePool.shared.threads) threads")
  let one = try bench.measure(runs: 1)
  let two = try bench.measure(runs: 2)
  let again = try bench.measure(runs: 1)
  let alone = max(one.rate, again.rate)
  print(String(format: "two at once: %.3f × the throughput of one (bar 0.95)", two.rate / alone))
  print(try bench.countAllocations())
  if one.parameters != two.parameters || one.parameters != again.parameters {
    print("WRONG ANSWER: a second run changed the bits of the first")
    exit(70)
  }
} catch {
  print("runs-bench: \(error)")
  exit(70)
}
try? FileManager.default.removeItem(atPath: home)

func dataFile() -> String? {
  // <checkout>/Benchmarks/Sources/runs-bench/main.swift
  var checkout = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { checkout.deleteLastPathComponent() }
  let shared =
    ProcessInfo.processInfo.environment["RELZERO_SHARED"]
    ?? checkout.deletingLastPathComponent().appendingPathComponent("shared").path
  let file = shared + "/data/rel-f1/rel-f1.sqlite"
  return FileManager.default.fileExists(atPath: file) ? file : nil
}
