import Foundation
import Tensors

/// Prints what the numbers below depend on.
func printHeader() {
  let environment = ProcessInfo.processInfo.environment
  print("engine-bench, \(ISO8601DateFormatter().string(from: Date()))")
  print("OpenBLAS core \(BLAS.coreName); \(BLAS.configuration)")
  for name in [
    "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "RELZERO_TILE_UNITS",
  ] {
    print("  \(name) \(environment[name].map { "= \($0)" } ?? "not set")")
  }
  let processors = ProcessInfo.processInfo.activeProcessorCount
  print("\(processors) processors, \(ComputePool.shared.threads) compute threads")
  printLoad("at the start")
}

/// Prints the load averages: numbers taken while others computed say little.
func printLoad(_ moment: String) {
  var loads = [0.0, 0.0, 0.0]
  getloadavg(&loads, 3)
  print(
    "load average \(moment): " + loads.map { String(format: "%.2f", $0) }.joined(separator: " "))
}
