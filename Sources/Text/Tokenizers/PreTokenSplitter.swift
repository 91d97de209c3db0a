/// Cuts a text into the pieces inside which byte pairs are merged.
///
/// Each pattern is a regular expression in the model's file; this follows its alternatives in order,
/// backtracking included, on the classes of the characters. Every character belongs to some piece.
struct PreTokenSplitter: Sendable, Equatable {
  /// Llama 3 and Qwen 2: contractions in any case, a letter run with one character before it, digits
  /// in groups, punctuation with the line ends behind it.
  /// GPT-2: contractions in lower case, runs of one class with a space before them.
  enum Pattern: Equatable {
    case llama3(digits: Int)
    case gpt2
  }
  let pattern: Pattern

  private static let llama3 = (
    head:
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"#,
    tail: #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  )
  private static let gpt2 =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  init(_ pattern: Pattern) {
    self.pattern = pattern
  }

  /// The regular expression of Qwen 2.
  static var digitwise: String { llama3.head + #"\p{N}"# + llama3.tail }

  /// The splitter of a regular expression, if it is one of the known ones.
  init?(regex: String) {
    switch regex {
    case Self.llama3.head + #"\p{N}{1,3}"# + Self.llama3.tail: pattern = .llama3(digits: 3)
    case Self.llama3.head + #"\p{N}"# + Self.llama3.tail: pattern = .llama3(digits: 1)
    case Self.gpt2: pattern = .gpt2
    default: return nil
    }
  }

  /// Calls `body` with each piece of a text, in order.
  func forEachPiece(
    of bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    var start = 0
    while start < bytes.count {
      let end =
        switch pattern {
        case .llama3(let digits): llama3(bytes, from: start, digits: digits)
        case .gpt2: gpt2(bytes, from: start)
        }
      body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
      start = end
    }
  }

  private func llama3(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, digits: Int
  ) -> Int {
    if let end = contraction(bytes, from: start, anyCase: true) { return end }
    let (first, length) = CharacterClasses.at(start, of: bytes)
    let next = start + length
    switch first {
    case .letter:
      return run(of: .letter, bytes, from: next)
    case .number:
      var end = next
      for _ in 1..<digits where end < bytes.count {
        let (found, length) = CharacterClasses.at(end, of: bytes)
        guard found == .number else { break }
        end += length
      }
      return end
    case .other, .space:
      if next < bytes.count {
        let following = CharacterClasses.at(next, of: bytes).class
        if following == .letter { return run(of: .letter, bytes, from: next) }
        if first == .other || (bytes[start] == UInt8(ascii: " ") && following == .other) {
          return newlines(bytes, from: run(of: .other, bytes, from: next))
        }
      } else if first == .other {
        return next
      }
      return space(bytes, from: start, cutsAfterNewline: true)
    case .newline:
      return space(bytes, from: start, cutsAfterNewline: true)
    }
  }

  private func gpt2(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    if let end = contraction(bytes, from: start, anyCase: false) { return end }
    let (first, length) = CharacterClasses.at(start, of: bytes)
    let next = start + length
    switch first {
    case .letter, .number, .other:
      return run(of: first, bytes, from: next)
    case .space, .newline:
      if bytes[start] == UInt8(ascii: " "), next < bytes.count {
        let following = CharacterClasses.at(next, of: bytes).class
        if following != .space, following != .newline {
          return run(of: following, bytes, from: next)
        }
      }
      return space(bytes, from: start, cutsAfterNewline: false)
    }
  }

  /// `'s|'t|'re|'ve|'m|'ll|'d`
  private func contraction(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, anyCase: Bool
  ) -> Int? {
    guard bytes[start] == UInt8(ascii: "'"), start + 1 < bytes.count else { return nil }
    func letter(_ index: Int) -> UInt8 {
      let byte = bytes[index]
      return anyCase && 65...90 ~= byte ? byte | 0x20 : byte
    }
    let first = letter(start + 1)
    switch first {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
      return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
      let second = first == UInt8(ascii: "l") ? first : UInt8(ascii: "e")
      return start + 2 < bytes.count && letter(start + 2) == second ? start + 3 : nil
    case 0xC5:
      // ſ (U+017F) is an s in any case.
      return anyCase && start + 2 < bytes.count && bytes[start + 2] == 0xBF ? start + 3 : nil
    default:
      return nil
    }
  }

  /// The end of the characters of one class.
  private func run(
    of wanted: CharacterClass, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int {
    var end = start
    while end < bytes.count {
      let (found, length) = CharacterClasses.at(end, of: bytes)
      guard found == wanted else { break }
      end += length
    }
    return end
  }

  private func newlines(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    run(of: .newline, bytes, from: start)
  }

  /// `\s*[\r\n]+|\s+(?!\S)|\s+`, the first alternative if asked: up to the last line end of the white
  /// space; else all of it at the end of the text; else all but its last character; else that.
  private func space(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, cutsAfterNewline: Bool
  ) -> Int {
    var end = start
    var last = start
    var afterNewline: Int?
    while end < bytes.count {
      let (found, length) = CharacterClasses.at(end, of: bytes)
      guard found == .space || found == .newline else { break }
      last = end
      end += length
      if found == .newline { afterNewline = end }
    }
    if cutsAfterNewline, let afterNewline { return afterNewline }
    return end == bytes.count || last == start ? end : last
  }
}
