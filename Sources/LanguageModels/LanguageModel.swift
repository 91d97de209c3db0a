import Foundation
import Tensors
import Text

/// A decoder with the tokenizer that belongs to it.
public struct LanguageModel: Sendable {
  /// The folder it was read from.
  public let path: String
  public internal(set) var decoder: Llama
  public let tokenizer: Tokenizer

  /// Reads a folder in Hugging Face's layout: `config.json`, `tokenizer.json` and the weights.
  public init(folder: String) throws(LanguageModelError) {
    try Self.checkFiles(of: folder)
    path = folder
    let configuration = try LlamaConfiguration(path: folder + "/config.json")
    do {
      tokenizer = try Tokenizer(folder: folder)
    } catch {
      throw .text(error)
    }
    guard tokenizer.idCount <= configuration.vocabulary else {
      throw .otherTokenizer(
        folder: folder, ids: tokenizer.idCount, vocabulary: configuration.vocabulary)
    }
    try Self.check(tokenizer, against: configuration, folder: folder)
    decoder = try Llama(folder: folder)
  }

  private static func checkFiles(of folder: String) throws(LanguageModelError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw .noFolder(folder)
    }
    guard isFolder.boolValue else { throw .notFolder(folder) }
    let missing = ["config.json", "tokenizer.json"].filter {
      !FileManager.default.fileExists(atPath: folder + "/" + $0)
    }
    guard missing.isEmpty else {
      let found = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      throw .missingFiles(folder: folder, missing: missing, found: found.sorted())
    }
  }

  /// The tokens that a model begins and ends texts with are added tokens of its tokenizer; another model's
  /// tokenizer often has other ids for them.
  private static func check(
    _ tokenizer: Tokenizer, against configuration: LlamaConfiguration, folder: String
  ) throws(LanguageModelError) {
    let ids =
      (configuration.beginID.map { [("begins texts", $0)] } ?? [])
      + configuration.endIDs.map { ("ends texts", $0) }
    for (role, id) in ids where id >= 0 && !tokenizer.isAdded(id) {
      throw .otherSpecialTokens(folder: folder, role: role, id: id, found: tokenizer.token(id))
    }
  }

  /// Tokens that end a text: those of the configuration.
  public var endIDs: Set<Int32> { Set(decoder.configuration.endIDs) }

  /// The text that the model writes after another.
  ///
  /// - Parameter onText: called with each piece as it is written; false stops.
  public func continuation(
    of prompt: String, choosing choice: Choice = .greedy, tokens: Int,
    onText: (String) -> Bool = { _ in true }
  ) -> String {
    let ids = tokenizer.encode(prompt)
    var written: [Int32] = []
    var shown = 0
    let limits = GenerationLimits(tokens: tokens, ends: endIDs)
    guard !ids.isEmpty else { return "" }
    _ = decoder.generate(
      decoder.embed(ids), lengths: [ids.count], choosing: choice, limits: limits
    ) { _, token in
      written.append(token)
      // Half a character stays back until its other half is there.
      let text = Array(tokenizer.decode(written).unicodeScalars)
      let ready = text.last == "\u{FFFD}" ? shown : text.count
      guard ready > shown else { return true }
      defer { shown = ready }
      return onText(String(String.UnicodeScalarView(text[shown..<ready])))
    }
    return tokenizer.decode(written)
  }

  /// The natural logarithm of the probability of each text following another.
  public func logLikelihoods(of continuations: [String], after prompt: String) -> [Double] {
    let ids = tokenizer.encode(prompt)
    let texts = continuations.map { tokenizer.encode($0, framed: false) }
    guard !ids.isEmpty else { return texts.map { _ in .nan } }
    let asked = texts.filter { !$0.isEmpty }
    var found = decoder.logLikelihoods([
      Llama.Question(rows: decoder.embed(ids), continuations: asked)
    ])[0][...]
    return texts.map { $0.isEmpty ? 0 : found.popFirst() ?? .nan }
  }
}
