import FixtureSupport
import Foundation
import GRDB
import Relational
import Testing

@testable import Features

@Suite("Semantic types and statistics")
struct SemanticTypeTests {
  let folder: TemporaryFolder
  let database: Relational.Database

  /// 40 rows, one a day; the last ten are after the cutoff of the tests.
  init() throws {
    folder = try TemporaryFolder()
    let path = folder.file("types.sqlite")
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(
        sql: """
          CREATE TABLE things (id INTEGER PRIMARY KEY, at DATETIME, few INTEGER, many INTEGER,
            real REAL, gappy REAL, word TEXT, sentence TEXT, tags TEXT, flag BOOLEAN, empty TEXT);
          CREATE TABLE bare (id INTEGER PRIMARY KEY, thing INTEGER REFERENCES things);
          """)
      for id in 0..<40 {
        try database.execute(
          sql: "INSERT INTO things VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
          arguments: [
            id, String(format: "2020-%02d-%02d 00:00:00", 1 + id / 28, 1 + id % 28), id % 3,
            id * 7, Double(id) + 0.5, id % 4 == 0 ? nil : Double(id % 2),
            id < 30 ? ["red", "blue", "red"][id % 3] : "future", "sentence number \(id)",
            ["a|b", "b|c", "c|a|b", "a"][id % 4], id % 2,
          ])
        try database.execute(sql: "INSERT INTO bare VALUES (?, ?)", arguments: [id, id])
      }
    }
    try queue.close()
    database = try Relational.Database.open(at: path)
  }

  private func schema(cutoff: String? = "2020-02-02") throws -> [String: ColumnStatistics] {
    let schema = FeatureSchema(
      inferredFrom: database, cutoff: cutoff.flatMap { Timestamp(parsing: $0) }, textEncoder: "t")
    let features = try #require(schema.features(of: "things"))
    return Dictionary(uniqueKeysWithValues: features.columns.map { ($0.name, $0.statistics) })
  }

  @Test("follow pytorch-frame's rules")
  func types() throws {
    let types = try schema(cutoff: nil).mapValues(\.type)
    #expect(types["at"] == .timestamp)
    #expect(types["few"] == .categorical, "three values, each more than four times")
    #expect(types["many"] == .numerical, "whole numbers, each once")
    #expect(types["real"] == .numerical)
    #expect(types["gappy"] == .categorical, "whole numbers with gaps count as whole numbers")
    #expect(types["sentence"] == .text)
    #expect(types["tags"] == .categorical, "four texts, ten times each")
    #expect(types["flag"] == .categorical)
    #expect(types["id"] == nil, "keys say which row, not what it is like")
    #expect(types["empty"] == nil, "a column without a value says nothing")
  }

  @Test("give a table of keys alone one constant column")
  func constant() throws {
    let schema = FeatureSchema(inferredFrom: database, cutoff: nil, textEncoder: "t")
    #expect(schema.features(of: "bare")?.columns == [.constant])
  }

  @Test("see rows up to the cutoff only")
  func cutoff() throws {
    // Rows 0 to 29 are on 2020-01-01 … 2020-02-02.
    let past = try schema()
    #expect(past["word"] == .categorical(values: ["red", "blue"]))
    // The mean of 0.5 … 29.5 is 15; the population variance of 30 whole steps is (30² − 1) / 12.
    guard case .numerical(let mean, let deviation) = past["real"] else {
      Issue.record("real is no number")
      return
    }
    #expect(abs(mean - 15) < 1e-12)
    #expect(abs(deviation - (899.0 / 12).squareRoot()) < 1e-12)
    let all = try schema(cutoff: nil)
    #expect(all["word"] == .categorical(values: ["red", "blue", "future"]))
  }

  @Test("order categories by falling count, equal counts by value")
  func order() throws {
    // few: 0 fourteen times, 1 and 2 thirteen times.
    #expect(try schema(cutoff: nil)["few"] == .categorical(values: ["0", "1", "2"]))
  }

  @Test("read lists of few values from rarely repeated texts")
  func lists() {
    // All ordered pairs of five letters: 20 texts, each once, in which each letter stands eight times.
    let letters = ["a", "b", "c", "d", "e"]
    let texts = letters.flatMap { first in
      letters.filter { $0 != first }.map { "\(first)|\($0)" }
    }
    let column = Column(
      schema: ColumnSchema(name: "tags", declaredType: "TEXT", storage: .text),
      values: .texts(TextValues(codes: (0..<20).map { $0 }, pool: texts)),
      validity: Validity(allValid: 20))
    let proposal = SemanticTypeInference.propose(column, rows: Array(0..<20))
    #expect(proposal == SemanticTypeInference.Proposal(type: .multicategorical, separator: "|"))
    // Half of them: some letters stand four times only, so the texts are just texts.
    let fewer = SemanticTypeInference.propose(column, rows: Array(0..<8))
    #expect(fewer?.type == .text)
  }

  @Test("are frozen in a file that is read back to the same schema, bit for bit")
  func frozen() throws {
    let path = folder.file("projects/features.yaml")
    let first = try FeatureSchema.frozen(
      at: path, for: database, cutoff: nil, textEncoder: "t")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let second = try FeatureSchema.frozen(
      at: path, for: database, cutoff: nil, textEncoder: "t")
    #expect(first == second)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    #expect(try FeatureSchema(yaml: second.yaml(), path: "again") == second)
  }

  @Test("are what a person says they are, with statistics up to the cutoff")
  func meaning() throws {
    let cutoff = try #require(Timestamp(parsing: "2020-02-02"))
    var schema = FeatureSchema(inferredFrom: database, cutoff: cutoff, textEncoder: "t")
    func column(_ name: String) -> Features.ColumnStatistics? {
      schema.features(of: "things")?.columns.first { $0.name == name }?.statistics
    }
    let inferred = schema
    try schema.setMeaning(
      ofColumn: "few", in: "things", to: .type(.numerical), from: database)
    #expect(column("few")?.type == .numerical)
    try schema.setMeaning(ofColumn: "word", in: "things", to: .ignored, from: database)
    #expect(column("word") == nil)
    try schema.setMeaning(
      ofColumn: "many", in: "things", to: .type(.categorical), from: database)
    guard case .categorical(let values) = column("many") else {
      Issue.record("not categorical")
      return
    }
    #expect(!values.contains("273"), "a value of a row after the cutoff")
    for name in ["few", "word", "many"] {
      try schema.setMeaning(ofColumn: name, in: "things", to: .inferred, from: database)
    }
    #expect(schema == inferred)
    #expect(
      throws: FeatureError.notOfType(table: "things", column: "sentence", type: "timestamp")
    ) {
      try schema.setMeaning(
        ofColumn: "sentence", in: "things", to: .type(.timestamp), from: database)
    }
    #expect(throws: FeatureError.unknownColumn(table: "things", column: "no")) {
      try schema.setMeaning(ofColumn: "no", in: "things", to: .ignored, from: database)
    }
  }

  @Test("say what is wrong with a file of another version or no schema at all")
  func malformed() throws {
    let path = folder.file("bad.yaml")
    try "version: 99\ndatabase: x\nfingerprint: y\ntextEncoder: z\ntables: []\n"
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: FeatureError.malformed(path: path, reason: "version 99, expected 1")) {
      try FeatureSchema(contentsOf: path)
    }
    try "- not a schema\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: FeatureError.self) { try FeatureSchema(contentsOf: path) }
  }
}
