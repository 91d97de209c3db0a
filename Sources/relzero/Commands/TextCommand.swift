import ArgumentParser
import Foundation
import Inspection
import LanguageModels
import Text

struct TextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text",
    abstract: "Cut texts into a model's tokens, or turn them into vectors.",
    subcommands: [TokensCommand.self, EmbedCommand.self])
}

/// Texts as arguments, or a line each on standard input.
struct TextArguments: ParsableArguments {
  @Argument(help: "The texts; without any, the lines of standard input.")
  var texts: [String] = []

  func forEach(_ body: (String) throws -> Void) rethrows {
    if texts.isEmpty {
      while let line = readLine() { try body(line) }
    } else {
      for text in texts { try body(text) }
    }
  }
}

struct TokensCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "Show the ids and tokens that a model's tokenizer makes.")

  @OptionGroup var common: CommonOptions

  @Option(help: "The model's folder, with tokenizer.json; or part of the name of a model found.")
  var model: String

  @OptionGroup var input: TextArguments

  func run() throws {
    let tokenizer = try Tokenizer(folder: ModelFolder.named(model, home: try? common.homeFolder()))
    try input.forEach { text in
      let ids = tokenizer.encode(text)
      try common.show(
        TokenSummary(text: text, ids: ids, tokens: ids.map { tokenizer.token($0) ?? "" }))
    }
  }
}

/// A text and what a tokenizer made of it.
struct TokenSummary: Summary {
  var source: String
  var ids: [Int32]
  var tokens: [String]

  enum CodingKeys: String, CodingKey {
    case source = "text"
    case ids, tokens
  }

  init(text: String, ids: [Int32], tokens: [String]) {
    source = text
    self.ids = ids
    self.tokens = tokens
  }

  var text: String {
    zip(ids, tokens).map { "\($0)  \(Escaping.visible($1))" }.joined(separator: "\n")
  }
}

struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed", abstract: "Show the vectors that a sentence encoder makes of texts.")

  @OptionGroup var common: CommonOptions

  @Option(help: "hashed, a model's folder, a GloVe file, or part of a found model's name (minilm).")
  var encoder: String = EncoderChoice.builtIn

  @Option(help: "The width of the built-in encoder's vectors.")
  var width: Int = 64

  @OptionGroup var input: TextArguments

  func validate() throws {
    guard 1...4096 ~= width else { throw ValidationError("--width must be from 1 to 4096.") }
  }

  func run() throws {
    let chosen = try EncoderChoice.encoder(
      encoder, hashedWidth: width, home: try? common.homeFolder())
    var texts: [String] = []
    input.forEach { texts.append($0) }
    let vectors = chosen.encode(texts)
    for (place, text) in texts.enumerated() {
      let vector = Array(vectors[place * chosen.width..<(place + 1) * chosen.width])
      try common.show(VectorSummary(text: text, encoder: chosen.name, vector: vector))
    }
  }
}

/// A text and its vector.
struct VectorSummary: Summary {
  var source: String
  var encoder: String
  var vector: [Float]

  enum CodingKeys: String, CodingKey {
    case source = "text"
    case encoder, vector
  }

  init(text: String, encoder: String, vector: [Float]) {
    source = text
    self.encoder = encoder
    self.vector = vector
  }

  var text: String {
    let shown = vector.prefix(8).map { String(format: "% .4f", $0) }.joined(separator: " ")
    return "\(shown)\(vector.count > 8 ? " …" : "")  \(Escaping.visible(source))"
  }
}

/// The folder of a model that a person names: `builtin`, a path, or part of the name of a model found.
enum ModelFolder {
  static func named(_ name: String, home: String?) throws -> String {
    if name == LanguageModel.builtInName { return try LanguageModel.builtInFolder() }
    guard !FileManager.default.fileExists(atPath: name) else { return name }
    let found = ModelSearch(home: home).models().first {
      $0.name.lowercased().contains(name.lowercased())
    }
    return found?.path ?? name
  }
}
