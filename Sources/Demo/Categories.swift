/// What the shop sells: a tree of categories, each leaf with its nouns, prices and season.
struct Category {
  let name: String
  /// Place of the parent in ``all``; nil at the top.
  let parent: Int?
  /// Three letters that begin the product codes; empty where nothing is sold.
  let code: String
  let nouns: [String]
  /// Usual price in cents.
  let price: Double
  /// Month of the crest of its yearly wave (0 is New Year) and how high it goes.
  let peak: Double
  let swing: Double
  /// Bought again and again by those who like it.
  let isConsumed: Bool

  private static func group(_ name: String) -> Category {
    Category(
      name: name, parent: nil, code: "", nouns: [], price: 0, peak: 0, swing: 0, isConsumed: false)
  }

  private static func leaf(
    _ name: String, in parent: Int, _ code: String, _ price: Double, peak: Double = 11,
    swing: Double = 0.1, isConsumed: Bool = false, _ nouns: [String]
  ) -> Category {
    Category(
      name: name, parent: parent, code: code, nouns: nouns, price: price, peak: peak, swing: swing,
      isConsumed: isConsumed)
  }

  static let all: [Category] = [
    group("Home"), group("Garden"), group("Food & drink"), group("Play"),
    leaf("Kitchen", in: 0, "KIT", 2400, ["pan", "knife", "board", "whisk", "kettle", "mug"]),
    leaf("Lighting", in: 0, "LIT", 4200, swing: 0.35, ["lamp", "lantern", "candle", "sconce"]),
    leaf("Textiles", in: 0, "TEX", 3100, swing: 0.25, ["blanket", "towel", "cushion", "rug"]),
    leaf("Seeds", in: 1, "SED", 500, peak: 3, swing: 0.7, ["seeds", "bulbs", "seed mat"]),
    leaf("Tools", in: 1, "TOO", 2800, peak: 4, swing: 0.5, ["spade", "shears", "rake", "trowel"]),
    leaf("Outdoor", in: 1, "OUT", 6900, peak: 6, swing: 0.5, ["chair", "hammock", "grill"]),
    leaf(
      "Coffee", in: 2, "COF", 1300, isConsumed: true, ["beans", "capsules", "espresso", "decaf"]),
    leaf(
      "Tea", in: 2, "TEA", 900, peak: 0, swing: 0.2, isConsumed: true, ["tea", "infusion", "chai"]),
    leaf(
      "Sweets", in: 2, "SWE", 700, swing: 0.4, isConsumed: true, ["chocolate", "fudge", "mints"]),
    leaf("Board games", in: 3, "GAM", 3300, swing: 0.45, ["game", "card game", "dice set"]),
    leaf("Puzzles", in: 3, "PUZ", 1800, swing: 0.3, ["puzzle", "brain teaser", "maze"]),
    leaf("Outdoor play", in: 3, "PLA", 2600, peak: 6, swing: 0.4, ["kite", "ball", "frisbee"]),
    // A shelf that was never filled.
    leaf("Archive", in: 0, "", 0, []),
  ]

  /// Places of the categories that sell something.
  static let sold: [Int] = all.indices.filter { !all[$0].code.isEmpty }
}
