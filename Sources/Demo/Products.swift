import Randomness

/// A product and how its popularity rises and falls.
///
///     popularity(d) = base · (1 − e^(−age/30)) · e^(−age/life) · season(d)
///                     · e^(0.5 · quality · min(1, age/120)) · e^(fashion(week)) · (1 + 3 · discount(d))
///
/// Good products grow on word of mouth; fashion is a slow random walk that returns to 0.
struct Product {
  var sku: String
  var category: Int
  var name: String
  var details: String
  /// Cents.
  var price: Int
  /// Day of the shop on which it was launched; negative before the two years.
  var launched: Int
  /// About -2 (breaks at once) to 2 (loved); seen only through reviews and returning customers.
  var quality: Double
  /// 0 cheap, 1 usual, 2 dear for its category.
  var tier: Int
}

/// All products with their popularity and discount on every day.
struct Catalog {
  private(set) var products: [Product] = []
  /// `[days × products]`, 0 before the launch.
  private(set) var popularity: [Double] = []
  /// `[days × products]`, the part taken off the price.
  private(set) var discount: [Double] = []

  static let count = 480

  init(source: RandomSource, season: Season) {
    popularity = [Double](repeating: 0, count: Calendar.days * Self.count)
    discount = popularity
    for number in 0..<Self.count {
      var stream = source.stream(.init("demo products"), row: number)
      let product = Self.product(number, &stream)
      products.append(product)
      history(of: product, at: number, season, &stream)
    }
  }

  func popularity(on day: Int) -> ArraySlice<Double> {
    popularity[(day * Self.count)..<((day + 1) * Self.count)]
  }

  private static func product(_ number: Int, _ stream: inout RandomStream) -> Product {
    let place = Category.sold[number % Category.sold.count]
    let category = Category.all[place]
    let tier = stream.place(in: [0.35, 0.45, 0.2])
    let cents = category.price * [0.5, 1.0, 2.1][tier] * Arithmetic.exp(0.2 * stream.bell())
    let digits = String(number + 1)
    let code = String(repeating: "0", count: 4 - digits.count) + digits
    // Four in ten are older than the two years.
    let launched = stream.happens(0.4) ? -1 - stream.below(700) : stream.below(Calendar.days - 30)
    let style = stream.one(of: Words.styles)
    return Product(
      sku: "\(category.code)-\(code)", category: place,
      name: "\(style) \(stream.one(of: category.nouns))",
      details: "\(stream.one(of: Words.materials)), made in \(stream.one(of: Words.places))",
      price: Int(cents / 50) * 50 + 49, launched: launched, quality: 0.9 * stream.bell(), tier: tier
    )
  }

  private mutating func history(
    of product: Product, at number: Int, _ season: Season, _ stream: inout RandomStream
  ) {
    let category = Category.all[product.category]
    let base = Arithmetic.exp(0.7 * stream.bell()) * [1.3, 1.0, 0.6][product.tier]
    let life = 120 + 700 * stream.uniform() * stream.uniform()
    var fashion = 0.0
    var offerEnds = -1
    var offer = 0.0
    for day in 0..<Calendar.days {
      if Calendar.weekday(day) == 0 {
        fashion = 0.92 * fashion + 0.22 * stream.bell()
        if day > offerEnds, stream.happens(0.05) {
          offer = stream.one(of: [0.1, 0.2, 0.3])
          offerEnds = day + 7 + stream.below(14)
        }
      }
      let age = Double(day - product.launched)
      guard age >= 0 else { continue }
      let wave = 1 + category.swing * Season.year(day, peak: category.peak)
      let isOffered = day <= offerEnds
      let rise = 1 - Arithmetic.exp(-(age + 3) / 30)
      let wordOfMouth = 0.5 * product.quality * min(1, age / 120)
      let place = day * Self.count + number
      discount[place] = isOffered ? offer : 0
      popularity[place] =
        base * rise * wave * Arithmetic.exp(wordOfMouth + fashion - age / life)
        * (isOffered ? 1 + 3 * offer : 1)
    }
  }
}
