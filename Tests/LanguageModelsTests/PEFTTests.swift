import FixtureSupport
import Foundation
import Randomness
import Tensors
import Testing

@testable import LanguageModels

private let peft = PythonPeer(variable: "RELZERO_PEFT_PYTHON", script: "peft/check.py")

/// Python's PEFT beside ours (`Fixtures/peft/check.py`).
@Suite(
  "PEFT",
  .enabled(
    if: SharedFolder.isPresent && peft.python != nil,
    "needs ../shared and RELZERO_PEFT_PYTHON, a Python with peft"))
struct PEFTTests {
  private struct Answer: Decodable {
    let ours: [Float]
    let theirs: [Float]
    let ids: [Int32]
  }

  private func scores(_ model: Llama, _ adapter: LoRA, _ ids: [Int32]) -> [Float] {
    let rows = model(
      model.embed(ids), Sequences(lengths: [ids.count], read: [1]),
      adaptation: Adaptation(adapter))
    return model.logits(rows).scalars
  }

  @Test("loads what we write, and we load what it writes: the same scores")
  func bothWays() throws {
    let folder = try TemporaryFolder()
    let model = try Llama(folder: TinyLlama.folder + "/fp32")
    let adapter = LoRA(
      LoRA.Configuration(rank: 5, alpha: 7, dropout: 0.2, targets: Set(LoRA.Target.allCases)),
      for: model, random: RandomSource(seed: 11))
    for (number, parameter) in adapter.parameters.parameters.enumerated() {
      let shape = parameter.value.shape
      parameter.value = Tensor(
        (0..<shape.count).map { 0.1 * sin(Float($0 * 13 + number * 7)) }, shape: shape)
    }
    try adapter.write(to: folder.file("ours"), baseModel: TinyLlama.folder + "/fp32")

    let answer = try peft.run(
      [TinyLlama.folder + "/fp32", folder.file("ours"), folder.file("theirs")], as: Answer.self)

    #expect(largestDifference(scores(model, adapter, answer.ids), answer.ours) < 1e-4)
    let theirs = try LoRA(folder: folder.file("theirs"), for: model)
    #expect(theirs.configuration.rank == 3 && theirs.configuration.targets.count == 7)
    #expect(largestDifference(scores(model, theirs, answer.ids), answer.theirs) < 1e-4)
  }
}
