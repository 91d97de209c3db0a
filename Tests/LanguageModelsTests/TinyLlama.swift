import FixtureSupport
import Foundation
import LanguageModels
import Tensors

/// The fixture: a random-weight Llama and what PyTorch computes with it.
struct TinyLlama {
  static let folder = SharedFolder.file("fixtures/tiny-llama")

  struct Expected: Decodable {
    struct Logits: Decodable {
      let text: String
      let ids: [Int32]
      let logits: String
      let rows: String
    }
    struct Greedy: Decodable {
      let text: String
      let promptIds: [Int32]
      let generatedIds: [Int32]
      let generatedText: String
    }
    struct Batch: Decodable {
      struct Row: Decodable {
        let softTokens: Int
        let tokenIdsAfterSoft: [Int32]
        let answerIds: [Int32]
      }
      struct Frozen: Decodable {
        let loss: Float
      }
      let rows: [Row]
      let frozen: Frozen
    }
    struct Generated: Decodable {
      let generatedIds: [[Int32]]
    }
    struct LoRA: Decodable {
      let loss: Float
      let grads: [String]
      let greedySoftBatch: Generated
    }
    let bosTokenId: Int32
    let eosTokenId: [Int32]
    let logits: [Logits]
    let greedy: [Greedy]
    let softPromptBatch: Batch
    let greedySoftBatch: Generated
    let lora: LoRA
  }

  let expected: Expected
  let tensors: ReferenceTensors

  init() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    expected = try decoder.decode(
      Expected.self,
      from: Data(contentsOf: URL(fileURLWithPath: Self.folder + "/expected.json")))
    tensors = try ReferenceTensors("tiny-llama/expected.safetensors")
  }

  func tensor(_ name: String) -> Tensor {
    Tensor(tensors.floats(name), shape: Shape(tensors.shape(name)))
  }

  /// The batch of soft prompts: per row the tokens (-1 for soft ones) with or without the answer.
  func batch(withAnswers: Bool) -> (ids: [[Int32]], soft: [Tensor]) {
    let rows = expected.softPromptBatch.rows
    let ids = rows.map { row in
      let tokens =
        withAnswers
        ? row.tokenIdsAfterSoft : Array(row.tokenIdsAfterSoft.dropLast(row.answerIds.count))
      return [expected.bosTokenId] + [Int32](repeating: -1, count: row.softTokens) + tokens
    }
    return (ids, rows.indices.map { tensor("soft.\($0)") })
  }

  /// Rows of the padded reference that are no padding, in order.
  func unpadded(_ name: String) -> [Float] {
    let mask = tensors.integers("batch.attention_mask")
    let values = tensors.floats(name)
    let width = values.count / mask.count
    return mask.indices.filter { mask[$0] == 1 }
      .flatMap { values[$0 * width..<($0 + 1) * width] }
  }
}

extension Tensor {
  /// Tensors' rows after one another, differentiable.
  static func stacked(_ parts: [Tensor]) -> Tensor {
    let total = parts.reduce(0) { $0 + $1.shape[0] }
    var start = 0
    var sum = Tensor.zeros([total, parts[0].shape.width])
    for part in parts {
      let count = part.shape[0]
      let places = (0..<total).map { $0 >= start && $0 < start + count ? Int32($0 - start) : -1 }
      sum = sum + part.gather(Rows(places, of: count))
      start += count
    }
    return sum
  }
}
