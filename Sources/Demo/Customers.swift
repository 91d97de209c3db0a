import Randomness

/// A customer: who it is, what it likes, how often it buys.
struct Customer {
  var name: String
  var country: Int
  /// Day of birth, counted from 2024-01-01; nil where not told.
  var born: Int?
  /// Day of the shop on which it signed up; negative before the two years.
  var joined: Int
  var hasNewsletter: Bool
  /// How it came: an advertisement, a friend, …
  var source: String

  // Hidden from the database, seen only through what the customer does.

  /// Orders per day when content and in no season.
  var rate: Double
  /// Liking of each category, 1 or more.
  var taste: [Double]
  /// Liking of the three price tiers.
  var purse: [Double]
  /// Further lines per order.
  var appetite: Double
  var device: String
  var channel: String

  static let count = 2600

  static func all(source: RandomSource) -> [Customer] {
    (0..<count).map { number in
      var stream = source.stream(.init("demo customers"), row: number)
      return one(number, &stream)
    }
  }

  private static func one(_ number: Int, _ stream: inout RandomStream) -> Customer {
    var taste = [Double](repeating: 1, count: Category.all.count)
    for _ in 0..<2 { taste[stream.one(of: Category.sold)] = 9 }
    let purse = stream.one(of: [[2.2, 1, 0.3], [1, 1, 1], [0.4, 1, 2.8]])
    let came = stream.place(in: [0.4, 0.25, 0.2, 0.15])
    // A third had signed up before the two years; the others come evenly, a little more each month.
    let isOld = number < count / 3
    let place = Double(number - count / 3) / Double(count - count / 3)
    let joined = isOld ? -1 - stream.below(500) : Int(place * (1.25 - 0.25 * place) * 720)
    let device = stream.one(of: ["phone", "phone", "computer", "tablet"])
    return Customer(
      name: "\(stream.one(of: Words.givenNames)) \(stream.one(of: Words.familyNames))",
      country: stream.place(in: Country.all.map(\.share)),
      born: stream.happens(0.15) ? nil : -365 * 18 - stream.below(365 * 62),
      joined: joined, hasNewsletter: stream.happens(0.45),
      source: ["search", "advertisement", "friend", "fair"][came],
      // Who came through a friend buys more often, who came through an advertisement less.
      rate: [1.0, 0.75, 1.3, 1.0][came] / 34 * Arithmetic.exp(0.5 * stream.bell()),
      taste: taste, purse: purse, appetite: 0.2 + 0.4 * stream.uniform(), device: device,
      channel: device == "phone" && stream.happens(0.6) ? "app" : "web")
  }
}

/// Where customers live and who brings their parcels.
struct Country {
  let code: String
  let share: Double
  /// Carriers with how likely each is.
  let carriers: [Double]

  static let all = [
    Country(code: "NL", share: 0.28, carriers: [0.7, 0.25, 0.05]),
    Country(code: "DE", share: 0.30, carriers: [0.5, 0.4, 0.1]),
    Country(code: "BE", share: 0.14, carriers: [0.3, 0.5, 0.2]),
    Country(code: "FR", share: 0.18, carriers: [0.1, 0.4, 0.5]),
    Country(code: "CH", share: 0.10, carriers: [0.2, 0.2, 0.6]),
  ]
}

/// How often a carrier is late: always a little, and for some weeks a lot.
struct Carrier {
  let name: String
  let late: Double
  let strike: Range<Int>

  static let all = [
    Carrier(name: "Swallow", late: 0.06, strike: 430..<465),
    Carrier(name: "Canal Post", late: 0.16, strike: 180..<215),
    Carrier(name: "Harbor Line", late: 0.38, strike: 560..<590),
  ]

  func lateProbability(_ day: Int) -> Double {
    strike.contains(day) ? 0.75 : late
  }
}
