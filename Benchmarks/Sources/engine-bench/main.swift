// engine-bench: how close the engine's matrix products come to bare OpenBLAS, what its kernels cost per
// float, and how long a training step of the size of RDL takes. Best time, median in brackets; every
// answer is checked. Run with: swift run -c release --package-path Benchmarks engine-bench [threads]

import Foundation
import Tensors

let threads = CommandLine.arguments.dropFirst().first.flatMap { Int($0) }
if let threads { ComputePool.configure(threads: threads) }

printHeader()
measureProducts()
measureKernels()
measureStep()
printLoad("at the end")
