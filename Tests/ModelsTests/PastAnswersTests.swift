import EntityGraphs
import FixtureSupport
import Prompts
import Relational
import Sampling
import Tasks
import Testing

@testable import Models

@Suite("Past answers")
struct PastAnswersTests {
  private let shop: SmallShopRelZero
  private let past: PastAnswers

  init() throws {
    shop = try SmallShopRelZero()
    past = try #require(shop.model.lessons.past)
  }

  private func question(
    _ measure: WindowQuestion.Measure, _ kind: String?, days: Int = 4
  ) throws -> PastQuestion {
    let question = WindowQuestion(
      entity: "buyers", path: ["purchases"], measure: measure,
      condition: kind.map { .init("kind", .equal, $0) },
      window: TimeSpan(seconds: Int64(days) * 86_400))
    return PastQuestion(
      rows: try WindowRows(question, in: shop.database), mean: 1, deviation: 2)
  }

  /// Days of a buyer's purchases up to a day, newest first, cut into windows that end with one.
  private func windows(of buyer: Int, until day: Int, days: Int) -> [[SmallShop.Purchase]] {
    var left = SmallShop.purchases.filter { $0.buyer == buyer && $0.day.map { $0 <= day } ?? false }
    var windows: [[SmallShop.Purchase]] = []
    while let last = left.compactMap(\.day).max() {
      windows.append(left.filter { ($0.day ?? 0) > last - days })
      left.removeAll { ($0.day ?? 0) > last - days }
    }
    return windows
  }

  @Test("are those counted by hand, window by window, newest first", arguments: [8, 15, 21])
  func byHand(day: Int) throws {
    let (exists, count) = (try question(.exists, "toy"), try question(.count, nil))
    var seen = 0
    for seed in SmallShopContext.seeds(onDay: day) {
      let values = past.values(of: seed, to: [exists, count])
      let windows = windows(of: Int(seed.row), until: day, days: 4)
      let toys = windows.map { $0.contains { $0.kind == "toy" } ? 0.5 : -0.5 }
      let counts = windows.map { (Double($0.count) - 1) / 2 }
      for (number, right) in [toys, counts].enumerated() {
        let told = values[number * PastAnswers.width..<(number + 1) * PastAnswers.width].map {
          Double($0)
        }
        guard let newest = right.first else {
          #expect(told.prefix(4).allSatisfy { $0 == 0 })
          continue
        }
        seen += 1
        let most = right.prefix(8)
        #expect(told[0] == 1)
        #expect(abs(told[1] - newest) < 1e-6)
        #expect(abs(told[2] - right.prefix(3).reduce(0, +) / Double(min(3, right.count))) < 1e-6)
        #expect(abs(told[3] - most.reduce(0, +) / Double(most.count)) < 1e-6)
      }
    }
    #expect(seen > 4)
  }

  @Test("are said in words as they are told, with the times and rows of their windows")
  func inWords() throws {
    let toys = try question(.exists, "toy")
    var seen = 0
    for seed in SmallShopContext.seeds(onDay: 21) {
      let told = past.windows(of: seed, for: toys, without: HiddenRows())
      let right = windows(of: Int(seed.row), until: 21, days: 4).prefix(8)
      #expect(told.windows.map(\.rows) == right.map(\.count))
      #expect(
        told.windows.map(\.label) == right.map { $0.contains { $0.kind == "toy" } ? 1 : 0 })
      for (window, rows) in zip(told.windows, right) {
        let days = rows.compactMap(\.day)
        func day(_ day: Int?) -> String {
          Timestamp(seconds: SmallShop.start + Int64(day ?? 0) * 86_400).description
        }
        #expect(window.first == day(days.min()) && window.last == day(days.max()))
      }
      #expect(told.length == "4 days" && told.isYesNo)
      seen += right.count
      // What is left out is no row of a window.
      let table = try #require(shop.database.index(ofTable: "purchases"))
      let without = past.windows(of: seed, for: toys, without: HiddenRows(table: table))
      #expect(without.windows.isEmpty)
    }
    #expect(seen > 4)
  }

  @Test("see nothing after the seed's time, nor after where its history ends")
  func future() throws {
    let questions = [try question(.exists, "toy"), try question(.count, nil)]
    var changed = SmallShop.purchases
    for index in changed.indices where (changed[index].day ?? 0) > 9 {
      changed[index].kind = changed[index].kind == "toy" ? "book" : "toy"
    }
    let other = try SmallShopRelZero(changed, frozen: try shop.schema)
    let otherPast = try #require(other.model.lessons.past)
    let others = try questions.map {
      PastQuestion(
        rows: try WindowRows($0.rows.answers.question, in: other.database), mean: 1, deviation: 2)
    }
    var differences = 0
    for row in 0..<Int32(SmallShop.buyers) {
      let now = Seed(row: row, time: SmallShopContext.time(ofDay: 9))
      #expect(past.values(of: now, to: questions) == otherPast.values(of: now, to: others))
      var later = Seed(row: row, time: SmallShopContext.time(ofDay: 25))
      if past.values(of: later, to: questions) != otherPast.values(of: later, to: others) {
        differences += 1
      }
      later.horizon = now.time
      #expect(past.values(of: later, to: questions) == otherPast.values(of: later, to: others))
    }
    #expect(differences > 0)
  }

  @Test("are without rows that are hidden")
  func hidden() throws {
    let count = try question(.count, nil)
    let table = try #require(shop.database.index(ofTable: "purchases"))
    let seed = SmallShopContext.seeds(onDay: 20)[0]
    let all = past.values(of: seed, to: [count])
    let none = past.values(of: seed, to: [count], without: HiddenRows(table: table))
    #expect(all[0] == 1)
    #expect(none.prefix(6).allSatisfy { $0 == 0 })
  }

  @Test("of several seeds come question by question, as lessons and prompts read them")
  func order() throws {
    let questions = [try question(.exists, "toy"), try question(.count, nil)]
    let seeds = SmallShopContext.seeds(onDay: 15)
    let all = past.values(of: seeds, to: questions)
    let width = PastAnswers.width
    for (number, question) in questions.enumerated() {
      for (place, seed) in seeds.enumerated() {
        let from = (number * seeds.count + place) * width
        #expect(Array(all[from..<from + width]) == past.values(of: seed, to: [question]))
      }
    }
  }

  @Test("change the graph's token, and are left out where the setting says so")
  func tokens() throws {
    var stream = shop.model.lessons.random.stream(.lesson, row: 3)
    let lesson = shop.model.lessons.panel(.learned, count: 8, epoch: 0, from: &stream)
    #expect(!lesson.past.isEmpty && lesson.pastQuestions.count == lesson.prompts.count)
    #expect(lesson.past.count % (lesson.graph.seedCount * PastAnswers.width) == 0)
    var without = lesson
    without.past = []
    #expect(shop.tokens(of: lesson) != shop.tokens(of: without))
    var settings = SmallShopRelZero.settings
    settings["past_answers"] = "no"
    #expect(try SmallShopRelZero(settings: settings).model.lessons.past == nil)
  }
}
