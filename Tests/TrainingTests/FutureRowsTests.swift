import FixtureSupport
import Relational
import Testing

@testable import Training

@Suite("Rows from the future")
struct FutureRowsTests {
  @Test("are counted per table in time, with the last of them")
  func counted() throws {
    let folder = try TemporaryFolder()
    let project = Project(
      database: try FixtureSupport.SmallShop.open(in: folder), home: folder.file("home"))
    let start = Timestamp(seconds: SmallShop.start)
    let warnings = project.futureRows(after: start + .days(50))
    #expect(warnings.count == 1)
    // Four purchases on each of the days 52, 54, 56, 58.
    #expect(
      warnings.first?.message
        == "purchases: 16 rows are later than today (the last: 2020-02-28)")
    #expect(project.futureRows(after: start + .days(60)).isEmpty)
  }
}
