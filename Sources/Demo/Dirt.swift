import Randomness

/// What real databases have and tidy ones lack, so that the demo shows how it is dealt with.
///
/// Lines entered twice, references to products and customers that are gone, cells that were never
/// filled, and texts that try a terminal. NULLs that belong to the process (no date of birth, a visit
/// without signing in) are made there.
struct Dirt {
  let source: RandomSource

  func soil(_ shop: inout Shop) {
    repeatLines(&shop)
    loseReferences(&shop)
    emptyCells(&shop)
    writeOddTexts(&shop)
  }

  /// Every 250th order or so has its first line twice.
  private func repeatLines(_ shop: inout Shop) {
    var stream = source.stream(.init("demo repeated lines"))
    for number in shop.orders.indices where stream.happens(1.0 / 250) {
      shop.orders[number].lines.append(shop.orders[number].lines[0])
    }
  }

  /// Visits to pages of products long withdrawn, reviews of customers long deleted.
  private func loseReferences(_ shop: inout Shop) {
    var stream = source.stream(.init("demo lost references"))
    for number in shop.visits.indices where stream.happens(1.0 / 400) {
      shop.visits[number].sku = stream.one(of: ["OLD-0001", "OLD-0002", "KIT-9999", "kit-0001"])
    }
    for number in shop.reviews.indices where stream.happens(1.0 / 300) {
      shop.reviews[number].customerKey = 900_001 + stream.below(5)
    }
  }

  private func emptyCells(_ shop: inout Shop) {
    var stream = source.stream(.init("demo empty cells"))
    for number in shop.reviews.indices where stream.happens(1.0 / 100) {
      shop.reviews[number].stars = nil
    }
  }

  private func writeOddTexts(_ shop: inout Shop) {
    guard shop.reviews.count > 200 * Self.oddTexts.count else { return }
    for (place, text) in Self.oddTexts.enumerated() {
      shop.reviews[100 + 200 * place].body = text
    }
    shop.customers[41].name = "Robert'); DROP TABLE orders;--"
    shop.customers[42].name = ""
    shop.customers[43].name = "  Ada  Lovelace "
  }

  private static let oddTexts = [
    "\u{1B}[31mRed\u{1B}[0m alert, \u{1B}[2Jyour screen is mine",
    "She said \"it's \\perfect\\\", and `it` was; 100%",
    "👍👍🏽 👩‍👩‍👧‍👦 família feliz 🇵🇹",
    "First line\nsecond line\twith a tab\r\nthird",
    "とても良いです。すぐに届きました。",
    "שירות מצוין, \u{202E}backwards\u{202C} and forth",
    "NULL",
    "",
    "e\u{301}\u{323}\u{308} combining, \u{200B}zero\u{FEFF}width",
    String(repeating: "Very long. ", count: 120) + "The end.",
    "=SUM(A1:A9)",
  ]
}
