// engine-bench: how close the engine's matrix products come to bare OpenBLAS, what its kernels cost per
// float, and how long a training step of the size of RDL takes. Best time, median in brackets; every
// answer is checked.
//
//     swift run -c release --package-path Benchmarks engine-bench [threads] [products|kernels|step]

import Foundation
import Tensors

let arguments = CommandLine.arguments.dropFirst()
if let threads = arguments.lazy.compactMap({ Int($0) }).first {
  ComputePool.configure(threads: threads)
}
let wanted = arguments.filter { Int($0) == nil }

printHeader()
for (name, measure) in [
  ("products", measureProducts), ("kernels", measureKernels), ("step", measureStep),
] where wanted.isEmpty || wanted.contains(name) {
  measure()
}
printLoad("at the end")
