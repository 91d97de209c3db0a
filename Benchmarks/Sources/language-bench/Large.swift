import Foundation
import LanguageModels
import Neural
import Randomness
import Tensors

/// A model of Llama-3.2-1B's shape with random weights in bfloat16, in several files. Measured by a process
/// of its own, so that the memory which writing took does not count.
func measureLarge(_ options: Options) throws {
  let folder = try RandomModel(RandomModel.large, as: .bfloat16)
  let child = Process()
  child.executableURL =
    Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
  child.arguments =
    ["llama-1b-in", folder.folder, "--rounds", "\(options.rounds)"]
    + ["--threads", "\(ComputePool.shared.threads)"] + (options.isRounding ? ["--rounding"] : [])
  try child.run()
  child.waitUntilExit()
  withExtendedLifetime(folder) {}
}

/// Opens the model, reads a text of 128 tokens, writes 16 more, and makes a step to soft prompts on one text
/// and, keeping of each layer its input alone, on eight. Memory counts the weights' mapped pages.
func measureLarge(in folders: [String], _ options: Options) throws {
  guard let folder = folders.first else { options.fail("llama-1b-in takes a folder") }
  func emit(_ what: String, _ times: [Double], _ amount: Double, _ unit: String) {
    Figure(
      what: "llama-1b " + what, weights: "bfloat16" + (options.isRounding ? ", rounding" : ""),
      median: amount / times.median, best: amount / times[0], unit: unit, runs: times.count,
      threads: ComputePool.shared.threads
    ).emit()
  }
  var model = try Llama(folder: folder)
  let opening = try seconds(of: 3, warmUp: false) { model = try Llama(folder: folder) }
  if options.isRounding { model.precision = .bfloat16 }
  emit("open", opening, 1, "times/s")
  let one = DecoderWork(model: model, texts: 1, length: 128)
  emit("first prefill 1 × 128", seconds(of: 1, warmUp: false, one.prefill), 128, "tokens/s")
  emit("prefill 1 × 128", seconds(of: 3, one.prefill), 128, "tokens/s")
  let all = seconds(of: 2) { one.decode(16) }
  let first = seconds(of: 2) { one.decode(1) }
  emit("decode", all.map { $0 - first.median }, 15, "tokens/s")
  for (texts, recomputing) in [(1, false), (8, true)] {
    let work = DecoderWork(model: model, texts: texts, length: 128)
    let store = ParameterStore(random: RandomSource(seed: 1))
    let soft = work.softTokens(in: store)
    var adam = Adam(learningRate: 1e-3)
    let times = seconds(of: 1, warmUp: false) {
      work.step(store, soft, nil, &adam, recomputing: recomputing)
    }
    emit("soft-prompt step \(texts) × 128", times, Double(128 * texts), "tokens/s")
  }
}
