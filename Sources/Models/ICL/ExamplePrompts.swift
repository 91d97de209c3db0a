import Inspection
import Relational
import Sampling
import Tasks

/// What a decoder reads of some seeds: tokens, no vectors.
public struct ExampleBatch: ModelBatch {
  /// Per seed the ids of its prompt.
  let prompts: [[Int32]]

  public func prepareForGradients() {}
}

/// Asks a question about records, after some that are answered already:
///
///     <s>drivers: {…} Question: within 30 days, will …? Answer: Yes
///     drivers: {…} Question: within 30 days, will …? Answer:
///
/// A prompt has a limit of tokens. Of what is too long go first the deepest and oldest rows, of all records
/// alike; then examples; then the last attributes of the entity's row; the question never.
public struct ExamplePrompts: BatchSource {
  let sampler: NeighborSampler
  /// The entities' table.
  let table: Int
  var text: RecordText
  let question: String
  let demonstrations: Demonstrations?
  /// The words for a label.
  let answer: @Sendable (Double) -> String
  let vocabulary: PromptVocabulary
  /// Tokens of a prompt at most.
  let limit: Int

  public func batch(of seeds: [Seed], epoch: Int, without hidden: [HiddenRows]) -> ExampleBatch {
    let examples = seeds.map { demonstrations?.examples(for: $0) ?? [] }
    // Each example as it was at its own time.
    let subgraph = sampler.sample(
      seeds + examples.joined().map(\.seed), of: table, epoch: epoch,
      without: Demonstrations.hidden(hidden, from: examples))
    let records = Record.all(of: subgraph, in: sampler.graph)
    var next = seeds.count
    return ExampleBatch(
      prompts: seeds.indices.map { index in
        let answered = examples[index].map { example in
          defer { next += 1 }
          return Document(
            record: records[next], time: example.seed.time, answer: answer(example.label))
        }
        return fitted(
          answered + [Document(record: records[index], time: seeds[index].time, answer: nil)])
      })
  }

  public func context(of seed: Seed) -> SubgraphSummary {
    sampler.summary(of: sampler.sample([seed], of: table, epoch: 0))
  }

  public func hiding(_ column: ColumnPlace) -> ExamplePrompts {
    var other = self
    other.text = text.hiding(column)
    return other
  }

  public func reading(of seed: Seed, without hidden: HiddenRows) -> PromptReading? {
    let prompts = batch(of: [seed], epoch: 0, without: [hidden]).prompts
    return PromptReading(tokens: prompts.reduce(0) { $0 + $1.count })
  }

  /// A record with the question, and its answer where it is an example.
  struct Document {
    let record: Record
    let time: Int64
    let answer: String?
  }

  /// The ids of as much of the documents as the limit allows.
  func fitted(_ documents: [Document]) -> [Int32] {
    var documents = documents[...]
    while documents.count > 1, ids(documents, related: 0).count > limit {
      documents = documents.dropFirst()
    }
    let most = documents.map(\.record.related).max() ?? 0
    if let related = Self.most(0...most, fit: { ids(documents, related: $0).count <= limit }) {
      return ids(documents, related: related)
    }
    let attributes = text.attributes(of: documents[documents.startIndex].record)
    let kept = Self.most(0...attributes) {
      ids(documents, related: 0, attributes: $0).count <= limit
    }
    return ids(documents, related: 0, attributes: kept ?? 0)
  }

  /// The largest number of a range that fits, when smaller ones do too; nil if none does.
  private static func most(_ range: ClosedRange<Int>, fit: (Int) -> Bool) -> Int? {
    var (low, high) = (range.lowerBound - 1, range.upperBound)
    while low < high {
      let middle = low + (high - low + 1) / 2
      if fit(middle) { low = middle } else { high = middle - 1 }
    }
    return low < range.lowerBound ? nil : low
  }

  private func ids(
    _ documents: ArraySlice<Document>, related: Int, attributes: Int? = nil
  ) -> [Int32] {
    (vocabulary.specials.beginning.map { [$0] } ?? [])
      + documents.flatMap {
        vocabulary.tokenizer.encodePlain(written($0, related: related, attributes: attributes))
      }
  }

  /// A document's text.
  func written(_ document: Document, related: Int, attributes: Int? = nil) -> String {
    let json = text.json(
      document.record, at: document.time, related: related, attributes: attributes)
    let asked = "\(text.name(of: document.record)): \(json) Question: \(question) Answer:"
    return document.answer.map { "\(asked) \($0)\n" } ?? asked
  }
}
