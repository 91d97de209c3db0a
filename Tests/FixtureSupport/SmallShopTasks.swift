import Foundation
import Relational

/// Two tasks on ``SmallShop``: does a buyer buy a toy in the next ten days, and what do they spend.
public enum SmallShopTasks {
  public static let validationDay = 36
  public static let testDay = 46
  static let window = 10

  /// Writes `manifest.yaml` and `tasks/` beside the database of a folder.
  public static func write(in folder: TemporaryFolder) throws {
    let manifest = """
      name: shop
      manifest_version: 1
      val_timestamp: '\(day(validationDay))'
      test_timestamp: '\(day(testDay))'
      tables:
        buyers:
          pkey: id
          time_col: null
          fkeys:
            mentor: buyers
        shops:
          pkey: id
          time_col: null
          fkeys: {}
        purchases:
          pkey: id
          time_col: at
          fkeys:
            buyer: buyers
            shop: shops

      """
    try manifest.write(toFile: folder.file("manifest.yaml"), atomically: true, encoding: .utf8)
    try write("toys", kind: "binary_classification", in: folder) { purchases in
      purchases.contains { $0.kind == "toy" } ? "1" : "0"
    }
    try write("spend", kind: "regression", in: folder) { purchases in
      "\(purchases.compactMap(\.price).reduce(0, +))"
    }
  }

  private static func write(
    _ name: String, kind: String, in folder: TemporaryFolder,
    label: ([SmallShop.Purchase]) -> String
  ) throws {
    let path = folder.file("tasks/\(name)")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let manifest = """
      name: \(name)
      kind: forecast
      task_type: \(kind)
      description: What happens in the ten days after.
      entity_table: buyers
      entity_col: id
      target_col: label
      time_col: time
      timedelta: \(window) days 00:00:00
      metrics: []
      manifest_version: 1

      """
    try manifest.write(toFile: path + "/manifest.yaml", atomically: true, encoding: .utf8)
    let splits = [
      ("train", Array(stride(from: 6, through: validationDay - window, by: 2))),
      ("val", [validationDay]), ("test", [testDay]),
    ]
    for (split, days) in splits {
      var lines = ["time,id,label"]
      for start in days {
        for buyer in 0..<SmallShop.buyers {
          let inside = SmallShop.purchases.filter { purchase in
            guard purchase.buyer == buyer, let at = purchase.day else { return false }
            return at > start && at <= start + window
          }
          lines.append("\(day(start)) 00:00:00,\(buyer),\(label(inside))")
        }
      }
      try (lines.joined(separator: "\n") + "\n")
        .write(toFile: path + "/\(split).csv", atomically: true, encoding: .utf8)
    }
  }

  private static func day(_ number: Int) -> String {
    Timestamp(seconds: SmallShop.start + Int64(number) * 86_400).description
  }
}
