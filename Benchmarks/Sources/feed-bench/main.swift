// feed-bench: how fast rows become what a model reads: temporal sampling alone, and with the gathering
// of features and the collation into tensors. RelBench's three driver tasks on rel-f1, fan-out [128, 64],
// uniform, a disjoint tree per seed, batches of 512 in the order of the train table, with one and two
// threads that make batches. Best of the rounds, median in brackets; every answer is checked.
//
//     swift run -c release --package-path Benchmarks feed-bench [sampling|batches] [task…]
//
// The data is looked for in $RELZERO_SHARED, else in `shared` beside the checkout.

import EntityGraphs
import Foundation
import Relational
import Tensors

let arguments = CommandLine.arguments.dropFirst()
let tasks = ["driver-position", "driver-dnf", "driver-top3"]
let kinds = ["sampling", "batches"]
if let unknown = arguments.first(where: { !(tasks + kinds).contains($0) }) {
  print("feed-bench: \"\(unknown)\" is none of \((kinds + tasks).joined(separator: ", "))")
  exit(64)
}
func wanted(_ names: [String]) -> [String] {
  let chosen = names.filter { arguments.contains($0) }
  return chosen.isEmpty ? names : chosen
}

SystemHeap.keepFreedMemory()  // as `relzero` does

guard let path = Peers.dataFile else {
  print("feed-bench: skipped, rel-f1 is not there (set RELZERO_SHARED to the folder of test data)")
  exit(0)
}
do {
  let graph = EntityGraph(try Database.open(at: path))
  print("feed-bench, \(ISO8601DateFormatter().string(from: Date()))")
  print("\(ProcessInfo.processInfo.activeProcessorCount) processors, load \(load())")
  // Batches are made on threads of their own; an operation inside one does not split further.
  ComputePool.configure(threads: 1)
  for kind in wanted(kinds) {
    print("\n" + (kind == "sampling" ? Peers.samplingTitle : Peers.batchesTitle))
    for name in wanted(tasks) {
      let work = try Work(task: name, graph: graph)
      for threads in [1, 2] {
        if kind == "sampling" {
          print(work.sampling(threads: threads))
        } else {
          print(work.batches(threads: threads))
        }
      }
    }
  }
  print("\nload at the end \(load())")
} catch {
  print("feed-bench: \(error)")
  exit(70)
}

func load() -> String {
  var loads = [0.0, 0.0, 0.0]
  getloadavg(&loads, 3)
  return loads.map { String(format: "%.2f", $0) }.joined(separator: " ")
}
