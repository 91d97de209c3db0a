import LanguageModels
import Tensors

extension Llama {
  /// The mean loss of text and of answers; scores are computed only where something is learned.
  func losses(_ batch: TextBatch) -> (plain: Tensor, answers: Tensor) {
    let states = self(embed(batch.ids), batch.sequences)
    func loss(_ places: TextBatch.Places) -> Tensor {
      guard !places.rows.isEmpty else { return Tensor(0) }
      return logits(states.gather(Rows(places.rows, of: batch.tokenCount)))
        .crossEntropy(places.targets)
    }
    return (loss(batch.plain), loss(batch.answers))
  }
}
