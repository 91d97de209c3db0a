import Randomness

/// Everything that happened in the shop, in order of time, as its tables will hold it.
struct Shop {
  struct Order {
    var customer: Int
    var time: Int
    var channel: String
    var coupon: String?
    var carrier: Int
    var lines: [Line]
    /// Nil while the parcel is under way at the end of the two years.
    var delivery: Delivery?
  }
  struct Line {
    var product: Int
    var quantity: Int
    /// Cents.
    var unitPrice: Int
  }
  struct Delivery {
    var time: Int
    var daysLate: Int
  }
  struct Review {
    /// The customer's number in the database, from 1; may be of one who is no longer there.
    var customerKey: Int
    var sku: String
    var time: Int
    var stars: Int?
    var body: String?
  }
  struct Visit {
    /// Nil for somebody who did not sign in.
    var customer: Int?
    var time: Int
    /// Nil where no product was looked at.
    var sku: String?
    var device: String
    var pages: Int
    var seconds: Int?
  }

  var products: [Product]
  var customers: [Customer]
  var orders: [Order] = []
  var reviews: [Review] = []
  var visits: [Visit] = []

  /// The shop of one seed: always the same.
  init(seed: UInt64) {
    let source = RandomSource(seed: seed)
    let season = Season()
    let catalog = Catalog(source: source, season: season)
    products = catalog.products
    customers = Customer.all(source: source)
    for number in customers.indices {
      var life = CustomerLife(
        number, customers[number], catalog, season, source.stream(.init("demo life"), row: number))
      life.run()
      orders += life.orders
      reviews += life.reviews
      visits += life.visits
    }
    visits += Self.passersBy(catalog, season, source)
    Dirt(source: source).soil(&self)
    sortByTime()
  }

  /// Visits of people who never sign in; they look at what is popular.
  private static func passersBy(_ catalog: Catalog, _ season: Season, _ source: RandomSource)
    -> [Visit]
  {
    var choice = Choice(count: Catalog.count)
    let indifference = [Double](repeating: 1, count: Catalog.count)
    return (0..<Calendar.days).flatMap { day -> [Visit] in
      var stream = source.stream(.init("demo passers-by"), row: day)
      choice.weigh(catalog.popularity(on: day), times: indifference)
      return (0..<Int(6 * season.factors[day])).map { _ in
        Visit(
          customer: nil, time: Calendar.time(day: day, second: stream.below(86_400)),
          sku: catalog.products[choice.draw(&stream)].sku,
          device: stream.one(of: ["phone", "computer"]), pages: 1 + stream.below(4),
          seconds: 10 + stream.below(200))
      }
    }
  }

  /// Sorts what happened by time; what happened in the same second stays in order of the customer.
  private mutating func sortByTime() {
    func sorted<Row>(_ rows: [Row], by time: (Row) -> Int) -> [Row] {
      rows.enumerated().sorted { one, other in
        (time(one.element), one.offset) < (time(other.element), other.offset)
      }.map(\.element)
    }
    orders = sorted(orders) { $0.time }
    reviews = sorted(reviews) { $0.time }
    visits = sorted(visits) { $0.time }
  }
}
