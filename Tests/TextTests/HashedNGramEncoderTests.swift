import Testing

@testable import Text

@Suite("Hashed n-gram encoder")
struct HashedNGramEncoderTests {
  let encoder = HashedNGramEncoder(width: 64)

  private func vector(_ text: String) -> [Float] { encoder.encode([text]) }

  private func similarity(_ a: String, _ b: String) -> Float {
    zip(vector(a), vector(b)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test("gives vectors of length one, and zeros for a text without words")
  func length() {
    let square = vector("Red chair, large").reduce(0) { $0 + $1 * $1 }
    #expect(abs(square - 1) < 1e-5)
    #expect(vector("").allSatisfy { $0 == 0 })
    #expect(vector("!?").allSatisfy { $0 == 0 })
  }

  @Test("does not depend on case, punctuation or the texts beside it")
  func stable() {
    #expect(vector("Red Chair") == vector("red, chair!"))
    let both = encoder.encode(["blue lamp", "red chair"])
    #expect(Array(both[64...]) == vector("red chair"))
  }

  @Test("puts texts with common words or spellings closer than unrelated ones")
  func similarity() {
    let related = similarity("white hanging heart", "red hanging heart")
    let unrelated = similarity("white hanging heart", "doormat keep calm")
    #expect(related > 0.5)
    #expect(related > unrelated + 0.3)
    #expect(similarity("colour", "colours") > similarity("colour", "bicycle") + 0.3)
  }

  @Test("keeps its bits from release to release")
  func frozen() {
    // The hash of "a": word feature and trigram "<a>", each at its place with its sign.
    let places = vector("a").enumerated().filter { $0.element != 0 }
    #expect(places.count == 2)
    let total = places.map { Double(abs($0.element)) }.reduce(0, +)
    // sqrt(2) : 1 normalized to length 1: 0.8165 + 0.5774
    #expect(abs(total - 1.3938) < 1e-3)
  }
}
