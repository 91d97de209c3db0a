import TerminalUI
import Testing

@testable import Workbench

/// What does not come off leaves a person where they were.
@Suite("The way back")
struct WayBackTests {
  @Test("a database that cannot be opened leaves the one before open, and the place in it")
  func missingDatabase() {
    let sitting = Sitting(
      session: Session(database: "rel-f1.sqlite", place: "drivers/3/rows", asOf: "2005-01-01"))
    sitting.type(":open \(FakeServices.missing)").press(.enter)
    #expect(sitting.requests.contains(.open(FakeServices.missing)))
    #expect(sitting.state.databasePath == "rel-f1.sqlite")
    #expect(sitting.state.screen == .rows && sitting.state.place.table == "drivers")
    #expect(sitting.state.asOf == "2005-01-01")
    #expect(sitting.state.left == nil)
    #expect(
      sitting.text.contains("There is no file \(FakeServices.missing). rel-f1 stays open."))
    #expect(sitting.text.contains("nationality"))
    // It is there to work on.
    sitting.press(.character("4"))
    #expect(sitting.state.catalog.value != nil)
  }

  @Test("words that are no filter are said, and no rows of another filter stand under them")
  func noFilter() {
    let sitting = Sitting(session: Session(database: "rel-f1.sqlite", place: "drivers/3/rows"))
    sitting.type("/\(FakeServices.noFilter)").press(.enter)
    #expect(sitting.text.contains("the filter ends too early"))
    #expect(!sitting.text.contains("nationality"))
    let place = sitting.state.rows.list
    sitting.press(.down, .down)
    #expect(sitting.state.rows.list == place)
    #expect(sitting.state.rows.entity.value == nil)
    sitting.press(.escape)
    #expect(sitting.state.place.filter.isEmpty)
    #expect(sitting.text.contains("nationality"))
  }

  @Test("the form of a run that was opened on Runs leads back there")
  func form() {
    let sitting = Sitting().press(.character("6"), .down)
    let run = sitting.state.currentRun?.id
    sitting.press(.character("a"))
    #expect(sitting.state.form?.copied == run)
    sitting.press(.escape)
    #expect(sitting.state.form == nil && sitting.state.screen == .runs)
    #expect(sitting.state.currentRun?.id == run)
    sitting.press(.character("5"), .character("a"), .escape)
    #expect(sitting.state.screen == .train)
  }

  @Test("a run of a task that this database does not have is not turned into one of another task")
  func otherTask() throws {
    let sitting = Sitting().press(.character("6"))
    let catalog = try #require(sitting.state.catalog.value)
    var run = try #require(sitting.state.currentRun)
    run.setup.task = "churn"
    run.setup.model = "rdl"
    var form = TrainForm(catalog: catalog, task: nil)
    form.copy(run)
    #expect(form.problem?.contains("learned churn of rel-f1, which is no task here") == true)
  }

  @Test("the cursor is on the task that was just written")
  func savedTask() {
    let sitting = Sitting().press(.character("4"), .character("e"), .control("s"))
    sitting.type("driver-position").press(.control("s"))
    let tasks = sitting.state.catalog.value?.tasks ?? []
    #expect(tasks.first?.name != "driver-position")
    #expect(tasks.indices.contains(sitting.state.taskList.cursor))
    #expect(tasks[sitting.state.taskList.cursor].name == "driver-position")
  }

  @Test("a run that learned from the file as it was is named where nothing can be asked")
  func runOfBefore() throws {
    let sitting = Sitting(session: Session(database: "rel-f1.sqlite", place: "drivers/3/predict"))
    var state = sitting.state
    #expect(state.problemWithPrediction == nil)
    var runs = try #require(state.runs.list.value)
    for place in runs.indices {
      runs[place].setup.fingerprint = "0"
      runs[place].setup.databasePath = "rel-f1.sqlite"
    }
    state.runs.list = Loaded(runs)
    let words = try #require(state.problemWithPrediction)
    #expect(words.contains("from this file as it was"))
    for place in runs.indices { runs[place].setup.databasePath = "other.sqlite" }
    state.runs.list = Loaded(runs)
    #expect(state.problemWithPrediction?.contains("No run has learned") == true)
  }
}

extension WayBackTests {
  @Test("esc at an error puts the error away, and the next one leaves")
  func errorRead() {
    let sitting = Sitting().press(.character("6"))
    sitting.type(":open \(FakeServices.missing)").press(.enter)
    #expect(sitting.state.message?.role == .error)
    let screen = sitting.state.screen
    sitting.press(.escape)
    #expect(sitting.state.message == nil && sitting.state.screen == screen)
    #expect(screen == .runs)
    sitting.press(.escape)
    #expect(sitting.state.screen == .schema)
  }
}
