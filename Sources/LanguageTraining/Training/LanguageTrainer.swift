import Foundation
import LanguageModels
import Neural
import Randomness
import Tensors
import Text

/// Trains a small language model from nothing: its vocabulary, then its weights, and writes both in
/// Hugging Face's layout.
///
/// A training that was stopped goes on where it was, to the same bits.
public final class LanguageTrainer {
  public let recipe: LanguageRecipe
  public let tokenizer: Tokenizer
  let parameters: ParameterStore
  let decoder: Llama
  private let folder: String
  private var optimizer: Adam
  /// Steps done.
  public private(set) var step = 0
  /// Mean losses of ``curveEvery`` steps each.
  public private(set) var curve: [CurvePoint] = []
  private var sums = CurvePoint(step: 0, tokens: 0, plainLoss: 0, answerLoss: 0)

  /// Steps between two states on disk, and between two points of the curve.
  private static let stateEvery = 200
  private static let curveEvery = 100

  /// Mean losses of some steps up to one.
  public struct CurvePoint: Sendable, Equatable, Codable {
    public var step: Int
    /// Tokens read since the beginning.
    public var tokens: Int
    public var plainLoss: Double
    public var answerLoss: Double
  }

  /// Begins in a folder, or goes on with what is there.
  public init(_ recipe: LanguageRecipe, folder: String) throws(LanguageTrainingError) {
    self.recipe = recipe
    self.folder = folder
    try Self.makeFolder(folder)
    let tokenizerPath = folder + "/tokenizer.json"
    if !FileManager.default.fileExists(atPath: tokenizerPath) {
      let file = Corpus(seed: recipe.seed).tokenizerFile(
        databases: recipe.vocabularyDatabases, vocabulary: recipe.vocabulary)
      try Self.write(file.written, to: tokenizerPath)
    }
    do {
      tokenizer = try Tokenizer(path: tokenizerPath)
    } catch {
      throw .text(error)
    }
    parameters = ParameterStore(random: RandomSource(seed: recipe.seed))
    var decoder = Llama(recipe.configuration, at: parameters.root)
    decoder.precision = recipe.precision
    self.decoder = decoder
    InductionHeads(recipe: recipe).write(to: parameters)
    optimizer = Adam(
      learningRate: recipe.learningRate, betas: (0.9, 0.98), weightDecay: recipe.weightDecay,
      isDecoupled: true)
    try restore()
  }

  /// What a step found.
  public struct Progress: Sendable, Codable {
    public var step: Int
    public var tokens: Int
    public var plainLoss: Float
    public var answerLoss: Float
    public var gradientNorm: Double
  }

  /// Learns from the next batch.
  public func learn() -> Progress {
    let batch = TextBatch.step(step, recipe, tokenizer)
    var losses: (Float, Float) = (0, 0)
    let (_, gradients) = parameters.valueAndGradients { () -> Tensor in
      let (plain, answers) = decoder.losses(batch)
      losses = (plain.scalar, answers.scalar)
      return plain + answers * recipe.answerWeight
    }
    optimizer.learningRate =
      recipe.learningRate
      * Schedule.warmupCosine(warmup: recipe.warmup, total: recipe.steps, floor: 0.02)
      .factor(at: step)
    optimizer.update(parameters, along: gradients.clipped(toNorm: recipe.clipNorm))
    step += 1
    sums.tokens += batch.tokenCount
    sums.plainLoss += Double(losses.0)
    sums.answerLoss += Double(losses.1)
    if step.isMultiple(of: Self.curveEvery) {
      let count = Double(Self.curveEvery)
      curve.append(
        CurvePoint(
          step: step, tokens: sums.tokens, plainLoss: sums.plainLoss / count,
          answerLoss: sums.answerLoss / count))
      (sums.plainLoss, sums.answerLoss) = (0, 0)
    }
    return Progress(
      step: step, tokens: batch.tokenCount, plainLoss: losses.0, answerLoss: losses.1,
      gradientNorm: gradients.norm)
  }

  /// Learns until all steps are done or it is told to stop.
  public func run(
    isStopped: () -> Bool = { false }, onProgress: (Progress) -> Void
  ) throws(LanguageTrainingError) {
    while step < recipe.steps {
      guard !isStopped() else { return try saveState() }
      onProgress(learn())
      if step.isMultiple(of: Self.stateEvery) || step == recipe.steps { try saveState() }
    }
  }

  /// How well the model as it is now reads databases of fields it never saw.
  ///
  /// - Parameter comparing: whether to judge the same texts by frequencies too, which takes a while.
  public func heldOut(databases: Int, comparing: Bool) -> HeldOutReport {
    HeldOut(decoder: decoder, tokenizer: tokenizer, recipe: recipe)
      .report(databases: databases, comparing: comparing)
  }

  // MARK: - Files

  private var statePath: String { folder + "/training.safetensors" }
  private var recipePath: String { folder + "/training.json" }

  /// What a model was made from and how good it is: `recipe.json`.
  private struct Record: Encodable {
    var recipe: LanguageRecipe
    var data: String
    var parameters: Int
    var curve: [CurvePoint]
    var heldOut: HeldOutReport
  }

  /// Writes the model as it is now: `config.json`, `model.safetensors` in bfloat16, `recipe.json`.
  public func writeModel(_ report: HeldOutReport) throws(LanguageTrainingError) {
    let record = Record(
      recipe: recipe,
      data:
        "texts of invented databases: \(recipe.databasesPerStep) of \(DomainTexts.training.count) "
        + "fields in a step, no database twice; held out: databases of "
        + "\(DomainTexts.heldOut.count) other fields",
      parameters: parameters.scalarCount(), curve: curve, heldOut: report)
    try Self.write(Self.json(record), to: folder + "/recipe.json")
    try Self.write(recipe.file.written, to: folder + "/config.json")
    do {
      try SafetensorsFile.write(
        parameters.export(), as: .bfloat16, metadata: ["format": "pt"],
        to: folder + "/model.safetensors")
    } catch {
      throw .weights(error)
    }
  }

  private func saveState() throws(LanguageTrainingError) {
    var state = optimizer.state
    for (path, value) in parameters.export() { state["value." + path] = value }
    do {
      try SafetensorsFile.write(
        state,
        metadata: ["step": "\(step)", "curve": Self.json(curve), "sums": Self.json(sums)],
        to: statePath)
    } catch {
      throw .weights(error)
    }
  }

  private func restore() throws(LanguageTrainingError) {
    let text = Self.json(recipe)
    guard FileManager.default.fileExists(atPath: statePath) else {
      return try Self.write(text, to: recipePath)
    }
    guard (try? String(contentsOfFile: recipePath, encoding: .utf8)) == text else {
      throw .otherRecipe(folder: folder)
    }
    do {
      let file = try SafetensorsFile(path: statePath)
      var (values, means): ([String: Tensor], [String: Tensor]) = ([:], [:])
      for name in file.names {
        let tensor = try file.tensor(name)
        if name.hasPrefix("value.") {
          values[String(name.dropFirst("value.".count))] = tensor
        } else {
          means[name] = tensor
        }
      }
      try parameters.load(values)
      try optimizer.restore(means, for: parameters)
      step = Int(file.metadata["step"] ?? "") ?? 0
      let decoder = JSONDecoder()
      let (points, rest) = (file.metadata["curve"] ?? "", file.metadata["sums"] ?? "")
      curve = (try? decoder.decode([CurvePoint].self, from: Data(points.utf8))) ?? []
      sums = (try? decoder.decode(CurvePoint.self, from: Data(rest.utf8))) ?? sums
    } catch {
      throw .weights(error)
    }
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private static func makeFolder(_ folder: String) throws(LanguageTrainingError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, reason: "the folder cannot be made")
    }
  }

  static func write(_ text: String, to path: String) throws(LanguageTrainingError) {
    do {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    } catch {
      throw .unwritable(path: path, reason: "no permission, or no space")
    }
  }
}

extension LanguageTrainer {
  /// Texts that a recipe would learn from.
  public static func examples(
    _ recipe: LanguageRecipe, count: Int, isHeldOut: Bool = false
  ) -> [String] {
    Corpus(seed: recipe.seed)
      .samples(databases: 0..<(count + 3) / 4, perDatabase: 4, isHeldOut: isHeldOut)
      .prefix(count).map(\.text)
  }
}
