import GRDB

/// Writes a shop as a SQLite file whose bytes depend on the shop alone.
///
/// One transaction fills fixed-size pages in one order, without a journal, an automatic vacuum or a
/// clock.
struct ShopWriter {
  let shop: Shop

  func write(to path: String) throws {
    var configuration = Configuration()
    // The dirt holds references to rows that are not there.
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(
        sql: """
          PRAGMA page_size = 4096;
          PRAGMA auto_vacuum = NONE;
          PRAGMA encoding = 'UTF-8';
          PRAGMA journal_mode = OFF;
          PRAGMA synchronous = OFF;
          """)
      try database.inTransaction {
        try database.execute(sql: Self.declarations)
        try writeCatalog(database)
        try writeCustomers(database)
        try writeOrders(database)
        try writeReviews(database)
        try writeVisits(database)
        return .commit
      }
    }
    try queue.close()
  }

  private func writeCatalog(_ database: Database) throws {
    let category = try database.makeStatement(sql: "INSERT INTO categories VALUES (?, ?, ?)")
    for (number, row) in Category.all.enumerated() {
      try category.execute(arguments: [number + 1, row.name, row.parent.map { $0 + 1 }])
    }
    let product = try database.makeStatement(sql: "INSERT INTO products VALUES (?, ?, ?, ?, ?, ?)")
    for (number, row) in shop.products.enumerated() {
      try product.execute(arguments: [
        row.sku, row.category + 1, row.name, row.details,
        // Some prices are on request.
        number % 97 == 96 ? nil : Double(row.price) / 100,
        Calendar.text(Calendar.time(day: row.launched)),
      ])
    }
  }

  private func writeCustomers(_ database: Database) throws {
    let statement = try database.makeStatement(
      sql: "INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?)")
    for (number, row) in shop.customers.enumerated() {
      try statement.execute(arguments: [
        number + 1, row.name, row.born.map(Calendar.dateText),
        // Some never told where they live.
        number % 60 == 59 ? nil : Country.all[row.country].code, row.source, row.hasNewsletter,
        Calendar.text(Calendar.time(day: row.joined)),
      ])
    }
  }

  private func writeOrders(_ database: Database) throws {
    let order = try database.makeStatement(sql: "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)")
    let line = try database.makeStatement(sql: "INSERT INTO order_lines VALUES (?, ?, ?, ?, ?, ?)")
    let delivery = try database.makeStatement(sql: "INSERT INTO deliveries VALUES (?, ?, ?, ?)")
    var lineNumber = 0
    for (number, row) in shop.orders.enumerated() {
      let placed = Calendar.text(row.time)
      try order.execute(arguments: [
        number + 1, row.customer + 1, row.channel, row.coupon, Carrier.all[row.carrier].name,
        placed,
      ])
      for item in row.lines {
        lineNumber += 1
        try line.execute(arguments: [
          lineNumber, number + 1, shop.products[item.product].sku, item.quantity,
          Double(item.unitPrice) / 100, placed,
        ])
      }
    }
    let delivered = shop.orders.enumerated().compactMap { number, row in
      row.delivery.map { (order: number + 1, delivery: $0) }
    }.sorted { ($0.delivery.time, $0.order) < ($1.delivery.time, $1.order) }
    for (number, row) in delivered.enumerated() {
      try delivery.execute(arguments: [
        number + 1, row.order, row.delivery.daysLate, Calendar.text(row.delivery.time),
      ])
    }
  }

  private func writeReviews(_ database: Database) throws {
    let statement = try database.makeStatement(
      sql: "INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?)")
    for (number, row) in shop.reviews.enumerated() {
      try statement.execute(arguments: [
        number + 1, row.customerKey, row.sku, row.stars, row.body, Calendar.text(row.time),
      ])
    }
  }

  private func writeVisits(_ database: Database) throws {
    let statement = try database.makeStatement(
      sql: "INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?, ?)")
    for (number, row) in shop.visits.enumerated() {
      try statement.execute(arguments: [
        number + 1, row.customer.map { $0 + 1 }, row.sku, row.device, row.pages, row.seconds,
        Calendar.text(row.time),
      ])
    }
  }
}
