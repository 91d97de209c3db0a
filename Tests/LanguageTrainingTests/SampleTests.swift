import Foundation
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

  /// Whether a claim such as `age is at least 30` is true of a row's clauses, by the rules of the words
  /// alone.
  private static func isTrue(_ asked: Substring, of row: String) throws -> Bool {
    let split = try #require(asked.firstRange(of: " is "), "\(asked)")
    // A clause begins the row or follows another: `watched is` is not what `minutes watched is` says.
    let name = asked[..<split.lowerBound]
    let place = try #require(
      [": ", ". "].compactMap { row.firstRange(of: "\($0)\(name) is ") }
        .min { $0.lowerBound < $1.lowerBound }, "\(row) | \(asked)")
    let rest = row[place.upperBound...]
    let value = rest.firstRange(of: ". ").map { rest[..<$0.lowerBound] } ?? rest.dropLast()
    let claim = asked[split.upperBound...]
    let bound = claim.split(separator: " ").last.flatMap { Double($0) } ?? 0
    return claim.hasPrefix("at least ")
      ? (Double(value) ?? 0) >= bound
      : claim.hasPrefix("at most ") ? (Double(value) ?? 0) <= bound : claim == value
  }

  @Test("about visible facts have the right answers, about as many Yes as No")
  func visible() throws {
    let samples =
      Self.corpus.samples(databases: 0..<60, perDatabase: 4, kind: .visible)
      + Self.corpus.samples(databases: 0..<20, perDatabase: 4, drills: 1)
    var counts = ["Yes": 0, "No": 0]
    for sample in samples {
      let row = try #require(sample.text.components(separatedBy: " Question: ").first)
      for (question, answer) in zip(sample.parts, sample.parts.dropFirst())
      where question.text.hasPrefix(" Question: ") {
        let asked = question.text.dropFirst(" Question: ".count).dropLast("? Answer:".count)
        let given = String(answer.text.dropFirst().prefix { $0 != "<" })
        #expect(try Self.isTrue(asked, of: row) == (given == "Yes"), "\(row) | \(asked)")
        counts[given, default: 0] += 1
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
