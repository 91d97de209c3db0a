import Testing

@testable import Relational

@Suite("Keys")
struct KeyTests {
  /// Numbers that depend on nothing but their place.
  private func noise(_ place: Int) -> UInt64 {
    var value = UInt64(place) &* 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    return value ^ value >> 27
  }

  @Test(
    "an integer index finds what a dictionary finds: dense, sparse, extreme keys, repeated ones",
    arguments: [Int64(1), 3, 1_000_003, 9_007_199_254_740_993])
  func integerIndex(step: Int64) {
    var keys = (0..<500).map { Int64($0 % 450) &* step }
    keys += [.min, .max, 0]
    let index = IntegerIndex(keys) { $0 % 7 != 3 }
    var expected: [Int64: Int32] = [:]
    var duplicates = 0
    for (row, key) in keys.enumerated() where row % 7 != 3 {
      if expected[key] == nil { expected[key] = Int32(row) } else { duplicates += 1 }
    }
    for key in keys + [-1, 5, 12_345_678, .min + 1] {
      #expect(index.row(of: key) == expected[key] ?? -1)
    }
    #expect(index.duplicates == duplicates)
  }

  @Test("a text pool numbers distinct byte strings in order, growing as it must")
  func textPool() {
    var pool = TextPool()
    var expected: [[UInt8]: Int32] = [:]
    for place in 0..<3000 {
      let text = String(noise(place) % 700, radix: 7) + (place % 5 == 0 ? "é" : "")
      let next = Int32(expected.count)
      let entry = expected[Array(text.utf8)] ?? next
      expected[Array(text.utf8)] = entry
      #expect(pool.intern(text) == entry)
      #expect(pool.string(Int(entry)) == text)
    }
    #expect(pool.count == expected.count)
    #expect(pool.find("never seen") == -1)
    #expect(pool.find("") == -1)
    #expect(pool.intern("") == Int32(expected.count))
    #expect(pool.find("") == Int32(expected.count))
  }

  @Test("composite keys of texts and integers match as their texts do")
  func composite() {
    let texts = ["a", "b", "c", "d"]
    func column(_ count: Int, _ salt: Int) -> Column {
      let codes = (0..<count).map { Int32(noise($0 + salt) % 5) - 1 }
      return Column(
        schema: ColumnSchema(name: "t", storage: .text),
        values: .texts(TextValues(codes: codes, pool: texts)),
        validity: Validity(codes.map { $0 >= 0 }))
    }
    func integers(_ count: Int, _ salt: Int) -> Column {
      let values = (0..<count).map { Int64(noise($0 + salt) % 6) }
      return Column(
        schema: ColumnSchema(name: "i", storage: .integer), values: .integers(values),
        validity: Validity(values.map { $0 != 5 }))
    }
    let parent = [column(40, 1), integers(40, 2), integers(40, 3)]
    let child = [column(200, 4), integers(200, 5), integers(200, 6)]
    let match = KeyMatcher(child: child, parent: parent)
    let rows = match.firstRows().rows
    func key(_ columns: [Column], _ row: Int) -> String? {
      columns.allSatisfy { $0.validity[row] }
        ? columns.map { $0.keyText(row: row) }.joined(separator: "|") : nil
    }
    var found = 0
    for row in 0..<200 {
      let code = match.childCodes[row]
      guard let key = key(child, row) else {
        #expect(code == -1)
        continue
      }
      let first = (0..<40).first { self.isSame(parent, $0, key) }
      #expect((code < 0 ? nil : Int(rows[Int(code)])) == first)
      found += first == nil ? 0 : 1
    }
    #expect(found > 20)
  }

  private func isSame(_ columns: [Column], _ row: Int, _ key: String) -> Bool {
    columns.allSatisfy { $0.validity[row] }
      && columns.map { $0.keyText(row: row) }.joined(separator: "|") == key
  }

  @Test(
    "names fall into words, and plurals into singulars",
    arguments: [
      ("homeTeamId", ["home", "team", "id"]), ("home_team_ID", ["home", "team", "id"]),
      ("HTTPServer", ["http", "server"]), ("Order Lines", ["order", "lines"]),
      ("productSKU2", ["product", "sku2"]), ("🏎", []), ("", []), ("id", ["id"]),
    ] as [(String, [String])])
  func tokens(name: String, words: [String]) {
    #expect(NameTokens(name).words == words)
  }

  @Test(
    "singulars",
    arguments: [
      ("categories", "category"), ("addresses", "address"), ("boxes", "box"), ("races", "race"),
      ("status", "status"), ("class", "class"), ("people", "person"), ("standings", "standing"),
    ])
  func singulars(plural: String, singular: String) {
    #expect(NameTokens.singular(plural) == singular)
  }
}
