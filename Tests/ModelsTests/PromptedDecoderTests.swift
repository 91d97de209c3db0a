import FixtureSupport
import Foundation
import Neural
import Prompts
import Randomness
import Tensors
import Testing

@testable import LanguageModels
@testable import Models

/// The decoder behind prompts: vectors among its words, the rows that its loss reads, what of it learns.
@Suite("Prompted decoder")
struct PromptedDecoderTests {
  private func shop(_ more: [String: String] = [:]) throws -> SmallShopRelZero {
    let exact = ["language_precision": "float32"]
    return try SmallShopRelZero(
      settings: SmallShopRelZero.settings.merging(exact) { $1 }.merging(more) { $1 })
  }

  /// A lesson of the same eight cells.
  private func cells(_ shop: SmallShopRelZero) -> Lesson {
    var stream = RandomSource(seed: 7).stream(.lesson)
    let lessons = shop.model.lessons
    return lessons.cells(
      lessons.cells, kind: .cells, sparsity: 0, count: 8, epoch: 0, from: &stream)
  }

  /// Scores after every token of a text.
  private func logits(_ ids: [Int32], _ decoder: PromptedDecoder) -> [Float] {
    let llama = decoder.decoder
    return llama.logits(llama(llama.embed(ids), Sequences(lengths: [ids.count], read: [1]))).scalars
  }

  @Test("a word's embedding in the graph's place gives the logits of the text with the word")
  func injectedWord() throws {
    let shop = try shop()
    let decoder = shop.model.decoder
    let word = try #require(decoder.tokens.tokenizer.encodePlain("z").first)
    let prompt = decoder.tokens.encode(Prompt([.text("kind is "), .graph(0), .text(". Answer:")]))
    let soft = PromptedDecoder.SoftTokens(
      seeds: decoder.decoder.embed([word]), neighbors: shop.database.tables.map { _ in nil })
    let (rows, sequences) = decoder.sequences(
      [.init(prompt: prompt, seed: 0)], soft: soft, cells(shop).neighbors, answers: false)
    let states = decoder.decoder(rows, sequences)
    let plain = decoder.tokens.encode(Prompt([.text("kind is z. Answer:")])).words
    #expect(plain.count == prompt.places.count)
    #expect(decoder.decoder.logits(states).scalars == logits(plain, decoder))
    // Another word gives others.
    let other = decoder.tokens.encode(Prompt([.text("kind is y. Answer:")])).words
    #expect(decoder.decoder.logits(states).scalars != logits(other, decoder))
  }

  @Test("before learning, mask and absent graph read as the model's own special tokens")
  func specialTokens() throws {
    let shop = try shop()
    let decoder = shop.model.decoder
    let prompt = decoder.tokens.encode(
      Prompt([.text("kind is "), .mask, .text(". kind:"), .graph(0)]))
    let soft = PromptedDecoder.SoftTokens(
      seeds: .zeros([1, decoder.decoder.configuration.width]),
      neighbors: shop.database.tables.map { _ in nil })
    let (rows, sequences) = decoder.sequences(
      [.init(prompt: prompt, seed: nil)], soft: soft, cells(shop).neighbors, answers: false)
    let ids = prompt.places.map { place -> Int32 in
      switch place {
      case .token(let id): id
      case .mask: 3
      default: 4
      }
    }
    #expect(
      decoder.decoder.logits(decoder.decoder(rows, sequences)).scalars == logits(ids, decoder))
  }

  @Test("the loss of cells reads the rows right before the answers' tokens")
  func answerRows() throws {
    let shop = try shop()
    let (decoder, lesson) = (shop.model.decoder, cells(shop))
    let readings = lesson.readings()
    let soft = decoder.softTokens(
      decoder.graph(lesson.graph, in: .inference), readings, lesson.neighbors, in: .inference)
    let (rows, sequences) = decoder.sequences(
      readings, soft: soft, lesson.neighbors, answers: true)
    // All rows are scored here, and those before an answer's token picked by hand.
    let all = decoder.decoder.logits(
      decoder.decoder(rows, Sequences(lengths: sequences.lengths)))
    let width = all.shape[1]
    var (start, mean) = (0, 0.0)
    for prompt in lesson.prompts {
      #expect(prompt.answer.count > 1)
      var sum = 0.0
      for (number, id) in prompt.answer.enumerated() {
        let row = start + prompt.places.count - 1 + number
        let scores = all.scalars[row * width..<(row + 1) * width].map { Double($0) }
        sum += log(scores.reduce(0) { $0 + exp($1) }) - scores[Int(id)]
      }
      mean += sum / Double(prompt.answer.count * lesson.prompts.count)
      // A place each, and the answer's tokens but the last, which nothing has to follow.
      start += prompt.places.count + prompt.answer.count - 1
    }
    #expect(start == rows.shape[0])
    #expect(abs(Double(shop.model.loss(of: lesson, in: .inference).scalar) - mean) < 1e-4)
  }

  /// Every number of the decoder's own weights.
  private func weights(_ model: Llama) -> [[Float]] {
    let matrices = model.layers.flatMap { layer in
      [layer.attentionNorm, layer.gatedNorm] + layer.projections.map(\.weight)
    }
    return ([model.embedding, model.norm, model.head.weight] + matrices).map(\.value.scalars)
  }

  @Test(
    "a step leaves a frozen decoder and the base of an adapter as they were, bit for bit",
    arguments: [("frozen", false), ("lora", false), ("full", true)])
  func base(adapter: String, changes: Bool) throws {
    let shop = try shop(["adapter": adapter])
    let (model, lesson) = (shop.model, cells(shop))
    let stored = weights(try LanguageModel(folder: TinyDecoder.path).decoder)
    #expect(weights(model.decoder.decoder) == stored)
    let before = model.parameters.export()
    var adam = Adam(learningRate: 0.01)
    // The second step: an adapter's A gets no gradient while its B is zero.
    for _ in 0..<2 {
      let (_, gradients) = model.parameters.valueAndGradients {
        model.loss(of: lesson, in: .inference)
      }
      adam.update(model.parameters, along: gradients)
    }
    #expect((weights(model.decoder.decoder) != stored) == changes)
    let after = model.parameters.export()
    let changed = before.keys.filter { before[$0]?.scalars != after[$0]?.scalars }
    let language = changed.filter { $0.hasPrefix("language.") || $0.hasPrefix("base_model.") }
    #expect(changed.count > language.count, "the graph side learns")
    switch adapter {
    case "frozen": #expect(language.isEmpty)
    case "lora":
      // A and B of queries and values in two layers.
      #expect(language.count == 8 && language.allSatisfy { $0.contains(".lora_") })
    default: #expect(language.allSatisfy { $0.hasPrefix("language.") } && !language.isEmpty)
    }
  }

  @Test(
    "layers computed again give the same loss and gradients", arguments: ["frozen", "lora"])
  func recomputed(adapter: String) throws {
    func outcome(_ recompute: String) throws -> (loss: Float, gradients: [String: Tensor]) {
      let shop = try shop(["adapter": adapter, "recompute": recompute, "lora_dropout": "0.5"])
      for parameter in shop.model.parameters.parameters where parameter.path.contains("lora_B") {
        parameter.value = .full(0.1, shape: parameter.shape)
      }
      let lesson = cells(shop)
      let (loss, gradients) = shop.model.parameters.valueAndGradients {
        shop.model.loss(of: lesson, in: .inference)
      }
      let pairs = shop.model.parameters.parameters.compactMap { parameter in
        gradients[parameter.path].map { (parameter.path, $0) }
      }
      return (loss, Dictionary(uniqueKeysWithValues: pairs))
    }
    let (kept, again) = (try outcome("no"), try outcome("yes"))
    #expect(kept.loss == again.loss)
    let paths = kept.gradients.filter { $0.value.sumOfSquares() > 0 }.keys
    #expect(paths.contains { $0.hasPrefix("projector.") })
    #expect(paths.contains { $0.contains("lora_A") } == (adapter == "lora"))
    for path in paths {
      let (one, other) = (kept.gradients[path]?.scalars, again.gradients[path]?.scalars)
      let worst = zip(one ?? [], other ?? []).map { abs($0 - $1) }.max()
      #expect(try #require(worst, "\(path)") < 1e-6, "\(path)")
    }
  }

  @Test("a decoder that learns whole is not computed again: its weights would learn nothing")
  func refused() {
    #expect(throws: ModelError.self) { try shop(["adapter": "full", "recompute": "yes"]) }
  }
}
