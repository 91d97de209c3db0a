import Foundation
import Synchronization

/// Turns texts into the numbers of a model's vocabulary and back, as its `tokenizer.json` says.
///
/// Any number of threads may use one; each takes the memory of pieces already seen for the time of a
/// call, or starts with an empty one, which changes the speed and never the result.
public final class Tokenizer: Sendable {
  /// What a text goes through between the added tokens.
  enum Model: Sendable {
    case bytePairs(PreTokenSplitter, BytePairEncoding, addsPrefixSpace: Bool)
    case wordPieces(BertNormalizer, WordPiece)
  }

  let model: Model
  let added: AddedTokens
  let frame: Frame
  let decoder: Decoder
  /// The most tokens that the model sees of a text, where its folder says so.
  public let longest: Int?
  /// Tokens as the vocabulary writes them, by id; nil where ids are missing.
  let contents: [String?]
  private let ids: ByteTable
  private let idOfEntry: [Int32]
  private let specialIDs: Set<Int32>
  private let memory = Mutex<BytePairEncoding.Memory?>(BytePairEncoding.Memory())

  /// Special tokens put around a text.
  struct Frame: Sendable, Equatable {
    var before: [Int32] = []
    var after: [Int32] = []
  }

  init(
    model: Model, added: AddedTokens, frame: Frame, decoder: Decoder, contents: [String?],
    longest: Int?
  ) {
    self.longest = longest
    self.model = model
    self.added = added
    self.frame = frame
    self.decoder = decoder
    self.contents = contents
    var table = ByteTable(expecting: contents.count)
    var idOfEntry: [Int32] = []
    for (id, content) in contents.enumerated() {
      if let content, table.insert(Array(content.utf8)).isNew { idOfEntry.append(Int32(id)) }
    }
    ids = table
    self.idOfEntry = idOfEntry
    specialIDs = Set(added.tokens.filter(\.isSpecial).map(\.id))
  }

  /// One more than the largest id.
  public var idCount: Int { contents.count }

  /// The id of a token as the vocabulary writes it.
  public func id(of token: String) -> Int32? {
    ids.find(Array(token.utf8)).map { idOfEntry[$0] }
  }

  /// A token as the vocabulary writes it: `Ġthe`, `##ing`, `<|eot_id|>`.
  public func token(_ id: Int32) -> String? {
    contents.indices.contains(Int(id)) ? contents[Int(id)] : nil
  }

  public func isSpecial(_ id: Int32) -> Bool { specialIDs.contains(id) }

  /// Whether the tokenizer's file lists it beside the vocabulary: special tokens and others of their kind.
  public func isAdded(_ id: Int32) -> Bool { added.tokens.contains { $0.id == id } }

  /// How many tokens are put around every text.
  public var frameCount: Int { frame.before.count + frame.after.count }

  /// The ids of a text. Special tokens written in the text are taken as such.
  ///
  /// - Parameter framed: whether the tokens that the model wants around a text are added, and what
  ///   is beyond the longest text that it sees left out.
  public func encode(_ text: String, framed: Bool = true) -> [Int32] {
    encode([text], framed: framed)[0]
  }

  /// The ids of several texts.
  public func encode(_ texts: [String], framed: Bool = true) -> [[Int32]] {
    var memory = self.memory.withLock { $0.take() } ?? BytePairEncoding.Memory()
    defer { self.memory.withLock { [memory] in $0 = memory } }
    return texts.map { text in
      var text = text
      var result = framed ? frame.before : []
      text.withUTF8 { bytes in
        for part in added.parts(of: bytes) {
          switch part {
          case .token(let id): result.append(id)
          case .text(let range):
            encode(UnsafeBufferPointer(rebasing: bytes[range]), &memory, into: &result)
          }
        }
      }
      return framed ? shortened(result) + frame.after : result
    }
  }

  /// The ids before the end of the frame, so that with it they are not too many.
  private func shortened(_ ids: [Int32]) -> [Int32] {
    guard let longest, ids.count + frame.after.count > longest else { return ids }
    return Array(ids.prefix(max(frame.before.count, longest - frame.after.count)))
  }

  /// The ids of a text from strangers: special tokens written in it are read as plain text, and none are
  /// put around it.
  public func encodePlain(_ text: String) -> [Int32] {
    var memory = self.memory.withLock { $0.take() } ?? BytePairEncoding.Memory()
    defer { self.memory.withLock { [memory] in $0 = memory } }
    var result: [Int32] = []
    var text = text
    text.withUTF8 { encode($0, &memory, into: &result) }
    return result
  }

  private func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ memory: inout BytePairEncoding.Memory,
    into result: inout [Int32]
  ) {
    switch model {
    case .bytePairs(let splitter, let encoding, let addsPrefixSpace):
      if addsPrefixSpace, bytes.first != UInt8(ascii: " ") {
        let spaced = [UInt8(ascii: " ")] + bytes
        spaced.withUnsafeBufferPointer { spaced in
          splitter.forEachPiece(of: spaced) {
            encoding.encode($0, remembering: &memory, into: &result)
          }
        }
      } else {
        splitter.forEachPiece(of: bytes) {
          encoding.encode($0, remembering: &memory, into: &result)
        }
      }
    case .wordPieces(let normalizer, let pieces):
      var text = normalizer(String(decoding: bytes, as: UTF8.self))
      text.withUTF8 { normalized in
        WordPiece.forEachWord(of: normalized) { pieces.encode($0, into: &result) }
      }
    }
  }

  /// The text of ids; ids that the vocabulary lacks are left out.
  ///
  /// - Parameter skipsSpecial: leaves out special tokens.
  public func decode(_ ids: some Sequence<Int32>, skippingSpecial skipsSpecial: Bool = true)
    -> String
  {
    decoder.text(
      of: ids.lazy.filter { !skipsSpecial || !self.isSpecial($0) }.compactMap { self.token($0) })
  }
}
