import Foundation

extension Tokenizer {
  /// Reads the `tokenizer.json` of a model's folder. A sentence encoder's folder also says how
  /// much of a text it sees.
  public convenience init(folder: String) throws(TextError) {
    let path = folder + "/tokenizer.json"
    guard FileManager.default.fileExists(atPath: path) else {
      throw .unreadable(
        path: path,
        reason:
          "no such file; a model's folder needs it (vocab.json, tokenizer.model and the like are "
          + "not read)")
    }
    try self.init(path: path, longest: SentenceLayout.longest(folder: folder))
  }

  /// Reads a `tokenizer.json`.
  ///
  /// - Parameter longest: the most tokens that the model sees of a text.
  public convenience init(path: String, longest: Int? = nil) throws(TextError) {
    try self.init(TokenizerFile(json: JSONValue.read(path), path: path), longest: longest)
  }

  private convenience init(_ file: TokenizerFile, longest: Int?) throws(TextError) {
    let added = try file.addedTokens()
    let vocabulary = try file.vocabulary()
    var contents = [String?](repeating: nil, count: try file.idCount(vocabulary, added))
    for (token, id) in vocabulary { contents[Int(id)] = token }
    for token in added { contents[Int(token.id)] = token.content }
    let model: Model
    switch file.modelType {
    case "BPE":
      let (splitter, addsPrefixSpace) = try file.splitter()
      model = .bytePairs(
        splitter, try file.bytePairEncoding(vocabulary), addsPrefixSpace: addsPrefixSpace)
    case "WordPiece":
      model = .wordPieces(try file.bertNormalizer(), try file.wordPiece(vocabulary))
    default:
      throw file.unsupported("a tokenizer of type \(file.modelType ?? "(none)")")
    }
    let isBytePairs = if case .bytePairs = model { true } else { false }
    self.init(
      model: model, added: AddedTokens(added), frame: try file.frame(contents.count),
      decoder: isBytePairs ? .bytes : file.wordPieceDecoder, contents: contents, longest: longest)
  }
}

/// The parts of a `tokenizer.json`, read with everything they may say checked.
struct TokenizerFile {
  let json: JSONValue
  let path: String

  var modelType: String? { json["model"]?["type"]?.text }

  func unsupported(_ features: String...) -> TextError {
    .unsupported(path: path, features: features)
  }

  func malformed(_ reason: String) -> TextError { .malformed(path: path, reason: reason) }

  /// No vocabulary is larger; a greater id is damage.
  private static let mostIDs = 1 << 24

  func vocabulary() throws(TextError) -> [(token: String, id: Int32)] {
    guard let members = json["model"]?["vocab"]?.members, !members.isEmpty else {
      throw json["model"]?["vocab"]?.array != nil
        ? unsupported("a Unigram (SentencePiece) vocabulary")
        : malformed("it has no vocabulary (model.vocab)")
    }
    var result: [(String, Int32)] = []
    result.reserveCapacity(members.count)
    for member in members {
      result.append((member.key, try id(member.value, of: member.key)))
    }
    return result
  }

  func idCount(
    _ vocabulary: [(token: String, id: Int32)], _ added: [AddedTokens.Token]
  ) throws(TextError) -> Int {
    let largest = max(vocabulary.map(\.id).max() ?? -1, added.map(\.id).max() ?? -1)
    return Int(largest) + 1
  }

  func id(_ value: JSONValue?, of token: String) throws(TextError) -> Int32 {
    guard let id = value?.integer, 0..<Self.mostIDs ~= id else {
      throw malformed("token \(token.debugDescription) has no id from 0 to \(Self.mostIDs - 1)")
    }
    return Int32(id)
  }

  func addedTokens() throws(TextError) -> [AddedTokens.Token] {
    var result: [AddedTokens.Token] = []
    for value in json["added_tokens"]?.array ?? [] {
      guard let content = value["content"]?.text else {
        throw malformed("an added token has no content")
      }
      // Matched after normalizing: the same unless a normalizer changes the text.
      if value["normalized"]?.bool == true, json["normalizer"] != nil,
        content.lowercased() != content
      {
        throw unsupported("the added token \(content.debugDescription) with normalized: true")
      }
      result.append(
        AddedTokens.Token(
          id: try id(value["id"], of: content), content: content,
          isSpecial: value["special"]?.bool ?? false,
          isSingleWord: value["single_word"]?.bool ?? false,
          takesSpaceBefore: value["lstrip"]?.bool ?? false,
          takesSpaceAfter: value["rstrip"]?.bool ?? false))
    }
    return result
  }

  /// The special tokens around a single text.
  func frame(_ idCount: Int) throws(TextError) -> Tokenizer.Frame {
    guard let processor = json["post_processor"] else { return Tokenizer.Frame() }
    let steps =
      processor["type"]?.text == "Sequence" ? processor["processors"]?.array ?? [] : [processor]
    var frame = Tokenizer.Frame()
    for step in steps {
      switch step["type"]?.text {
      case "ByteLevel": continue
      case "TemplateProcessing": try template(step, into: &frame)
      case "BertProcessing", "RobertaProcessing":
        frame.before = [try id(step["cls"]?.array?.last, of: "cls")] + frame.before
        frame.after += [try id(step["sep"]?.array?.last, of: "sep")]
      default:
        throw unsupported("the post-processor \(step["type"]?.text ?? "(none)")")
      }
    }
    guard (frame.before + frame.after).allSatisfy({ $0 < idCount }) else {
      throw malformed("its post-processor adds tokens that the vocabulary lacks")
    }
    return frame
  }

  private func template(
    _ step: JSONValue, into frame: inout Tokenizer.Frame
  ) throws(TextError) {
    var before: [Int32] = []
    var after: [Int32] = []
    var isAfter = false
    for piece in step["single"]?.array ?? [] {
      if piece["Sequence"] != nil {
        guard !isAfter else { throw unsupported("a template that repeats the text") }
        isAfter = true
      } else if let name = piece["SpecialToken"]?["id"]?.text {
        guard let ids = step["special_tokens"]?[name]?["ids"]?.array else {
          throw malformed("its template names \(name), which special_tokens lacks")
        }
        for value in ids {
          let id = try id(value, of: name)
          if isAfter { after.append(id) } else { before.append(id) }
        }
      }
    }
    guard isAfter else { throw malformed("its template has no place for the text") }
    frame = Tokenizer.Frame(before: before + frame.before, after: frame.after + after)
  }
}
