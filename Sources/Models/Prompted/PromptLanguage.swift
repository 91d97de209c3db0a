import LanguageModels
import Prompts
import Tensors
import Text

/// A language model with what prompts need of its vocabulary.
struct PromptLanguage {
  let model: LanguageModel
  let tokens: PromptVocabulary
  /// The usual size of an entry of a token's embedding (root mean square over some tokens).
  let embeddingScale: Float
  /// What embeddings have in common: their mean over some tokens, `[1, width]`.
  let embeddingMean: Tensor

  /// The model that the settings name: the built-in one, or a folder in Hugging Face's layout.
  ///
  /// Its fingerprint is kept with the settings. What was learned before one language model means nothing
  /// before another, so settings that name one are refused with any other.
  init(settings: inout Settings) throws(LanguageModelError) {
    let name = settings.text("language_model", LanguageModel.builtInName)
    let model =
      name == LanguageModel.builtInName ? try LanguageModel.builtIn() : try .init(folder: name)
    let found = try model.fingerprint()
    let expected = settings.text(PromptedConfiguration.languageFingerprint, found)
    guard expected == found else {
      throw .otherWeights(path: model.path, expected: expected, found: found)
    }
    try self.init(model)
  }

  init(_ model: LanguageModel) throws(LanguageModelError) {
    self.model = model
    tokens = try PromptVocabulary(model)
    let some = (0..<min(512, Int32(model.decoder.configuration.vocabulary))).map { $0 }
    let embeddings = model.decoder.embed(some)
    embeddingMean = embeddings.mean(axis: 0).reshaped([1, embeddings.shape.width]).detached
    let squares = embeddings.sumOfSquares()
    let count = Double(some.count * model.decoder.configuration.width)
    let scale = Float((squares / count).squareRoot())
    embeddingScale = scale > 0 ? scale : 0.02
  }
}

/// How prompts are written in a model's vocabulary.
struct PromptVocabulary: Sendable {
  let tokenizer: Tokenizer
  let specials: PromptTokens.Specials
  let verbalizers: Verbalizers

  init(_ model: LanguageModel) throws(LanguageModelError) {
    let configuration = model.decoder.configuration
    tokenizer = model.tokenizer
    verbalizers = try Verbalizers(model.tokenizer, path: model.path)
    guard let end = configuration.endIDs.first else {
      throw .malformed(path: model.path + "/config.json", reason: "it names no eos_token_id")
    }
    specials = PromptTokens.Specials(
      beginning: configuration.beginID, end: end, graph: model.tokenizer.id(of: "<graph>"),
      mask: model.tokenizer.id(of: "<mask>"))
  }

  func encode(_ prompt: Prompt) -> PromptTokens {
    PromptTokens(prompt, tokenizer: tokenizer, specials: specials)
  }
}
