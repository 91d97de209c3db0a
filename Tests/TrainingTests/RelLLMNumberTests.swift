import FixtureSupport
import Foundation
import Models
import RunLogs
import Testing

@testable import Training

/// Numbers that a supervised language model answers with.
@Suite("Numbers of Rel-LLM")
struct RelLLMNumberTests {
  /// A shop where each buyer always pays a price of their own, and is asked for it.
  private func finish(_ more: [String: String]) throws -> (
    report: FinishedReport, log: RunLog, run: RunID
  ) {
    var purchases = SmallShop.purchases
    for index in purchases.indices {
      purchases[index].price = purchases[index].buyer.map { Self.price(of: $0) }
    }
    let shop = try ShopProject(purchases, prepare: Self.writePrices)
    let run = try shop.finish(
      TrainingRequest(
        task: "spend", model: "rel-llm", settings: RelLLMTests.settings.merging(more) { $1 }))
    return (try #require(run.report), shop.log, run.id)
  }

  private static func writePrices(in folder: TemporaryFolder) throws {
    for split in ["train", "val", "test"] {
      let path = folder.file("tasks/spend/\(split).csv")
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      let priced = lines.enumerated().map { number, line in
        guard number > 0 else { return String(line) }
        let cells = line.split(separator: ",")
        return "\(cells[0]),\(cells[1]),\(Self.price(of: Int(cells[1]) ?? 0))"
      }
      try (priced.joined(separator: "\n") + "\n").write(
        toFile: path, atomically: true, encoding: .utf8)
    }
  }

  private static func price(of buyer: Int) -> Double { Double(buyer * buyer) }

  @Test(
    "from the head on the last vector are nearer than the global median where they can be known")
  func head() throws {
    let report = try finish(["head": "mlp", "epochs": "4", "row_text": "no"]).report
    for split in ["val", "test"] {
      let error = try #require(report.metrics[split]?["mae"])
      let median = try #require(report.baselines["global median"]?[split]?["mae"])
      #expect(error < median, "\(split)")
      #expect(report.metrics[split]?["unreadable_answers"] == nil)
    }
  }

  @Test("that are written out are counted where they cannot be read")
  func unreadable() throws {
    // A decoder that learned nothing writes no number.
    let (report, log, run) = try finish([
      "head": "text", "target": "raw", "epochs": "1", "learning_rate": "0.0001",
      "adapter": "frozen",
    ])
    for split in ["val", "test"] {
      let count = try #require(report.metrics[split]?["unreadable_answers"])
      #expect(count > 0 && count <= Double(SmallShop.buyers))
    }
    let logged = try log.metrics(of: run).filter { $0.name == "unreadable_answers" }
    #expect(!logged.isEmpty)
  }
}
