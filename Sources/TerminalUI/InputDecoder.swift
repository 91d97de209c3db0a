/// Turns the bytes that a terminal sends into keys, mouse actions, pasted text and answers.
///
/// Written for all terminals at once: arrows come as `ESC [ A` or `ESC O A` whatever the mode, the mouse
/// as SGR (any column) or in the old encoding, Alt as an Escape before. What it does not know it drops
/// whole, so that no sequence is ever taken for typing. A sequence may come in pieces; `finish` says that
/// no more bytes follow soon, so that a lone Escape is the key.
///
/// Source: XTerm Control Sequences (invisible-island.net/xterm/ctlseqs), DEC STD 070.
public struct InputDecoder: Sendable {
  private var bytes: [UInt8] = []
  private var pasted: [UInt8]?

  public init() {}

  /// Whether a sequence has begun and its end is still to come.
  public var isWaiting: Bool { !bytes.isEmpty }

  /// Takes bytes; returns what they complete.
  public mutating func take(_ more: some Sequence<UInt8>) -> [TerminalInput] {
    bytes.append(contentsOf: more)
    return drain(isLast: false)
  }

  /// No more bytes follow soon: what waits is taken as it is.
  public mutating func finish() -> [TerminalInput] { drain(isLast: true) }

  private enum Step {
    /// So many bytes are done, and what they were.
    case done(Int, TerminalInput?)
    case incomplete
  }

  private mutating func drain(isLast: Bool) -> [TerminalInput] {
    var inputs: [TerminalInput] = []
    var start = 0
    while start < bytes.count {
      if pasted != nil {
        guard let taken = takePaste(from: start, &inputs) else { return inputs }
        start += taken
        continue
      }
      switch step(bytes[start...], isLast: isLast) {
      case .done(let count, let input):
        start += max(1, count)
        if let input { inputs.append(input) }
      case .incomplete:
        bytes.removeFirst(start)
        return inputs
      }
    }
    bytes.removeFirst(min(start, bytes.count))
    return inputs
  }

  private static let pasteEnd: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]  // ESC [ 2 0 1 ~

  /// Bytes of a paste up to its end; nil where all that can be taken is taken.
  private mutating func takePaste(from start: Int, _ inputs: inout [TerminalInput]) -> Int? {
    let end = Self.pasteEnd
    var place = start
    while place < bytes.count {
      if bytes[place] == end[0] {
        let rest = bytes[place...].prefix(end.count)
        if rest.elementsEqual(end) {
          let text = String(decoding: (pasted ?? []) + bytes[start..<place], as: UTF8.self)
          pasted = nil
          inputs.append(.paste(text))
          return place + end.count - start
        }
        // Perhaps the beginning of the end.
        if end.starts(with: rest) {
          pasted?.append(contentsOf: bytes[start..<place])
          bytes.removeFirst(place)
          return nil
        }
      }
      place += 1
    }
    pasted?.append(contentsOf: bytes[start...])
    bytes.removeAll()
    return nil
  }

  private mutating func step(_ bytes: ArraySlice<UInt8>, isLast: Bool) -> Step {
    let first = bytes[bytes.startIndex]
    guard first == 0x1B else { return character(bytes, isLast: isLast) }
    guard bytes.count > 1 else { return isLast ? .done(1, .key(.escape)) : .incomplete }
    switch bytes[bytes.startIndex + 1] {
    case UInt8(ascii: "["): return control(bytes, isLast: isLast)
    case UInt8(ascii: "O"):
      guard bytes.count > 2 else { return isLast ? .done(2, .key(.alt("O"))) : .incomplete }
      return .done(3, Self.final[bytes[bytes.startIndex + 2]].map(TerminalInput.key))
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
      return command(bytes, isLast: isLast)
    case 0x1B: return .done(1, .key(.escape))
    default:
      // Escape and at once another character is how terminals send Alt.
      switch character(bytes.dropFirst(), isLast: isLast) {
      case .done(let count, .key(.character(let character))):
        return .done(count + 1, .key(.alt(character)))
      case .done(let count, _): return .done(count + 1, .key(.escape))
      case .incomplete: return .incomplete
      }
    }
  }

  /// One typed character, in UTF-8; a broken one is dropped.
  private func character(_ bytes: ArraySlice<UInt8>, isLast: Bool) -> Step {
    let first = bytes[bytes.startIndex]
    switch first {
    case 9: return .done(1, .key(.tab))
    case 10, 13: return .done(1, .key(.enter))
    case 8, 127: return .done(1, .key(.backspace))
    case 1...26:
      return .done(1, .key(.control(Character(Unicode.Scalar(first + 96)))))
    case 0..<32: return .done(1, nil)
    case 32..<128: return .done(1, .key(.character(Character(Unicode.Scalar(first)))))
    default: break
    }
    let length =
      switch first {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 0
      }
    guard length > 0 else { return .done(1, nil) }
    guard bytes.count >= length else { return isLast ? .done(bytes.count, nil) : .incomplete }
    guard let text = String(validating: bytes.prefix(length), as: UTF8.self),
      let character = text.first, !text.unicodeScalars.contains(where: { $0.value < 0xA0 })
    else { return .done(1, nil) }
    return .done(length, .key(.character(character)))
  }

  // MARK: ESC [ …

  private mutating func control(_ bytes: ArraySlice<UInt8>, isLast: Bool) -> Step {
    let start = bytes.startIndex + 2
    // The old encoding of the mouse: three bytes after M.
    if start < bytes.endIndex, bytes[start] == UInt8(ascii: "M") {
      guard bytes.endIndex >= start + 4 else {
        return isLast ? .done(bytes.count, nil) : .incomplete
      }
      let codes = bytes[(start + 1)..<(start + 4)].map { Int($0) - 32 }
      return .done(6, Self.mouse(codes[0], column: codes[1], row: codes[2], isRelease: false))
    }
    guard
      let end = bytes[start...].firstIndex(where: { (0x40...0x7E).contains($0) }),
      end - start < 64
    else {
      if bytes.count > 64 { return .done(bytes.count, nil) }
      if isLast { return bytes.count == 2 ? .done(2, .key(.alt("["))) : .done(bytes.count, nil) }
      return .incomplete
    }
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    return .done(end + 1 - bytes.startIndex, meaning(of: text, final: bytes[end]))
  }

  private mutating func meaning(of text: String, final: UInt8) -> TerminalInput? {
    if text.hasPrefix("<"), final == UInt8(ascii: "M") || final == UInt8(ascii: "m") {
      let parts = text.dropFirst().split(separator: ";").map { Int($0) ?? -1 }
      guard parts.count == 3 else { return nil }
      return Self.mouse(
        parts[0], column: parts[1], row: parts[2], isRelease: final == UInt8(ascii: "m"))
    }
    if text.hasPrefix("?"), final == UInt8(ascii: "y") {
      // DECRPM: mode;setting$y. 1, 2 and 3 say that the mode is known.
      let parts = text.dropFirst().split(whereSeparator: { $0 == ";" || $0 == "$" })
      guard parts.count == 2, parts[0] == "2026" else { return nil }
      return ["1", "2", "3"].contains(parts[1]) ? .canSynchronize : nil
    }
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let modifier = parts.count > 1 ? parts[1] : 1
    if final == UInt8(ascii: "~") {
      if parts.first == 200 {
        pasted = []
        return nil
      }
      return Self.numbered[parts.first ?? 0].map(TerminalInput.key)
    }
    guard let key = Self.final[final] else { return nil }
    // 2 is Shift, 5 is Control with an arrow.
    switch (key, modifier) {
    case (.left, 2): return .key(.shiftLeft)
    case (.right, 2): return .key(.shiftRight)
    default: return .key(key)
    }
  }

  private static let final: [UInt8: Key] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right,
    UInt8(ascii: "D"): .left, UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end,
    UInt8(ascii: "Z"): .backTab, UInt8(ascii: "M"): .enter,
    // The lower keys of a VT100's pad: 9 3 7 1.
    UInt8(ascii: "y"): .pageUp, UInt8(ascii: "s"): .pageDown, UInt8(ascii: "w"): .home,
    UInt8(ascii: "q"): .end,
  ]

  private static let numbered: [Int: Key] = [
    1: .home, 7: .home, 4: .end, 8: .end, 3: .delete, 5: .pageUp, 6: .pageDown,
  ]

  private static func mouse(_ code: Int, column: Int, row: Int, isRelease: Bool) -> TerminalInput? {
    guard column > 0, row > 0, code >= 0 else { return nil }
    // 4, 8 and 16 are Shift, Alt and Control.
    let action: MouseAction? =
      switch code & ~(4 | 8 | 16) {
      case 64: .wheelUp
      case 65: .wheelDown
      case 0: isRelease ? .release : .press
      case 3: .release
      case 32: .drag
      default: nil
      }
    return action.map { .mouse($0, row: row - 1, column: column - 1) }
  }

  // MARK: ESC ] … and its like

  private func command(_ bytes: ArraySlice<UInt8>, isLast: Bool) -> Step {
    var place = bytes.startIndex + 2
    while place < bytes.endIndex {
      let isBell = bytes[place] == 7
      let isEnd =
        bytes[place] == 0x1B && place + 1 < bytes.endIndex && bytes[place + 1] == 0x5C
      if isBell || isEnd {
        let text = String(decoding: bytes[(bytes.startIndex + 2)..<place], as: UTF8.self)
        return .done(place + (isBell ? 1 : 2) - bytes.startIndex, Self.answer(text))
      }
      place += 1
    }
    if bytes.count > 4_096 { return .done(bytes.count, nil) }
    guard isLast else { return .incomplete }
    // Alt with such a character, if nothing came after it.
    return bytes.count == 2
      ? .done(2, .key(.alt(Character(Unicode.Scalar(bytes[bytes.startIndex + 1])))))
      : .done(bytes.count, nil)
  }

  /// `11;rgb:ffff/ffff/ffff`: the color of the background.
  private static func answer(_ text: String) -> TerminalInput? {
    guard text.hasPrefix("11;rgb:") else { return nil }
    let parts = text.dropFirst(7).split(separator: "/")
    let shares = parts.compactMap { part -> Double? in
      guard let value = Int(part, radix: 16), (1...4).contains(part.count) else { return nil }
      return Double(value) / Double((1 << (4 * part.count)) - 1)
    }
    guard shares.count == 3 else { return nil }
    // Luma by ITU-R BT.709.
    let luma = 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]
    return .background(isLight: luma > 0.5)
  }
}
