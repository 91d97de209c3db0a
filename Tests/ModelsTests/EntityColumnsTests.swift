import FixtureSupport
import Relational
import Sampling
import Tasks
import Testing

@testable import Models

/// An entity's row of numbers against the shop's purchases, counted one by one.
@Suite("Columns of an entity and its history")
struct EntityColumnsTests {
  /// Rows of what each is called.
  private func values(_ context: ModelContext, _ seed: Seed, without hidden: HiddenRows? = nil)
    -> [String: Float]
  {
    let columns = EntityColumns(context)
    let values = columns.values(of: seed, without: hidden)
    #expect(values.count == columns.names.count)
    return Dictionary(uniqueKeysWithValues: zip(columns.names, values))
  }

  private static func seed(_ buyer: Int, day: Int) -> Seed {
    Seed(row: Int32(buyer), time: SmallShopContext.time(ofDay: day))
  }

  @Test("count rows that were there, how many are new, and how long ago the last came")
  func counted() throws {
    let context = try SmallShopContext("toys").context
    for buyer in 0..<SmallShop.buyers {
      for day in [3, 21, 40] {
        let seen = SmallShop.purchases.filter { $0.buyer == buyer && ($0.day ?? 0) <= day }
        let found = values(context, Self.seed(buyer, day: day))
        let new = seen.filter { ($0.day ?? -1_000) > day - 10 }
        let pupils = (1..<SmallShop.buyers).filter { $0 / 2 == buyer }
        #expect(found["purchases: rows"] == Float(seen.count))
        #expect(found["purchases: new rows"] == Float(new.count))
        #expect(found["days without history"] == 0)
        // Those whose mentor the buyer is: rows without times are always there.
        #expect(found["buyers: rows"] == Float(pupils.count))
        let last = seen.compactMap(\.day).max()
        let since = try #require(found["purchases: days since the last"])
        let isRight = last.map { since == Float(day - $0) } ?? since.isNaN
        #expect(isRight)
      }
    }
  }

  @Test("have the mean of a column's numbers, of all rows and of the newest five")
  func means() throws {
    let context = try SmallShopContext("toys").context
    let seen = SmallShop.purchases.filter { $0.buyer == 4 && ($0.day ?? 0) <= 40 }
      .sorted { ($0.day ?? -1, $0.id) < ($1.day ?? -1, $1.id) }
    func mean(_ rows: some Collection<SmallShop.Purchase>) -> Float {
      let prices = rows.compactMap(\.price)
      return Float(prices.reduce(0, +) / Double(prices.count))
    }
    let found = values(context, Self.seed(4, day: 40))
    #expect(seen.count > 5)
    #expect(found["purchases: mean price"] == mean(seen))
    #expect(found["purchases: newest price"] == mean(seen.suffix(5)))
    let none = try #require(values(context, Self.seed(4, day: -5))["purchases: mean price"])
    #expect(none.isNaN)
  }

  @Test("with stale history are those of its end, which they tell apart from now")
  func stale() throws {
    let context = try SmallShopContext("toys").context
    var seed = Self.seed(3, day: 40)
    seed.horizon = SmallShopContext.time(ofDay: 25)
    var stale = values(context, seed)
    #expect(stale.removeValue(forKey: "days without history") == 15)
    var then = values(context, Self.seed(3, day: 25))
    then.removeValue(forKey: "days without history")
    #expect(stale == then)
    // Under `cut` no seed sees rows after the cutoff.
    let cut = try SmallShopContext("toys", history: .cut).context
    let late = values(cut, Self.seed(3, day: SmallShopTasks.testDay + 8))
    #expect(late["days without history"] == 8)
    #expect(
      late["purchases: rows"]
        == values(context, Self.seed(3, day: SmallShopTasks.testDay))["purchases: rows"])
  }

  @Test("leave out the rows that are hidden")
  func hidden() throws {
    let context = try SmallShopContext("toys").context
    let database = context.graph.database
    let table = try #require(database.index(ofTable: "purchases"))
    let one = try #require(SmallShop.purchases.last { $0.buyer == 4 && ($0.day ?? 99) <= 30 })
    let all = values(context, Self.seed(4, day: 30))
    let rest = values(
      context, Self.seed(4, day: 30), without: HiddenRows(table: table, row: Int32(one.id)))
    #expect(rest["purchases: rows"] == all["purchases: rows"].map { $0 - 1 })
    #expect(rest["purchases: newest price"] != all["purchases: newest price"])
  }

  @Test("keep their bits when the future is shuffled")
  func canary() throws {
    let day = 30
    let moved = SmallShop.purchases.map { purchase in
      guard (purchase.day ?? 0) > day else { return purchase }
      var changed = purchase
      (changed.buyer, changed.price) = ((purchase.buyer ?? 0 + 1) % SmallShop.buyers, 9_999)
      changed.day = day + 1 + purchase.id % 9
      return changed
    }
    let (before, after) = (try SmallShopContext("toys"), try SmallShopContext("toys", moved))
    func all(_ shop: SmallShopContext, day: Int) -> [[Float]] {
      let columns = EntityColumns(shop.context)
      // NaN is not equal to itself.
      return SmallShopContext.seeds(onDay: day).map {
        columns.values(of: $0).map { $0.isNaN ? -1 : $0 }
      }
    }
    #expect(all(before, day: day) == all(after, day: day))
    #expect(all(before, day: day + 1) != all(after, day: day + 1))
  }
}
