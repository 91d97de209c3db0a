/// Reads JSON (RFC 8259) from bytes in one pass.
struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var depth = 0

  /// Nesting beyond this is an attack, not a document.
  private static let deepest = 128

  struct Malformed: Error {
    let reason: String
    let position: Int
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  mutating func document() throws(Malformed) -> JSONValue {
    let result = try value()
    skipSpace()
    guard position == bytes.count else { throw failure("more after the end") }
    return result
  }

  private func failure(_ reason: String) -> Malformed {
    Malformed(reason: reason, position: position)
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func next() throws(Malformed) -> UInt8 {
    skipSpace()
    guard position < bytes.count else { throw failure("it ends too early") }
    return bytes[position]
  }

  private mutating func value() throws(Malformed) -> JSONValue {
    switch try next() {
    case UInt8(ascii: "{"): return try nested { parser throws(Malformed) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(Malformed) in try parser.array() }
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(Malformed) -> JSONValue
  ) throws(Malformed) -> JSONValue {
    depth += 1
    guard depth <= Self.deepest else { throw failure("nested more than \(Self.deepest) deep") }
    defer { depth -= 1 }
    position += 1
    return try body(&self)
  }

  private mutating func object() throws(Malformed) -> JSONValue {
    var members: [JSONValue.Member] = []
    if try next() == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    while true {
      guard try next() == UInt8(ascii: "\"") else { throw failure("expected a key") }
      let key = try string()
      guard try next() == UInt8(ascii: ":") else { throw failure("expected ':'") }
      position += 1
      members.append(JSONValue.Member(key: key, value: try value()))
      if try isLast(closing: UInt8(ascii: "}")) { return .object(members) }
    }
  }

  private mutating func array() throws(Malformed) -> JSONValue {
    var values: [JSONValue] = []
    if try next() == UInt8(ascii: "]") {
      position += 1
      return .array(values)
    }
    while true {
      values.append(try value())
      if try isLast(closing: UInt8(ascii: "]")) { return .array(values) }
    }
  }

  private mutating func isLast(closing: UInt8) throws(Malformed) -> Bool {
    let byte = try next()
    guard byte == closing || byte == UInt8(ascii: ",") else { throw failure("expected ','") }
    position += 1
    return byte == closing
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(Malformed)
    -> JSONValue
  {
    let count = text.utf8CodeUnitCount
    let expected = UnsafeBufferPointer(start: text.utf8Start, count: count)
    guard bytes[position...].starts(with: expected) else { throw failure("unknown word") }
    position += count
    return value
  }

  private mutating func number() throws(Malformed) -> JSONValue {
    let start = position
    while position < bytes.count, Self.isNumeric(bytes[position]) { position += 1 }
    let digits = bytes[start..<position]
    // Most numbers are ids.
    if digits.count < 16, let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1,
      digits.allSatisfy({ 48...57 ~= $0 })
    {
      return .number(Double(digits.reduce(0) { $0 * 10 + Int($1 - 48) }))
    }
    guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else {
      position = start
      throw failure("unexpected character")
    }
    return .number(value)
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    48...57 ~= byte || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
  }

  private mutating func string() throws(Malformed) -> String {
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      guard bytes[position] != UInt8(ascii: "\\") else { return try escapedString(from: start) }
      guard bytes[position] >= 0x20 else { throw failure("control character in a text") }
      position += 1
    }
    guard position < bytes.count else { throw failure("a text has no end") }
    let text = try decoded(bytes[start..<position])
    position += 1
    return text
  }

  private func decoded(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) throws(Malformed) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("a text is not UTF-8")
    }
    return text
  }

  private mutating func escapedString(from start: Int) throws(Malformed) -> String {
    var buffer = Array(bytes[start..<position])
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      let byte = bytes[position]
      guard byte >= 0x20 else { throw failure("control character in a text") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        try escape(into: &buffer)
      } else {
        buffer.append(byte)
      }
    }
    guard position < bytes.count else { throw failure("a text has no end") }
    position += 1
    guard let text = String(validating: buffer, as: UTF8.self) else {
      throw failure("a text is not UTF-8")
    }
    return text
  }

  private mutating func escape(into buffer: inout [UInt8]) throws(Malformed) {
    guard position < bytes.count else { throw failure("a text has no end") }
    let kind = bytes[position]
    position += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(kind)
    case UInt8(ascii: "b"): buffer.append(0x08)
    case UInt8(ascii: "f"): buffer.append(0x0C)
    case UInt8(ascii: "n"): buffer.append(0x0A)
    case UInt8(ascii: "r"): buffer.append(0x0D)
    case UInt8(ascii: "t"): buffer.append(0x09)
    case UInt8(ascii: "u"): try unicode(into: &buffer)
    default: throw failure("unknown escape")
    }
  }

  private mutating func unicode(into buffer: inout [UInt8]) throws(Malformed) {
    var code = try hexadecimal()
    if 0xD800...0xDBFF ~= code, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let low = try hexadecimal()
      guard 0xDC00...0xDFFF ~= low else { throw failure("half of a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw failure("half of a surrogate pair") }
    buffer.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private mutating func hexadecimal() throws(Malformed) -> UInt32 {
    guard position + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16),
      bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-")
    else { throw failure("not four hexadecimal digits") }
    position += 4
    return code
  }
}
