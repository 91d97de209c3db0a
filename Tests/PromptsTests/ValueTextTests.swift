import Relational
import Testing

@testable import Prompts

@Suite struct ValueTextTests {
  private static let numbers: [(Double, String)] = [
    (3.0, "3"), (-0.0, "0"), (0.25, "0.25"), (3.14159, "3.142"), (1234.56, "1235"),
    (0.00012345, "0.0001234"), (9.99996, "10"), (-2.5, "-2.5"), (12_345_678, "12345678"),
    (0.00001234, "1.234e-05"), (-0.00001, "-1.000e-05"),
  ]

  @Test(arguments: numbers)
  func `numbers have four significant digits at most`(_ value: Double, _ text: String) {
    #expect(ValueText.number(value) == text)
  }

  @Test func `what is no number is not said`() {
    #expect(ValueText.number(.nan) == nil)
    #expect(ValueText.number(.infinity) == nil)
  }

  private static let spans: [(Int64, String)] = [
    (0, "0 hours ago"), (1, "1 hour ago"), (47, "47 hours ago"), (48, "2 days ago"),
    (1416, "59 days ago"), (1464, "2 months ago"), (17_544, "2 years ago"), (-72, "in 3 days"),
  ]

  @Test(arguments: spans)
  func `times are told from where the reader stands`(_ hours: Int64, _ text: String) {
    let now: Int64 = 1_000_000_000_000_000
    #expect(ValueText.ago(from: now - hours * 3_600_000_000, to: now) == text)
  }

  @Test func `times at the ends of what can be written do not overflow`() {
    #expect(ValueText.ago(from: .min + 1, to: .max).hasSuffix("ago"))
  }

  @Test func `text is one line without control characters and at most forty characters`() {
    #expect(ValueText.text("  a\n\tb\u{1B}[31m  c ") == "a b[31m c")
    #expect(ValueText.text(String(repeating: "x", count: 99))?.count == 40)
    #expect(ValueText.text("\u{200B} \n") == nil)
  }

  @Test(arguments: [
    ("fastestLapTime", "fastest lap time"), ("fastest_lap_time", "fastest lap time"),
    ("driverId", "driver id"), ("ID", "id"), ("order_items", "order items"), ("__", "value"),
  ])
  func `names become words`(_ name: String, _ words: String) {
    #expect(NameText.words(name) == words)
  }
}
