import Randomness

/// The days of one customer, from signing up to leaving.
///
///     order on day d:  rate · season(d) · e^(0.4·s)             s: satisfaction, about -2 ... 1.5
///     leave on day d:  1/170 · e^(-1.7·s) · (2 in the first 60 days, then 1)
///     parcel arrives:  s ← 0.65·s + 0.35·(0.75 + 0.8·mean quality − 0.6·days late + noise)
///
/// So late parcels and poor products drive customers away; who is content stays and buys more often.
/// What drives it can be seen in the rows: deliveries say how late, reviews say how good, and those
/// of other customers say it of products that this one has not reviewed.
struct CustomerLife {
  private let number: Int
  private let customer: Customer
  private let catalog: Catalog
  private let season: Season
  private var stream: RandomStream
  /// Liking of each product: taste for its category times the purse for its tier.
  private var liking: [Double]
  private var choice = Choice(count: Catalog.count)

  private var satisfaction = 0.0
  /// Parcels under way: day of arrival and what the customer will think of them.
  private var arrivals: [(day: Int, experience: Double)] = []

  private(set) var orders: [Shop.Order] = []
  private(set) var reviews: [Shop.Review] = []
  private(set) var visits: [Shop.Visit] = []

  init(
    _ number: Int, _ customer: Customer, _ catalog: Catalog, _ season: Season,
    _ stream: RandomStream
  ) {
    self.number = number
    self.customer = customer
    self.catalog = catalog
    self.season = season
    self.stream = stream
    liking = catalog.products.map { customer.taste[$0.category] * customer.purse[$0.tier] }
  }

  mutating func run() {
    // One in twelve signs up and never buys.
    let isOnlooker = stream.happens(1.0 / 12)
    for day in max(0, customer.joined)..<Calendar.days {
      receive(on: day)
      let newcomer = day - customer.joined < 60 ? 2.0 : 1
      if stream.happens(newcomer / 170 * Arithmetic.exp(-1.7 * satisfaction)) { return }
      let wish = customer.rate * season.factors[day] * Arithmetic.exp(0.4 * satisfaction)
      if stream.happens(min(0.6, wish * 0.7)) { browse(day) }
      if !isOnlooker, stream.happens(min(0.6, wish)) { buy(day) }
    }
  }

  /// Parcels of the day change the satisfaction.
  private mutating func receive(on day: Int) {
    for arrival in arrivals where arrival.day == day {
      satisfaction = 0.65 * satisfaction + 0.35 * arrival.experience
      satisfaction = min(1.5, max(-2, satisfaction))
    }
    arrivals.removeAll { $0.day <= day }
  }

  private mutating func browse(_ day: Int) {
    choice.weigh(catalog.popularity(on: day), times: liking)
    let sku = stream.happens(0.3) ? nil : catalog.products[choice.draw(&stream)].sku
    visits.append(
      Shop.Visit(
        customer: number, time: Calendar.time(day: day, second: waking()), sku: sku,
        device: stream.happens(0.85) ? customer.device : "computer", pages: 1 + stream.below(9),
        seconds: stream.happens(0.03) ? nil : 20 + stream.below(900)))
  }

  private mutating func buy(_ day: Int) {
    let time = Calendar.time(day: day, second: waking())
    choice.weigh(catalog.popularity(on: day), times: liking)
    var lines: [Shop.Line] = []
    repeat {
      let product = choice.draw(&stream)
      // No product twice in an order.
      guard !lines.contains(where: { $0.product == product }) else { continue }
      let isConsumed = Category.all[catalog.products[product].category].isConsumed
      let quantity = 1 + (stream.happens(isConsumed ? 0.5 : 0.15) ? 1 + stream.below(2) : 0)
      let off = catalog.discount[day * Catalog.count + product]
      let price = Int((Double(catalog.products[product].price) * (1 - off)).rounded())
      lines.append(Shop.Line(product: product, quantity: quantity, unitPrice: price))
      // Who likes a consumed product comes back for it.
      if isConsumed { liking[product] = min(liking[product] * 2, 40) }
    } while lines.count < 6 && stream.happens(customer.appetite)
    if stream.happens(0.3) {
      visits.append(
        Shop.Visit(
          customer: number, time: time - 60 - stream.below(1500),
          sku: catalog.products[lines[0].product].sku, device: customer.device,
          pages: 3 + stream.below(12), seconds: 120 + stream.below(1200)))
    }
    let carrier = stream.place(in: Country.all[customer.country].carriers)
    let delivery = send(lines, on: day, with: carrier)
    orders.append(
      Shop.Order(
        customer: number, time: time, channel: stream.happens(0.03) ? "phone" : customer.channel,
        coupon: stream.happens(0.06) ? stream.one(of: ["WELCOME", "SPRING", "10OFF"]) : nil,
        carrier: carrier, lines: lines, delivery: delivery))
  }

  /// The parcel's way: when it arrives, what the customer thinks of it, and what it writes.
  private mutating func send(_ lines: [Shop.Line], on day: Int, with carrier: Int)
    -> Shop.Delivery?
  {
    let isLate = stream.happens(Carrier.all[carrier].lateProbability(day))
    let daysLate = isLate ? 1 + stream.below(5) : 0
    let arrival = day + 2 + stream.below(2) + daysLate
    guard arrival < Calendar.days else { return nil }
    let quality =
      lines.reduce(0) { $0 + catalog.products[$1.product].quality } / Double(lines.count)
    arrivals.append(
      (arrival, 0.75 + 0.8 * quality - 0.6 * Double(daysLate) + 0.3 * stream.bell()))
    let time = Calendar.time(day: arrival, second: 8 * 3600 + stream.below(36_000))
    for line in lines where stream.happens(0.16) {
      review(catalog.products[line.product], daysLate: daysLate, after: time)
    }
    return Shop.Delivery(time: time, daysLate: daysLate)
  }

  private mutating func review(_ product: Product, daysLate: Int, after time: Int) {
    let written = time + 3600 + stream.below(6 * Calendar.secondsPerDay)
    guard written < Calendar.time(day: Calendar.days) else { return }
    let opinion = 3.6 + 1.2 * product.quality - 0.3 * Double(daysLate) + 0.6 * stream.bell()
    let stars = min(5, max(1, Int(opinion.rounded())))
    var body = stream.one(of: Words.verdicts[stars - 1])
    if daysLate > 1, stream.happens(0.6) { body += " " + stream.one(of: Words.lateness) }
    if stream.happens(0.3) { body += " " + stream.one(of: Words.asides) }
    reviews.append(
      Shop.Review(
        customerKey: number + 1, sku: product.sku, time: written, stars: stars,
        body: stream.happens(0.12) ? nil : body))
  }

  /// A second of the day between seven and eleven in the evening.
  private mutating func waking() -> Int {
    7 * 3600 + stream.below(16 * 3600)
  }
}
