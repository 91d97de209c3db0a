import LanguageModels
import Tensors
import Text

/// Texts as sequences of tokens after one another, with the places where something is learned.
struct TextBatch {
  /// What is read, sequence after sequence: all tokens of a text but the last.
  private(set) var ids: [Int32] = []
  private(set) var lengths: [Int] = []
  private(set) var plain = Places()
  private(set) var answers = Places()
  /// For each answer the range of its tokens among ``answers``.
  private(set) var answerRanges: [Range<Int>] = []

  /// Rows whose next token is learned.
  struct Places {
    var rows: [Int32] = []
    var targets: [Int32] = []
  }

  /// No text is longer.
  static let longest = 320

  var tokenCount: Int { ids.count }

  /// Adds a text unless it is too long.
  mutating func add(_ sample: TextSample, _ tokenizer: Tokenizer) {
    let parts = sample.parts.map { tokenizer.encode($0.text, framed: false) }
    let count = parts.reduce(0) { $0 + $1.count }
    guard count > 1, count <= Self.longest else { return }
    let start = ids.count
    ids += parts.joined().dropLast()
    lengths.append(count - 1)
    var place = 0
    for (tokens, part) in zip(parts, sample.parts) {
      let firstAnswer = answers.rows.count
      for token in tokens {
        defer { place += 1 }
        // A token is told from the row before it.
        guard place > 0 else { continue }
        let row = Int32(start + place - 1)
        switch part.role {
        case .context: break
        case .plain:
          plain.rows.append(row)
          plain.targets.append(token)
        case .answer:
          answers.rows.append(row)
          answers.targets.append(token)
        }
      }
      if part.role == .answer { answerRanges.append(firstAnswer..<answers.rows.count) }
    }
  }

  var sequences: Sequences { Sequences(lengths: lengths) }

  /// The batch of a step.
  static func step(_ step: Int, _ recipe: LanguageRecipe, _ tokenizer: Tokenizer) -> TextBatch {
    var batch = TextBatch()
    let count = recipe.databasesPerStep
    // More texts than fit; of each database the same number.
    let samples = Corpus(seed: recipe.seed).samples(
      databases: step * count..<(step + 1) * count,
      perDatabase: recipe.tokensPerStep / (30 * count) + 1)
    let perDatabase = max(1, samples.count / count)
    for turn in 0..<perDatabase {
      for place in stride(from: turn, to: samples.count, by: perDatabase) {
        guard batch.tokenCount < recipe.tokensPerStep else { return batch }
        batch.add(samples[place], tokenizer)
      }
    }
    return batch
  }
}
