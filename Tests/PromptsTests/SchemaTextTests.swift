import FixtureSupport
import Relational
import Testing

@testable import Prompts

@Suite struct SchemaTextTests {
  @Test func `tables are told by their columns with kinds, and by what they belong to`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database(
      """
      CREATE TABLE clubs (id INTEGER PRIMARY KEY, isOpen BOOLEAN, foundedIn INTEGER);
      CREATE TABLE matches (id INTEGER PRIMARY KEY, home INTEGER REFERENCES clubs,
        guest INTEGER REFERENCES clubs, played_at DATETIME, note TEXT);
      CREATE TABLE goals (id INTEGER PRIMARY KEY, match INTEGER REFERENCES matches, minute INTEGER);
      INSERT INTO clubs VALUES (1, 'true', 1900), (2, 'false', 1901);
      INSERT INTO matches VALUES (1, 1, 2, '2020-01-01', 'rain'), (2, 2, 1, '2020-01-02', 'sun');
      INSERT INTO goals VALUES (1, 1, 12), (2, 1, 90);
      """)
    let database = try Database.open(at: path)
    let schema = SchemaText(database)
    let clubs = try #require(database.index(ofTable: "clubs"))
    let matches = try #require(database.index(ofTable: "matches"))
    #expect(schema.tableCount == 3 && schema.columnCount(of: matches) == 2)
    #expect(
      schema.sentences(about: clubs, columns: [1, 0])
        == "Table clubs: founded in (number), is open (yes or no).")
    #expect(
      schema.sentences(about: matches, columns: [0, 1])
        == "Table matches: note (text), played at (time). matches belong to clubs by home. "
        + "matches belong to clubs by guest.")
    #expect(schema.sentences(about: clubs, columns: []) == "Table clubs.")
    let goals = try #require(database.index(ofTable: "goals"))
    #expect(
      schema.sentences(about: goals, columns: [0])
        == "Table goals: minute (number). goals belong to matches.")
  }
}
