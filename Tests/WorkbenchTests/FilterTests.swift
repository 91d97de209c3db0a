import FixtureSupport
import Foundation
import TerminalUI
import Testing

@testable import Workbench

@Suite("Filters with names")
struct FilterTests {
  private let drivers = Session(database: "rel-f1.sqlite", place: "drivers/3/rows")

  private func sitting(_ session: Session, home: TemporaryFolder?) -> Sitting {
    Sitting(columns: 120, rows: 30, session: session, home: home?.path)
  }

  private func enter(_ text: String, _ sitting: Sitting) { sitting.type(text).press(.enter) }

  @Test("a filter kept on Rows is there in the next sitting, from any screen")
  func kept() throws {
    let home = try TemporaryFolder()
    let first = sitting(drivers, home: home)
    enter("/nationality=Spanish", first)
    enter(":save filter spanish", first)
    #expect(first.text.contains("filter spanish kept: drivers / nationality=Spanish"))
    let next = sitting(Session(database: "rel-f1.sqlite", place: "train"), home: home)
    enter(":filter spanish", next)
    #expect(next.state.place.table == "drivers")
    #expect(next.state.screen == .rows)
    #expect(next.state.place.filter == "nationality=Spanish")
    #expect(next.state.rows.sought == "nationality=Spanish")
  }

  @Test("a filter kept on Runs filters the runs, whatever database is open")
  func ofRuns() throws {
    let home = try TemporaryFolder()
    let first = sitting(Session(database: "rel-f1.sqlite", place: "runs"), home: home)
    enter("/rdl", first)
    enter(":save filter graphs", first)
    #expect(first.text.contains("filter graphs kept: runs / rdl"))
    let next = sitting(drivers, home: home)
    enter(":filter graphs", next)
    #expect(next.state.screen == .runs)
    #expect(next.state.runs.filter == "rdl")
  }

  @Test("a name kept again means the new filter; other databases keep theirs")
  func again() throws {
    let files = WorkbenchFiles(home: try TemporaryFolder().path)
    let other = NamedFilter(name: "a", database: "shop", table: "orders", text: "x")
    _ = try files.keep(other)
    _ = try files.keep(NamedFilter(name: "a", database: "rel-f1", table: "drivers", text: "1"))
    let new = NamedFilter(name: "a", database: "rel-f1", table: "races", text: "2")
    #expect(try files.keep(new) == [other, new])
    #expect(files.namedFilters == [other, new])
  }

  @Test("a name that no filter has is said, with those that there are")
  func unknown() throws {
    let home = try TemporaryFolder()
    let sitting = sitting(drivers, home: home)
    enter(":filter spanish", sitting)
    #expect(sitting.text.contains("there is no filter 'spanish': :save filter NAME keeps"))
    enter(":save filter none", sitting)
    #expect(sitting.text.contains("there is no filter to keep"))
    enter("/an", sitting)
    enter(":save filter an", sitting)
    enter(":filter spanish", sitting)
    #expect(sitting.text.contains("there is no filter 'spanish' here; there are: an"))
    enter(":save filter a/b", sitting)
    #expect(sitting.text.contains("one name of letters"))
  }

  @Test("filters of another database are neither offered nor used")
  func elsewhere() throws {
    let home = try TemporaryFolder()
    _ = try WorkbenchFiles(home: home.path).keep(
      NamedFilter(name: "late", database: "shop", table: "orders", text: "x"))
    let sitting = sitting(drivers, home: home)
    sitting.type(":filter l")
    #expect(sitting.state.completions.isEmpty)
    sitting.press(.enter)
    #expect(sitting.state.place.table == "drivers")
  }

  @Test("the names are completed, with what they stand for")
  func completion() throws {
    let home = try TemporaryFolder()
    _ = try WorkbenchFiles(home: home.path).keep(
      NamedFilter(name: "spanish", database: "rel-f1", table: "drivers", text: "nation=Spanish"))
    let sitting = sitting(drivers, home: home)
    sitting.type(":filter sp")
    #expect(sitting.state.completions.map(\.text) == ["filter spanish"])
    #expect(sitting.text.contains("drivers / nation=Spanish"))
  }

  @Test("a file of filters that holds something else is left as it is, and said")
  func malformed() throws {
    let home = try TemporaryFolder()
    let path = home.path + "/filters.yaml"
    try "spanish: 3".write(toFile: path, atomically: true, encoding: .utf8)
    let sitting = sitting(drivers, home: home)
    enter("/an", sitting)
    enter(":save filter an", sitting)
    #expect(sitting.text.contains("expected a list"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "spanish: 3")
  }
}
