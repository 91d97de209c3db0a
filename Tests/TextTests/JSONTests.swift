import FixtureSupport
import Foundation
import Testing

@testable import Text

@Suite("JSON")
struct JSONTests {
  private func parse(_ text: String) -> JSONValue? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      var parser = JSONParser(bytes)
      return try? parser.document()
    }
  }

  @Test("is read whole, members in order, keys told apart by their bytes")
  func documents() throws {
    #expect(
      parse(" [1, -2.5e1, 0, true, false, null, \"\"] ")
        == .array([
          .number(1), .number(-25), .number(0), .bool(true), .bool(false), .null, .text(""),
        ]))
    #expect(parse(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#) == .text("\"\\/\u{8}\u{C}\n\r\té😀"))
    let object = try #require(parse("{\"e\u{301}\": 1, \"\u{E9}\": 2, \"b\": {\"c\": []}}"))
    #expect(object.members?.count == 3)
    #expect(object["\u{E9}"]?.integer == 2)
    #expect(object["e\u{301}"]?.integer == 1)
    #expect(object["b"]?["c"]?.array == [])
    #expect(object["x"] == nil)
    #expect(parse("1234567890123456789")?.number == 1.2345678901234568e18)
  }

  @Test("that is damaged or too deep is refused")
  func damage() {
    for text in [
      "", " ", "{", "[", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "[1 2]", "tru", "nul", "1 2", "\"",
      "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "-", "1e999", "+-1",
      String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
    ] {
      #expect(parse(text) == nil, "\(text.prefix(20))")
    }
    #expect(
      [UInt8](arrayLiteral: 0x22, 0xFF, 0x22).withUnsafeBufferPointer { bytes in
        var parser = JSONParser(bytes)
        return try? parser.document()
      } == nil)
  }
}
