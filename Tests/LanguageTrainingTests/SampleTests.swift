import Randomness
import Testing

@testable import LanguageTraining

@Suite("Texts of invented databases")
struct SampleTests {
  private static let corpus = Corpus(seed: 3)

  @Test("depend on the seed and the database's number alone")
  func drawn() {
    let some = Self.corpus.samples(databases: 4..<6, perDatabase: 3)
    #expect(some.count == 6)
    #expect(some == Self.corpus.samples(databases: 4..<6, perDatabase: 3))
    #expect(some.suffix(3) == Self.corpus.samples(databases: 5..<6, perDatabase: 3)[...])
    #expect(some != Corpus(seed: 4).samples(databases: 4..<6, perDatabase: 3))
  }

  @Test("held out have tables and columns that training never names")
  func heldOut() {
    func names(_ domains: [String]) -> Set<String> {
      Set(domains.flatMap { DomainParser.tables(of: $0).map(\.name) })
    }
    #expect(names(DomainTexts.training).isDisjoint(with: names(DomainTexts.heldOut)))
    func columns(_ domains: [String]) -> Set<String> {
      Set(domains.flatMap { DomainParser.tables(of: $0).flatMap { $0.columns.map(\.name) } })
    }
    let shared = columns(DomainTexts.training).intersection(columns(DomainTexts.heldOut))
    #expect(shared.count <= 4, "\(shared)")
  }

  /// Reads the answer off the text, by the rules of the words alone.
  @Test("about visible facts have the right answers, about as many Yes as No")
  func visible() throws {
    let samples = Self.corpus.samples(databases: 0..<60, perDatabase: 4, kind: .visible)
    var counts = ["Yes": 0, "No": 0]
    for sample in samples {
      let row = try #require(sample.parts.dropFirst().first).text
      for (question, answer) in zip(sample.parts.dropFirst(2), sample.parts.dropFirst(3))
      where question.text.hasPrefix(" Question: ") {
        let asked = question.text.dropFirst(" Question: is ".count).dropLast("? Answer:".count)
        let given = answer.text.dropFirst().prefix { $0 != "<" }
        // The longest column name that the question begins with and the row has.
        let words = asked.split(separator: " ").map(String.init)
        let found = (1..<words.count).reversed().lazy.compactMap { count -> (String, [String])? in
          let name = words.prefix(count).joined(separator: " ")
          guard let place = row.firstRange(of: " \(name) is ") else { return nil }
          let rest = row[place.upperBound...]
          let value = rest.firstRange(of: ". ").map { rest[..<$0.lowerBound] } ?? rest.dropLast()
          return (String(value), Array(words.dropFirst(count)))
        }.first
        let (value, claim) = try #require(found, "\(row) | \(question.text)")
        let isTrue: Bool
        if claim.starts(with: ["at", "least"]) {
          isTrue = (Double(value) ?? 0) >= (Double(claim[2]) ?? 0)
        } else if claim.starts(with: ["at", "most"]) {
          isTrue = (Double(value) ?? 0) <= (Double(claim[2]) ?? 0)
        } else if claim.first == "not" {
          isTrue = claim.dropFirst().joined(separator: " ") != value
        } else {
          isTrue = claim.joined(separator: " ") == value
        }
        #expect(given == (isTrue ? "Yes" : "No"), "\(row) | \(question.text)")
        counts[String(given), default: 0] += 1
      }
    }
    let total = counts.values.reduce(0, +)
    #expect(total > 500)
    #expect(abs(2 * (counts["Yes"] ?? 0) - total) < total / 8, "\(counts)")
  }

  @Test("of hidden cells never show them in the row itself")
  func hidden() {
    for sample in Self.corpus.samples(databases: 0..<30, perDatabase: 3, kind: .cell) {
      let asked = sample.parts[2].text
      let name = asked.dropFirst().prefix(while: { $0 != "<" }).dropLast(" is ".count)
      #expect(!sample.parts[1].text.contains(" \(name) is "), "\(sample.text)")
      #expect(asked.hasSuffix(" \(name):") && sample.text.hasSuffix(Special.end))
    }
  }
}
