import EntityGraphs
import Features
import FixtureSupport
import Randomness
import Relational
import Text

@testable import Models

/// A label-free model on two tables that no foreign key touches: 160 things and 40 notes of six attributes
/// each, all said in words of their own; some things lack a grade, some a season.
struct IslandRelZero {
  static let attributes = ["color", "shape", "taste", "origin", "grade", "season"]
  static let words = [
    ["red", "blue", "green", "black"], ["round", "square", "long", "flat"],
    ["sweet", "sour", "salty", "bitter"], ["Oslo", "Lima", "Cairo", "Kyoto"],
    ["high", "low", "fair", "poor"], ["May", "June", "July", "August"],
  ]

  let folder: TemporaryFolder
  let database: Database
  let model: RelZero

  init(settings: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    let path = try folder.database(
      Self.table("things", rows: 160, isWhole: false) + Self.table("notes", rows: 40, isWhole: true)
    )
    database = try Database.open(at: path)
    let encoder = HashedNGramEncoder(width: 8)
    var reader = try Settings(SmallShopRelZero.settings.merging(settings) { $1 })
    model = try RelZero(
      RelZero.Context(
        graph: EntityGraph(database),
        schema: FeatureSchema(inferredFrom: database, cutoff: nil, textEncoder: encoder.name),
        encoder: encoder, rule: TemporalRule(history: .cut, testCutoff: nil),
        random: RandomSource(seed: 5), tasks: []),
      size: 16, &reader)
    try reader.finish()
  }

  /// Attributes that a thing has: every third lacks the season, every fifth the grade.
  static func attributes(ofThing row: Int) -> Int {
    6 - (row.isMultiple(of: 3) ? 1 : 0) - (row.isMultiple(of: 5) ? 1 : 0)
  }

  private static func table(_ name: String, rows: Int, isWhole: Bool) -> String {
    let values = (0..<rows).map { row in
      let cells = words.enumerated().map { place, words in
        let isMissing =
          place == 4 && row.isMultiple(of: 5) || place == 5 && row.isMultiple(of: 3)
        return isMissing && !isWhole ? "NULL" : "'\(words[row / (place + 1) % 4])'"
      }
      return "(\(row), \(cells.joined(separator: ", ")))"
    }
    let columns = attributes.map { "\($0) TEXT" }.joined(separator: ", ")
    return """
      CREATE TABLE \(name) (id INTEGER PRIMARY KEY, \(columns));
      INSERT INTO \(name) VALUES \(values.joined(separator: ", "));

      """
  }

  /// Lessons of cells, one after the other.
  func lessons(
    _ count: Int, _ kind: Lesson.Kind = .cells, sparsity: Double, size: Int = 40
  ) -> [Lesson] {
    var stream = RandomSource(seed: 11).stream(.lesson)
    return (0..<count).map { epoch in
      model.lessons.cells(
        model.lessons.cells, kind: kind, sparsity: sparsity, count: size, epoch: epoch,
        from: &stream)
    }
  }
}
