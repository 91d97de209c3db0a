import Demo
import Foundation
import Testing

/// The tasks against labels that SQLite works out from the written rows.
@Suite("The demo's tasks")
struct DemoTaskTests {
  private var demo: WrittenDemo {
    get throws { try WrittenDemo.shared.get() }
  }

  /// `$t` is the time of the answer.
  private static let oracles = [
    "churn": """
    SELECT customer_id || '|' || (MAX(placed_at > $t AND placed_at <= datetime($t, '+60 days')) = 0)
    FROM orders GROUP BY customer_id
    HAVING SUM(placed_at > datetime($t, '-90 days') AND placed_at <= $t) > 0
    """,
    "lifetime-value": """
    SELECT customer_id || '|' || SUM(CAST(round(unit_price * 100) AS INT) * quantity *
      (o.placed_at > $t AND o.placed_at <= datetime($t, '+60 days')))
    FROM orders o JOIN order_lines USING (order_id) GROUP BY customer_id
    HAVING SUM(o.placed_at > datetime($t, '-90 days') AND o.placed_at <= $t) > 0
    """,
    "product-demand": """
    SELECT sku || '|' || SUM(quantity * (placed_at > $t AND placed_at <= datetime($t, '+30 days')))
    FROM order_lines GROUP BY sku
    HAVING SUM(placed_at > datetime($t, '-60 days') AND placed_at <= $t) > 0
    """,
  ]

  @Test("labels equal what SQL says about the rows", arguments: DemoDatabase.taskNames)
  func labels(task: String) throws {
    let query = try #require(Self.oracles[task])
    for split in ["train", "val", "test"] {
      let answers = try demo.answers(task, split)
      let byTime = Dictionary(grouping: answers, by: \.time)
      #expect(answers.count > 100)
      // Two times per split are enough: each costs SQLite a pass over all rows.
      for time in Set([answers.first?.time, answers.last?.time].compactMap { $0 }) {
        let expected = try demo.strings(query.replacing("$t", with: "'\(time)'"))
        let scale = task == "lifetime-value" ? 100.0 : 1
        let found = (byTime[time] ?? []).map { "\($0.key)|\(Int(($0.label * scale).rounded()))" }
        #expect(Set(found) == Set(expected), "\(split) at \(time)")
        #expect(found.count == expected.count)
      }
    }
  }

  @Test("times step back from the cutoff by the window, and the last window is over in time")
  func times() throws {
    for (task, window) in [("churn", 60), ("lifetime-value", 60), ("product-demand", 30)] {
      let train = Set(try demo.answers(task, "train").map(\.time)).sorted()
      let steps = try zip(train, train.dropFirst() + ["2025-09-02 00:00:00"]).map { one, next in
        try demo.count("SELECT julianday('\(next)') - julianday('\(one)')")
      }
      #expect(Set(steps) == [window])
      // One more step back would be before the first day.
      #expect(train.first.map { $0 < "2024-03-01" } == true)
      #expect(Set(try demo.answers(task, "val").map(\.time)) == ["2025-09-02 00:00:00"])
      #expect(Set(try demo.answers(task, "test").map(\.time)) == ["2025-11-01 00:00:00"])
      let end = try demo.strings("SELECT datetime('2025-11-01', '+\(window) days')")
      #expect(end[0] <= "2026-01-01")
    }
  }

  @Test(
    "tables are sorted by time and key and hold each pair once", arguments: DemoDatabase.taskNames)
  func order(task: String) throws {
    for split in ["train", "val", "test"] {
      let answers = try demo.answers(task, split)
      // Customers are sorted as numbers, products as text.
      let width = task == "product-demand" ? 0 : 9
      let places = answers.map { answer in
        answer.time + String(repeating: "0", count: max(0, width - answer.key.count)) + answer.key
      }
      let isRising = zip(places, places.dropFirst()).allSatisfy { $0 < $1 }
      #expect(isRising, "\(split)")
    }
  }

  @Test(
    "who ordered lately stays: days since the last order tell churn better than the past labels")
  func recencyTellsChurn() throws {
    let test = try demo.answers("churn", "test")
    let last = try demo.strings(
      """
      SELECT customer_id || '|' || CAST(julianday('2025-11-01') - julianday(MAX(placed_at)) AS INT)
      FROM orders WHERE placed_at <= '2025-11-01 00:00:00' GROUP BY customer_id
      """)
    let days = dictionary(last)
    let recency = auroc(test.map { (days[$0.key] ?? 0, $0.label) })
    let means = entityMeans(try demo.answers("churn", "train") + demo.answers("churn", "val"))
    let mean = auroc(test.map { (means.entity[$0.key] ?? means.all, $0.label) })
    #expect(recency > 0.7)
    #expect(recency > mean + 0.05)
  }

  @Test("who was served well stays: late parcels drive customers away")
  func latenessDrivesAway() throws {
    // Customers of the test table by the delays of their last three parcels.
    let test = try demo.answers("churn", "test")
    let late = dictionary(
      try demo.strings(
        """
        SELECT customer_id || '|' || SUM(days_late) FROM (
          SELECT customer_id, days_late,
            ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY delivered_at DESC) AS place
          FROM deliveries JOIN orders USING (order_id)
          WHERE delivered_at <= '2025-11-01 00:00:00'
        ) WHERE place <= 3 GROUP BY customer_id
        """))
    func churn(_ isIn: (Double) -> Bool) -> Double {
      let group = test.filter { isIn(late[$0.key] ?? 0) }
      return group.reduce(0) { $0 + $1.label } / Double(group.count)
    }
    #expect(churn { $0 >= 4 } > churn { $0 == 0 } + 0.1)
  }

  @Test(
    "what sold lately sells: the last 30 days tell demand better than the product's past labels")
  func recentSalesTellDemand() throws {
    let test = try demo.answers("product-demand", "test")
    let recent = dictionary(
      try demo.strings(
        """
        SELECT sku || '|' || SUM(quantity) FROM order_lines
        WHERE placed_at > datetime('2025-11-01', '-30 days') AND placed_at <= '2025-11-01 00:00:00'
        GROUP BY sku
        """))
    let means = entityMeans(
      try demo.answers("product-demand", "train") + demo.answers("product-demand", "val"))
    func error(_ prediction: (WrittenDemo.Answer) -> Double) -> Double {
      test.reduce(0) { $0 + abs($1.label - prediction($1)) } / Double(test.count)
    }
    let byRecent = error { recent[$0.key] ?? 0 }
    #expect(byRecent < 0.8 * error { means.entity[$0.key] ?? means.all })
    #expect(byRecent < 0.8 * error { _ in means.all })
  }

  @Test("who spent lately spends: recent orders tell lifetime value better than past labels")
  func recentSpendingTellsValue() throws {
    let test = try demo.answers("lifetime-value", "test")
    // A third of what half a year brought, from those who ordered in the last 30 days.
    let rule = dictionary(
      try demo.strings(
        """
        SELECT customer_id || '|' || (SUM(quantity * unit_price) / 3) FROM orders o
        JOIN order_lines USING (order_id)
        WHERE o.placed_at > datetime('2025-11-01', '-180 days')
          AND o.placed_at <= '2025-11-01 00:00:00'
        GROUP BY customer_id HAVING MAX(o.placed_at) > datetime('2025-11-01', '-30 days')
        """))
    let means = entityMeans(
      try demo.answers("lifetime-value", "train") + demo.answers("lifetime-value", "val"))
    func error(_ prediction: (WrittenDemo.Answer) -> Double) -> Double {
      test.reduce(0) { $0 + abs($1.label - prediction($1)) } / Double(test.count)
    }
    let byRule = error { rule[$0.key] ?? 0 }
    #expect(byRule < 0.95 * error { means.entity[$0.key] ?? means.all })
    #expect(byRule < 0.9 * error { _ in means.all })
  }

  private func dictionary(_ lines: [String]) -> [String: Double] {
    var found: [String: Double] = [:]
    for line in lines {
      let parts = line.split(separator: "|")
      found[String(parts[0])] = Double(parts[1])
    }
    return found
  }

  private func entityMeans(_ answers: [WrittenDemo.Answer]) -> (
    entity: [String: Double], all: Double
  ) {
    let groups = Dictionary(grouping: answers, by: \.key)
    return (
      groups.mapValues { $0.reduce(0) { $0 + $1.label } / Double($0.count) },
      answers.reduce(0) { $0 + $1.label } / Double(answers.count)
    )
  }

  /// The share of pairs of a positive and a negative that are in the right order, ties half.
  private func auroc(_ scored: [(score: Double, label: Double)]) -> Double {
    let positives = scored.filter { $0.label == 1 }
    let negatives = scored.filter { $0.label == 0 }
    var right = 0.0
    for positive in positives {
      for negative in negatives {
        right += positive.score > negative.score ? 1 : positive.score == negative.score ? 0.5 : 0
      }
    }
    return right / Double(positives.count * negatives.count)
  }
}
