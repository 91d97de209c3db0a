import FixtureSupport
import Foundation
import Testing

@testable import Relational

@Suite("Manifest")
struct ManifestTests {
  @Test(
    "reads those of the real databases",
    .enabled(if: SharedFolder.isPresent, "the shared data is not beside the checkout"))
  func real() throws {
    let manifest = try Manifest.read(SharedFolder.file("data/rel-f1/manifest.yaml"))
    #expect(manifest.name == "rel-f1")
    #expect(manifest.validationCutoff == Timestamp(parsing: "2005-01-01"))
    #expect(manifest.testCutoff == Timestamp(parsing: "2010-01-01"))
    #expect(manifest.tables.count == 9)
    #expect(
      manifest.tables["races"]
        == TableManifest(
          primaryKey: ["raceId"], timeColumn: "date",
          foreignKeys: [ForeignKeyManifest(columns: ["circuitId"], parentTable: "circuits")]))
    #expect(manifest.tables["drivers"]?.timeColumn == nil)
  }

  @Test("is the same after writing and reading, whatever the names")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    var manifest = Manifest(
      name: "yes", description: "colon: and # and 'quote' and \"quotes\"\nand a second line",
      validationCutoff: Timestamp(parsing: "2010-01-01 12:30:00"),
      testCutoff: Timestamp(parsing: "2011-01-01"))
    manifest.tables = [
      "null": TableManifest(primaryKey: ["1"], timeColumn: "2010-01-01"),
      "order lines": TableManifest(
        primaryKey: ["order id", "line: no"], timeColumn: nil,
        foreignKeys: [
          ForeignKeyManifest(columns: ["order id"], parentTable: "null"),
          ForeignKeyManifest(columns: ["a", "b"], parentTable: "🏎 cars"),
        ]),
      "🏎 cars": TableManifest(
        primaryKey: ["", "~", "true"], timeColumn: "- dash",
        foreignKeys: [
          ForeignKeyManifest(columns: ["with, comma"], parentTable: "null"),
          ForeignKeyManifest(columns: ["x"], parentTable: "null", parentColumns: ["y"]),
        ]),
      "half": TableManifest(timeColumn: "t", stated: [.timeColumn]),
    ]
    let path = folder.file("manifest.yaml")
    try manifest.write(path)
    #expect(try Manifest.read(path) == manifest)
  }

  @Test("keeps top-level keys that it does not know")
  func unknown() throws {
    let folder = try TemporaryFolder()
    let text = "name: x\nlicense: CC BY\nauthors:\n- a\n- b\n"
    let manifest = try Manifest.parse(text, path: "m")
    #expect(Set(manifest.unknown.keys) == ["license", "authors"])
    try manifest.write(folder.file("m.yaml"))
    #expect(try Manifest.read(folder.file("m.yaml")) == manifest)
  }

  @Test("an empty file says nothing")
  func empty() throws {
    #expect(try Manifest.parse("", path: "m") == Manifest())
    #expect(try Manifest.parse("tables:\n", path: "m") == Manifest())
    #expect(try Manifest.parse("tables:\n  a:\n", path: "m").tables["a"]?.stated == [])
  }

  @Test(
    "says where it cannot be read",
    arguments: [
      ("- a\n- b\n", "line 1: the file should be a mapping"),
      ("name: x\nval_timestamp: soon\n", "line 2: val_timestamp is \"soon\""),
      ("tables:\n  a:\n    primary_key: id\n", "unknown key \"primary_key\""),
      ("tables:\n  a:\n    fkeys:\n      b: null\n", "the foreign key b of a names no table"),
      ("tables: 3\n", "line 1: tables should be a mapping"),
      ("manifest_version: 7\n", "manifest_version is 7"),
      ("tables: [unclosed\n", "m is not a usable manifest"),
      ("tables:\n  a:\n    fkeys:\n    - {columns: [x]}\n", "needs columns and table"),
      ("name: x\nval_timestmp: 2020-01-01\n", "did you mean val_timestamp?"),
      ("test_timestapm: 2020-01-01\n", "did you mean test_timestamp?"),
      ("table: {}\n", "did you mean tables?"),
      (
        "val_timestamp: 2021-01-01\ntest_timestamp: 2020-01-01\n",
        "val_timestamp is 2021-01-01, test_timestamp 2020-01-01: the first has to be earlier"
      ),
    ])
  func unreadable(text: String, part: String) {
    let error = #expect(throws: DatabaseError.self) { try Manifest.parse(text, path: "m") }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }

  @Test("a missing file and an unwritable place are told apart from a bad one")
  func files() throws {
    #expect(throws: DatabaseError.manifestMissing(path: "/nowhere/m.yaml")) {
      try Manifest.read("/nowhere/m.yaml")
    }
    let error = #expect(throws: DatabaseError.self) { try Manifest().write("/nowhere/m.yaml") }
    guard case .manifestUnwritable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
