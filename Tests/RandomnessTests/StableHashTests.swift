import Randomness
import Testing

@Suite("A hash that stays the same")
struct StableHashTests {
  @Test(
    "gives the published values of FNV-1a",
    arguments: [
      ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
    ])
  func published(text: String, digits: String) {
    var hash = StableHash()
    hash.combine(bytes: text.utf8)
    #expect(hash.digits == digits)
  }
}
