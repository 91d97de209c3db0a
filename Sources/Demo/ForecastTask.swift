/// A question about the shop with its answers: for each entity at each time, what came to pass in
/// the window after it.
struct ForecastTask {
  struct Answer {
    /// The entity's key as in the database; sorts as in the database too.
    var key: String
    var label: String
  }

  let name: String
  let description: String
  let isRegression: Bool
  let entityTable: String
  let entityColumn: String
  let target: String
  /// Days.
  let window: Int
  /// How the labels follow from the database, as RelBench's manifests tell it.
  let query: String
  /// The answers at midnight of a day, sorted by key.
  let answers: (_ day: Int) -> [Answer]

  var manifest: String {
    let metrics =
      isRegression ? ["mae", "rmse", "r2"] : ["roc_auc", "average_precision", "accuracy", "f1"]
    return """
      name: \(name)
      kind: forecast
      task_type: \(isRegression ? "regression" : "binary_classification")
      description: '\(description)'
      entity_table: \(entityTable)
      entity_col: \(entityColumn)
      target_col: \(target)
      time_col: timestamp
      timedelta: \(window) days 00:00:00
      num_eval_timestamps: \(Cutoffs.testDays.count)
      metrics:
      \(metrics.map { "- " + $0 }.joined(separator: "\n"))
      sql: |-
      \(query.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      manifest_version: 1

      """
  }

  /// The task table of one split as CSV: time, entity, label.
  func csv(days: [Int]) -> String {
    var text = "timestamp,\(entityColumn),\(target)\n"
    for day in days {
      let time = Calendar.text(Calendar.time(day: day))
      for answer in answers(day) { text += "\(time),\(answer.key),\(answer.label)\n" }
    }
    return text
  }
}
