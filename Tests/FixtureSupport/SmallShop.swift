import GRDB
import Relational

/// A small database made in a test: buyers, shops and purchases in time, with equal times, purchases
/// without a buyer, and a purchase without a time.
public enum SmallShop {
  public struct Purchase: Sendable {
    public var id: Int
    public var buyer: Int?
    public var shop: Int
    /// Day since 2020-01-01; nil for no time.
    public var day: Int?
    public var price: Double?
    public var kind: String

    public init(id: Int, buyer: Int?, shop: Int, day: Int?, price: Double?, kind: String) {
      self.id = id
      self.buyer = buyer
      self.shop = shop
      self.day = day
      self.price = price
      self.kind = kind
    }
  }

  public static let buyers = 7
  public static let shops = 3
  /// 2020-01-01 in seconds since 1970.
  public static let start: Int64 = 1_577_836_800

  /// 120 purchases, four on every second day.
  public static let purchases: [Purchase] = (0..<120).map { id in
    Purchase(
      id: id, buyer: id % 11 == 5 ? nil : (id * id + 3 * id) % buyers, shop: id * 7 % shops,
      day: id == 62 ? nil : 2 * (id / 4), price: id % 9 == 2 ? nil : Double(id * 37 % 50) + 0.25,
      kind: ["toy", "book", "cup"][id * 5 % 3])
  }

  public static func open(
    _ purchases: [Purchase] = purchases, in folder: TemporaryFolder, name: String = "shop"
  ) throws -> Relational.Database {
    let path = folder.file("\(name).sqlite")
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(
        sql: """
          CREATE TABLE buyers (id INTEGER PRIMARY KEY, name TEXT, mentor INTEGER REFERENCES buyers);
          CREATE TABLE shops (id INTEGER PRIMARY KEY);
          CREATE TABLE purchases (id INTEGER PRIMARY KEY, buyer INTEGER REFERENCES buyers,
            shop INTEGER REFERENCES shops, at DATETIME, price REAL, kind TEXT);
          """)
      for id in 0..<buyers {
        try database.execute(
          sql: "INSERT INTO buyers VALUES (?, ?, ?)",
          arguments: [id, "buyer \(id)", id == 0 ? nil : id / 2])
      }
      for id in 0..<shops {
        try database.execute(sql: "INSERT INTO shops VALUES (?)", arguments: [id])
      }
      for purchase in purchases {
        try database.execute(
          sql: "INSERT INTO purchases VALUES (?, ?, ?, ?, ?, ?)",
          arguments: [
            purchase.id, purchase.buyer, purchase.shop,
            purchase.day.map {
              Timestamp(seconds: start + Int64($0) * 86_400).description + " 00:00:00"
            },
            purchase.price, purchase.kind,
          ])
      }
    }
    try queue.close()
    return try Relational.Database.open(at: path)
  }
}
