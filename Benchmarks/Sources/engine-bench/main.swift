// engine-bench: what this machine can do at most, and how close to that the engine's matrix products, its
// kernels and training steps of RDL, of a transformer and of a perceptron come. Best time, median in
// brackets; every answer is checked.
//
//     swift run -c release --package-path Benchmarks engine-bench [threads] [products|kernels|step|blocks] [profile]
//
// profile: what the time of the transformer's step goes to, by operation.

import Foundation
import Tensors

let arguments = CommandLine.arguments.dropFirst()
if let threads = arguments.lazy.compactMap({ Int($0) }).first {
  ComputePool.configure(threads: threads)
}
let wanted = arguments.filter { Int($0) == nil && $0 != "profile" }
let isProfiling = arguments.contains("profile")

printHeader()
let ceilings = Ceilings()
ceilings.report()
let measurements: [(String, (Ceilings) -> Void)] = [
  ("products", { _ in measureProducts() }), ("kernels", measureKernels), ("step", measureStep),
  ("blocks", { measureBlocks($0, isProfiling: isProfiling) }),
]
for (name, measure) in measurements where wanted.isEmpty || wanted.contains(name) {
  measure(ceilings)
}
printLoad("at the end")
