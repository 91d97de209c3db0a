/// The three questions that come with the shop.
struct ShopTasks {
  /// Times and cents of each customer's orders, in order of time.
  private let orders: [[(time: Int, cents: Int)]]
  /// Times and quantities of each product's lines, in order of time.
  private let sales: [[(time: Int, quantity: Int)]]
  private let skus: [String]

  init(_ shop: Shop) {
    var orders = [[(time: Int, cents: Int)]](repeating: [], count: shop.customers.count)
    var sales = [[(time: Int, quantity: Int)]](repeating: [], count: shop.products.count)
    for order in shop.orders {
      let cents = order.lines.reduce(0) { $0 + $1.quantity * $1.unitPrice }
      orders[order.customer].append((order.time, cents))
      for line in order.lines { sales[line.product].append((order.time, line.quantity)) }
    }
    self.orders = orders
    self.sales = sales
    skus = shop.products.map(\.sku)
  }

  var all: [ForecastTask] { [churn, lifetimeValue, productDemand] }

  private var churn: ForecastTask {
    ForecastTask(
      name: "churn",
      description:
        "For each customer who ordered in the last 90 days: 1 if no order follows in the "
        + "next 60 days, else 0.",
      isRegression: false, entityTable: "customers", entityColumn: "customer_id",
      target: "churned", window: 60,
      query: """
        SELECT t.timestamp, c.customer_id,
            CAST(NOT EXISTS (
                SELECT 1 FROM orders o
                WHERE o.customer_id = c.customer_id
                  AND o.placed_at > t.timestamp
                  AND o.placed_at <= t.timestamp + INTERVAL '{timedelta}'
            ) AS INTEGER) AS churned
        FROM timestamps t, customers c
        WHERE EXISTS (
            SELECT 1 FROM orders o
            WHERE o.customer_id = c.customer_id
              AND o.placed_at > t.timestamp - INTERVAL '90 days'
              AND o.placed_at <= t.timestamp
        )
        """,
      answers: { day in
        answers(on: day, recent: 90, window: 60, of: orders) { later in later.isEmpty ? "1" : "0" }
      })
  }

  private var lifetimeValue: ForecastTask {
    ForecastTask(
      name: "lifetime-value",
      description:
        "For each customer who ordered in the last 90 days: the money spent on orders of "
        + "the next 60 days.",
      isRegression: true, entityTable: "customers", entityColumn: "customer_id", target: "spent",
      window: 60,
      query: """
        SELECT t.timestamp, c.customer_id,
            COALESCE(SUM(l.quantity * l.unit_price) FILTER (
                WHERE l.placed_at > t.timestamp
                  AND l.placed_at <= t.timestamp + INTERVAL '{timedelta}'), 0) AS spent
        FROM timestamps t, customers c
        JOIN orders o USING (customer_id)
        JOIN order_lines l USING (order_id)
        GROUP BY t.timestamp, c.customer_id
        HAVING COUNT(*) FILTER (
            WHERE o.placed_at > t.timestamp - INTERVAL '90 days'
              AND o.placed_at <= t.timestamp) > 0
        """,
      answers: { day in
        answers(on: day, recent: 90, window: 60, of: orders) { later in
          Self.money(later.reduce(0) { $0 + $1.cents })
        }
      })
  }

  private var productDemand: ForecastTask {
    let bySKU = skus.indices.sorted { skus[$0] < skus[$1] }
    return ForecastTask(
      name: "product-demand",
      description:
        "For each product sold in the last 60 days: the units ordered in the next 30 days.",
      isRegression: true, entityTable: "products", entityColumn: "sku", target: "units", window: 30,
      query: """
        SELECT t.timestamp, l.sku,
            COALESCE(SUM(l.quantity) FILTER (WHERE l.placed_at > t.timestamp), 0) AS units
        FROM timestamps t
        JOIN order_lines l
          ON l.placed_at > t.timestamp - INTERVAL '60 days'
         AND l.placed_at <= t.timestamp + INTERVAL '{timedelta}'
        GROUP BY t.timestamp, l.sku
        HAVING COUNT(*) FILTER (WHERE l.placed_at <= t.timestamp) > 0
        """,
      answers: { day in
        let now = Calendar.time(day: day)
        let from = Calendar.time(day: day - 60)
        let end = Calendar.time(day: day + 30)
        return bySKU.compactMap { product in
          guard sales[product].contains(where: { $0.time > from && $0.time <= now }) else {
            return nil
          }
          let units = sales[product].reduce(0) {
            $1.time > now && $1.time <= end ? $0 + $1.quantity : $0
          }
          return ForecastTask.Answer(key: skus[product], label: String(units))
        }
      })
  }

  /// One answer per customer with an order in the `recent` days up to the day, made from the orders
  /// of the `window` after it.
  private func answers(
    on day: Int, recent: Int, window: Int, of orders: [[(time: Int, cents: Int)]],
    label: ([(time: Int, cents: Int)]) -> String
  ) -> [ForecastTask.Answer] {
    let now = Calendar.time(day: day)
    let from = Calendar.time(day: day - recent)
    let end = Calendar.time(day: day + window)
    return orders.indices.compactMap { customer in
      guard orders[customer].contains(where: { $0.time > from && $0.time <= now }) else {
        return nil
      }
      let later = orders[customer].filter { $0.time > now && $0.time <= end }
      return ForecastTask.Answer(key: String(customer + 1), label: label(later))
    }
  }

  private static func money(_ cents: Int) -> String {
    "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
  }
}
