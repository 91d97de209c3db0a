import FixtureSupport
import Foundation
import Neural
import Randomness
import Tensors
import Testing
import Text

@testable import LanguageModels

@Suite("The Llama decoder", .enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct DecoderTests {
  let fixture: TinyLlama

  init() throws {
    fixture = try TinyLlama()
  }

  @Test(
    "gives PyTorch's logits, from float32, bfloat16 and sharded files",
    arguments: [
      "", "/fp32", "/sharded",
    ])
  func logits(folder: String) throws {
    let model = try LanguageModel(folder: TinyLlama.folder + folder)
    for item in fixture.expected.logits {
      #expect(model.tokenizer.encode(item.text) == item.ids)
      let expected = fixture.tensor(item.logits)
      let read = expected.shape[0]
      let found = model.decoder.logits(
        model.decoder(
          model.decoder.embed(item.ids), Sequences(lengths: [item.ids.count], read: [read])))
      #expect(found.shape == expected.shape)
      #expect(largestDifference(found.scalars, expected.scalars) < 1e-4, "\(item.rows)")
    }
  }

  @Test(
    "computes packed sequences as PyTorch does a left-padded batch, with its loss and gradients")
  func softPrompts() throws {
    let model = try Llama(folder: TinyLlama.folder)
    let (ids, soft) = fixture.batch(withAnswers: true)
    let lengths = ids.map(\.count)
    let sequences = Sequences(lengths: lengths)
    let logits = model.logits(
      model(model.embed(ids.flatMap { $0 }, soft: .stacked(soft)), sequences))
    #expect(largestDifference(logits.scalars, fixture.unpadded("frozen.logits")) < 1e-4)

    let (loss, gradients) = valueAndGradients(at: soft) { soft in
      self.loss(model, ids, soft, nil)
    }
    #expect(abs(loss - fixture.expected.softPromptBatch.frozen.loss) < 1e-4)
    for (index, gradient) in gradients.enumerated() {
      let expected = fixture.tensors.floats("frozen.grad_soft.\(index)")
      #expect(largestDifference(gradient.scalars, expected) < 1e-4)
    }
  }

  /// The mean loss of the answers; only the rows before their tokens are read.
  func loss(
    _ model: Llama, _ ids: [[Int32]], _ soft: [Tensor], _ adaptation: Adaptation?,
    recomputing: Bool = false
  ) -> Tensor {
    let answers = fixture.expected.softPromptBatch.rows.map(\.answerIds)
    let inputs = ids.map { Array($0.dropLast()) }
    let hidden = model(
      model.embed(inputs.flatMap { $0 }, soft: .stacked(soft)),
      Sequences(lengths: inputs.map(\.count), read: answers.map(\.count)),
      adaptation: adaptation, recomputing: recomputing)
    return model.logits(hidden).crossEntropy(answers.flatMap { $0 })
  }

  @Test("learns through LoRA as PEFT does")
  func lora() throws {
    let model = try Llama(folder: TinyLlama.folder)
    let adapter = try LoRA(folder: TinyLlama.folder + "/lora", for: model)
    #expect(adapter.configuration == LoRA.Configuration())
    let (ids, soft) = fixture.batch(withAnswers: true)
    let logits = model.logits(
      model(
        model.embed(ids.flatMap { $0 }, soft: .stacked(soft)),
        Sequences(lengths: ids.map(\.count)), adaptation: Adaptation(adapter)))
    #expect(largestDifference(logits.scalars, fixture.unpadded("lora.logits")) < 1e-4)
    let (value, gradients) = adapter.parameters.valueAndGradients {
      loss(model, ids, soft, Adaptation(adapter))
    }
    #expect(abs(value - fixture.expected.lora.loss) < 1e-4)
    #expect(fixture.expected.lora.grads.count == adapter.parameters.parameters.count)
    for name in fixture.expected.lora.grads {
      let path = String(name.dropFirst("lora.grad.".count))
      let gradient = try #require(gradients[path])
      #expect(largestDifference(gradient.scalars, fixture.tensors.floats(name)) < 1e-4, "\(path)")
    }
    let (_, softGradients) = valueAndGradients(at: soft) {
      loss(model, ids, $0, Adaptation(adapter))
    }
    for (index, gradient) in softGradients.enumerated() {
      let expected = fixture.tensors.floats("lora.grad_soft.\(index)")
      #expect(largestDifference(gradient.scalars, expected) < 1e-4)
    }
  }

  @Test("learns the same when layers are computed again for the gradient")
  func recomputing() throws {
    let model = try Llama(folder: TinyLlama.folder)
    let adapter = try LoRA(folder: TinyLlama.folder + "/lora", for: model)
    let (ids, soft) = fixture.batch(withAnswers: true)
    let kept = valueAndGradients(at: soft) { loss(model, ids, $0, nil) }
    let again = valueAndGradients(at: soft) { loss(model, ids, $0, nil, recomputing: true) }
    #expect(kept.value == again.value)
    #expect(kept.gradients.map(\.scalars) == again.gradients.map(\.scalars))
    let adapted = adapter.parameters.valueAndGradients {
      loss(model, ids, soft, Adaptation(adapter), recomputing: true)
    }
    for name in fixture.expected.lora.grads {
      let gradient = try #require(adapted.gradients[String(name.dropFirst("lora.grad.".count))])
      #expect(largestDifference(gradient.scalars, fixture.tensors.floats(name)) < 1e-4)
    }
  }

  @Test("writes PyTorch's greedy texts, with its cache, alone and in a batch")
  func greedy() throws {
    let model = try LanguageModel(folder: TinyLlama.folder)
    let limits = GenerationLimits(tokens: 16, forbidden: Set(fixture.expected.eosTokenId))
    for item in fixture.expected.greedy {
      let found = model.decoder.generate(
        model.decoder.embed(item.promptIds), lengths: [item.promptIds.count], limits: limits)
      #expect(found == [item.generatedIds])
      #expect(
        model.tokenizer.decode(item.generatedIds, skippingSpecial: false) == item.generatedText)
    }
    let together = fixture.expected.greedy
    let found = model.decoder.generate(
      model.decoder.embed(together.flatMap(\.promptIds)), lengths: together.map(\.promptIds.count),
      limits: limits)
    #expect(found == together.map(\.generatedIds))

    let (ids, soft) = fixture.batch(withAnswers: false)
    let rows = model.decoder.embed(ids.flatMap { $0 }, soft: .stacked(soft))
    #expect(
      model.decoder.generate(rows, lengths: ids.map(\.count), limits: limits)
        == fixture.expected.greedySoftBatch.generatedIds)
    let adapter = try LoRA(folder: TinyLlama.folder + "/lora", for: model.decoder)
    #expect(
      model.decoder.generate(
        rows, lengths: ids.map(\.count), limits: limits, adaptation: Adaptation(adapter))
        == fixture.expected.lora.greedySoftBatch.generatedIds)
  }

  @Test("gives the same rows however a text is cut between calls with a cache")
  func cache() throws {
    let model = try Llama(folder: TinyLlama.folder)
    let ids = fixture.expected.logits[1].ids
    let whole = model(model.embed(ids), Sequences(lengths: [ids.count]))
    for cut in [1, 7, ids.count - 1] {
      var cache: KeyValueCache? = KeyValueCache(model.configuration, sequences: 1, capacity: 2)
      var rows: [Float] = []
      for part in [ids[..<cut], ids[cut...]] {
        let found = model(
          model.embed(Array(part)), Sequences(lengths: [part.count]), cache: &cache)
        rows += found.scalars
      }
      #expect(cache?.lengths == [ids.count])
      #expect(largestDifference(rows, whole.scalars) < 2e-5)
    }
  }

  @Test("scores continuations as it would the whole texts")
  func likelihood() throws {
    let model = try LanguageModel(folder: TinyLlama.folder)
    let decoder = model.decoder
    let prompts = ["Question: Will this driver finish the race? Answer:", "1234 "]
    let texts = [["Yes", "No", " did not finish"], ["x"]]
    let questions = prompts.indices.map { index in
      Llama.Question(
        rows: decoder.embed(model.tokenizer.encode(prompts[index])),
        continuations: texts[index].map { model.tokenizer.encode($0, framed: false) })
    }
    let found = decoder.logLikelihoods(questions)
    for (index, prompt) in prompts.enumerated() {
      for (number, continuation) in questions[index].continuations.enumerated() {
        let start = model.tokenizer.encode(prompt)
        let all = start + continuation
        let logits = decoder.logits(decoder(decoder.embed(all), Sequences(lengths: [all.count])))
        let expected = continuation.indices.reduce(0.0) { sum, place in
          let row = (start.count + place - 1) * 1024
          let scores = logits.scalars[row..<row + 1024].map(Double.init)
          let total = scores.reduce(0) { $0 + Foundation.exp($1) }
          return sum + scores[Int(continuation[place])] - Foundation.log(total)
        }
        #expect(abs(found[index][number] - expected) < 1e-4)
      }
    }
    let texted = model.logLikelihoods(of: ["Yes", "", "No"], after: prompts[0])
    #expect(abs(texted[0] - found[0][0]) < 1e-5 && texted[1] == 0)
  }

  @Test("draws by temperature and top-p, the same for a seed whatever else is in the batch")
  func sampling() throws {
    let scores: [Float] = [0, log(2), log(4), log(1)]  // shares 1, 2, 4, 1 of 8
    func drawn(_ point: Double, topP: Double = 1, forbidden: Set<Int32> = []) -> Int32 {
      scores.withUnsafeBufferPointer {
        Llama.draw($0, forbidden, temperature: 1, topP: topP, at: point)
      }
    }
    // Largest first: 2 up to 0.5, 1 up to 0.75, then 0 and 3.
    #expect([0, 0.49, 0.51, 0.74, 0.76, 0.88].map { drawn($0) } == [2, 2, 1, 1, 0, 3])
    #expect([0, 0.65, 0.68, 0.99].map { drawn($0, topP: 0.75) } == [2, 2, 1, 1])
    #expect([0, 0.99].map { drawn($0, topP: 0.5) } == [2, 2])
    #expect(drawn(0, forbidden: [2]) == 1)

    let model = try Llama(folder: TinyLlama.folder)
    let prompts = fixture.expected.greedy.map(\.promptIds)
    let choice = Choice.sampled(temperature: 0.8, topP: 0.9, random: RandomSource(seed: 5))
    func run(_ prompts: [[Int32]]) -> [[Int32]] {
      model.generate(
        model.embed(prompts.flatMap { $0 }), lengths: prompts.map(\.count), choosing: choice,
        limits: GenerationLimits(tokens: 8))
    }
    #expect(run(prompts)[0] == run([prompts[0]])[0])
    #expect(run(prompts) == run(prompts))
  }
}
