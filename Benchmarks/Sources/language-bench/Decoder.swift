import LanguageModels
import Neural
import Randomness
import Tensors

/// The work of the peers' `llama_torch.py`: 8 texts of 128 tokens.
struct DecoderWork {
  let model: Llama
  let texts: Int
  let length: Int
  static let newTokens = 32
  static let softTokens = 4

  private func ids(_ texts: Int, _ length: Int) -> [Int32] {
    let vocabulary = Int32(model.configuration.vocabulary)
    return (0..<Int32(texts * length)).map { ($0 &* 7919 &+ 13) % vocabulary }
  }

  /// Scores after the last token of each text.
  func prefill() {
    let sequences = Sequences(
      lengths: [Int](repeating: length, count: texts), read: [Int](repeating: 1, count: texts))
    let scores = model.logits(model(model.embed(ids(texts, length)), sequences))
    check(scores.shape == [texts, model.configuration.vocabulary])
  }

  /// Writes some tokens after one text.
  func decode(_ count: Int) {
    let written = model.generate(
      model.embed(ids(1, length)), lengths: [length], limits: GenerationLimits(tokens: count))
    check(written[0].count == count)
  }

  /// One step to soft tokens in front of each text (and to LoRA's factors, if given) from the last two
  /// tokens of each.
  func step(
    _ store: ParameterStore, _ soft: Parameter, _ adapter: LoRA?, _ adam: inout Adam,
    recomputing: Bool = false
  ) {
    let text = [Int32](repeating: -1, count: Self.softTokens) + ids(1, length - Self.softTokens)
    let all = (0..<texts).flatMap { _ in text }
    // The rows before the last two tokens, and the last, which says nothing.
    let sequences = Sequences(
      lengths: [Int](repeating: length, count: texts), read: [Int](repeating: 3, count: texts))
    let answers = Array(text.suffix(2)) + [-1]
    let targets = (0..<texts).flatMap { _ in answers }
    let (loss, gradients) = store.valueAndGradients {
      let adaptation = adapter.map { Adaptation($0) }
      let rows = model(
        model.embed(all, soft: soft.value), sequences, adaptation: adaptation,
        recomputing: recomputing)
      return model.logits(rows).crossEntropy(targets)
    }
    check(loss.isFinite && !gradients.entries.isEmpty)
    adam.update(store, along: gradients)
  }

  func softTokens(in store: ParameterStore) -> Parameter {
    store.root.parameter(
      "soft", [texts * Self.softTokens, model.configuration.width],
      .normal(standardDeviation: 0.02))
  }
}

/// Ends the program when an answer cannot be right.
func check(_ isRight: Bool) {
  precondition(isRight, "language-bench: a wrong answer")
}

func measureDecoder(_ what: String, _ options: Options) throws {
  let isFloat = options.weights == .float32
  let folder = try RandomModel(RandomModel.small, as: isFloat ? .float32 : .bfloat16)
  var model = try Llama(folder: folder.folder)
  if options.weights == .int8 { model = model.inBytes() }
  if options.isRounding { model.precision = .bfloat16 }
  let work = DecoderWork(model: model, texts: 8, length: 128)
  let times: [Double]
  var amount = Double(work.texts * work.length)
  switch what {
  case "prefill": times = seconds(of: options.rounds, work.prefill)
  case "decode":
    // The time of all tokens less that of the first, as the peers' script counts.
    let all = seconds(of: options.rounds) { work.decode(DecoderWork.newTokens) }
    let first = seconds(of: options.rounds) { work.decode(1) }
    times = all.map { $0 - first.median }
    amount = Double(DecoderWork.newTokens - 1)
  default:
    let store = ParameterStore(random: RandomSource(seed: 1))
    let soft = work.softTokens(in: store)
    let adapter =
      what == "lora" ? LoRA(LoRA.Configuration(), for: model, in: store) : nil
    if what == "lora" { store.setFrozen(true, under: "soft") }
    var adam = Adam(learningRate: 1e-3)
    times = seconds(of: options.rounds) { work.step(store, soft, adapter, &adam) }
  }
  Figure(
    what: what, weights: options.weights.rawValue + (options.isRounding ? ", rounding" : ""),
    median: amount / times.median, best: amount / times[0], unit: "tokens/s", runs: times.count,
    threads: ComputePool.shared.threads
  ).emit()
}
