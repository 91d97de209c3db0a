import Inspection
import TerminalUI
import Testing

@testable import Workbench

@Suite("Task builder")
struct TaskBuilderTests {
  private func open() -> Sitting {
    Sitting().press(.character("4"), .character("e"))
  }

  @Test("starts with a question that this database can answer, and asks for its labels")
  func start() {
    let sitting = open()
    let query = sitting.state.building.builder?.query
    #expect(query?.target.table == "results")
    #expect(
      query?.text
        == "PREDICT COUNT(results.*, 0, 30, days) > 0 FOR EACH drivers.driverId "
        + "WHERE COUNT(results.*, -365, 0, days) > 0")
    #expect(sitting.state.building.preview.value != nil)
  }

  @Test("fields and line are two views of one question")
  func twoViews() throws {
    let sitting = open()
    sitting.press(.down, .down, .down, .down).type("grid > 3")
    sitting.press(.down, .control("u")).type("2 weeks")
    sitting.press(.down, .control("u"))
    sitting.press(.down, .control("u")).type("1 week")
    let text =
      "PREDICT COUNT(results.* WHERE grid > 3, 0, 2, weeks) FOR EACH drivers.driverId "
      + "WHERE COUNT(results.* WHERE grid > 3, -1, 0, weeks) > 0"
    #expect(sitting.state.building.builder?.line.text == text)
    sitting.press(.down, .control("u"))
    sitting.type("PREDICT AVG(results.position, 0, 5, days) FOR EACH constructors.constructorId")
    let builder = try #require(sitting.state.building.builder)
    #expect(builder.problem == nil)
    #expect(builder.window.text == "5 days")
    #expect(builder.conditions.text.isEmpty)
    #expect(builder.comparison.text.isEmpty)
    #expect(builder.past.text.isEmpty)
    #expect(builder.query.entityTable == "constructors")
    #expect(try TaskQuery(parsing: builder.query.text) == builder.query)
  }

  @Test("a line that is wrong says where and leaves the question as it was")
  func wrongLine() {
    let sitting = open()
    let before = sitting.state.building.builder?.query
    for _ in 0..<8 { sitting.press(.down) }
    sitting.type(" nonsense")
    #expect(sitting.state.building.builder?.query == before)
    #expect(sitting.state.building.builder?.problem?.contains("found 'nonsense'") == true)
  }

  @Test("is saved by name; a failed check asks first")
  func saving() {
    let sitting = open()
    sitting.press(.control("s"))
    #expect(sitting.text.contains("give the task a name"))
    sitting.type("dnf")
    sitting.press(.control("s"))
    #expect(sitting.text.contains("task dnf written to"))
    #expect(!sitting.state.isBuilding)
    let failed = open()
    for _ in 0..<5 { failed.press(.down) }
    failed.press(.control("u")).type("31 days")
    for _ in 0..<4 { failed.press(.down) }
    failed.type("odd")
    failed.press(.enter)
    #expect(failed.state.confirmation != nil)
    failed.press(.character("y"))
    #expect(failed.text.contains("task odd written to"))
  }

  @Test("esc keeps what was typed for the next time; Alt and a digit leaves")
  func keeping() {
    let sitting = open()
    sitting.press(.down, .down, .down, .down).type("grid > 3")
    sitting.press(.escape)
    #expect(!sitting.state.isBuilding)
    sitting.press(.character("e"))
    #expect(sitting.state.building.builder?.conditions.text == "grid > 3")
    sitting.press(.alt("1"))
    #expect(sitting.state.screen == .schema)
  }

  @Test("a question that no rows answer says why beside the form")
  func refused() {
    let sitting = open()
    while sitting.state.building.builder?.query.target.table != "races" {
      sitting.press(.down).press(.right)
      sitting.press(.up)
    }
    #expect(sitting.text.contains("no key leads from races"))
  }

  @Test("whatever is typed, the line of a question reads back to the same value", arguments: 0..<4)
  func storm(_ seed: UInt64) throws {
    var random = Generator(state: seed)
    var builder = try #require(TaskBuilder(FakeServices().schema))
    let keys: [Key] =
      "ad0123 .,'\"<>=!*()PREDICTweekshours".map(Key.character)
      + [.tab, .backTab, .left, .right, .backspace, .delete, .home, .end, .control("u")]
    for _ in 0..<2_000 {
      _ = builder.edit(keys.randomElement(using: &random) ?? .tab)
      let query = builder.query
      #expect(try TaskQuery(parsing: query.text) == query, "\(query.text)")
      #expect(query.target.end > query.target.start)
    }
  }

  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}
