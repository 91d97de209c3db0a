import FixtureSupport
import Foundation
import Testing

@testable import Text

/// A tiny MPNet of random weights, as sentence-transformers 6 wrote it (`Fixtures/tiny-mpnet/make.py`).
@Suite("MPNet")
struct MPNetTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/tiny-mpnet").path

  struct Expected: Decodable {
    struct Case: Decodable {
      let text: String
      let ids: [Int32]
      let tokens: [String]
      let vector: [Float]
    }
    struct Buckets: Decodable {
      let first: Int
      let ofDistances: [Int]
    }
    let cases: [Case]
    let buckets: Buckets
  }

  private func expected() throws -> Expected {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      Expected.self, from: Data(contentsOf: URL(fileURLWithPath: Self.folder + "/expected.json")))
  }

  @Test("gives transformers' ids and sentence-transformers' vectors, alone and in company")
  func vectors() throws {
    let encoder = try BertSentenceEncoder(folder: Self.folder)
    let cases = try expected().cases
    for item in cases {
      let ids = encoder.tokenizer.encode(item.text)
      #expect(ids == item.ids, "\(item.text.debugDescription)")
      #expect(ids.compactMap { encoder.tokenizer.token($0) } == item.tokens)
      #expect(largestDifference(encoder.encode([item.text]), item.vector) < 1e-5)
    }
    #expect(encoder.width == 16 && encoder.tokenizer.longest == 230)
    #expect(
      largestDifference(encoder.encode(cases.map(\.text)), cases.flatMap(\.vector)) < 1e-5)
    #expect(try Tokenizer(folder: Self.folder).longest == 230)
  }

  @Test("puts distances into transformers' buckets")
  func buckets() throws {
    let expected = try expected().buckets
    let found = expected.ofDistances.indices.map { RelativePositions.bucket(expected.first + $0) }
    #expect(found == expected.ofDistances)
  }
}
