import Inspection

/// Small summaries with the awkward parts that real ones have.
enum Samples {
  static let driver = RowReference(table: "drivers", row: 3, key: "4", detail: "Fernando\u{1B}[1m")

  static let subgraph = SubgraphSummary(
    seed: driver, seedTime: "2010-01-01",
    nodes: [
      .init(reference: driver, hop: 0, from: nil, via: ""),
      .init(
        reference: RowReference(table: "results", row: 9, key: "9"), hop: 1, from: 0,
        via: "rev_f2p_driverId"),
    ],
    groups: [
      .init(
        hop: 1, via: "rev_f2p_driverId", fromTable: "drivers", table: "results", sampled: 1,
        reachable: 140, fanout: 128)
    ],
    edges: 1, fanout: [128, 64], strategy: "uniform", history: "cut", randomSeed: 7,
    newestTime: "2009-11-01", rowsAfterSeed: 0)

  static let prediction = PredictionSummary(
    task: "driver-top3", run: "r0001", model: "rdl", entity: driver, time: "2010-01-01",
    value: 0.75, isProbability: true, baselines: [.init(name: "entity mean", value: 0.5)],
    evidence: [
      .init(
        reference: RowReference(table: "results", row: 9, key: "9"), table: "results", hop: 1,
        via: "rev_f2p_driverId", rows: 1, effect: 0.125),
      .init(reference: nil, table: "qualifying", hop: 1, via: "", rows: 3, effect: -0.25),
    ],
    byTable: [], rowsSeen: 2, rowsAfterTime: 0, newestTime: "2009-11-01", milliseconds: 1.5,
    history: "cut")

  static func task(valAUROC: Double) -> TaskSummary {
    TaskSummary(
      name: "churn", description: "Who leaves?", type: "binary_classification",
      entityTable: "customers", entityColumn: "customer_id", target: "churned", window: "60 days",
      metric: "roc_auc", higherIsBetter: true,
      splits: [
        .init(
          name: "train", rows: 10, firstTime: "2025-01-01", lastTime: "2025-03-01", times: 2,
          entities: 6, labelMean: 0.3125, labelDeviation: 0.5),
        .init(
          name: "test", rows: 4, firstTime: nil, lastTime: nil, times: 1, entities: 4,
          labelMean: nil, labelDeviation: nil),
      ],
      baselines: [
        .init(
          name: "entity mean",
          metrics: ["val": ["roc_auc": valAUROC, "accuracy": 0.9], "test": ["accuracy": 0.8]])
      ])
  }

  static let page = RowPageSummary(
    table: "reviews",
    columns: [.init(name: "review_id", role: .key), .init(name: "body\n", role: .feature)],
    rows: [
      .init(row: 0, cells: [.integer(1), .null]),
      .init(row: 7, cells: [.integer(8), .text("tab\there")]),
    ],
    offset: 0, visibleRows: 2, hiddenRows: 5, asOf: "2010-01-01", filter: "")

  static let entity = EntitySummary(
    reference: driver,
    fields: [
      .init(name: "driverId", role: .key, value: .integer(4)),
      .init(
        name: "team", role: .foreignKey(table: "constructors"), value: .integer(6),
        parent: RowReference(table: "constructors", row: 5, key: "6", detail: "Ferrari")),
    ],
    related: [
      .init(
        childTable: "results", columns: ["driverId"], visible: 140, total: 380,
        timeline: [1, 2], firstTime: nil, lastTime: nil, recent: [])
    ],
    asOf: "2010-01-01")

  static let schema = SchemaSummary(
    name: "shop\u{202E}", path: "shop.sqlite", fingerprint: "0123456789abcdef",
    tables: [
      TableSummary(
        name: "orders", rows: 3,
        columns: [
          ColumnSummary(
            name: "order_id", declaredType: "INTEGER", storage: "integer", role: .key,
            semanticType: nil, nulls: 0, distinct: 3, minimum: .integer(1), maximum: .integer(3),
            histogram: [1, 1, 1]),
          ColumnSummary(
            name: "total", declaredType: "REAL", storage: "real", role: .feature,
            semanticType: "numerical", nulls: 1, distinct: 2, minimum: .real(0.5),
            maximum: .real(.infinity), histogram: [2]),
        ],
        primaryKey: ["order_id"], timeColumn: "placed_at", firstTime: "2024-01-01",
        lastTime: "2024-02-01", isView: false, primaryKeyEvidence: "declared",
        timeColumnEvidence: "manifest")
    ],
    relations: [
      RelationSummary(
        childTable: "lines", columns: ["order_id", "shop"], parentTable: "orders",
        parentColumns: ["id", "shop"], matched: 9, dangling: 1, nulls: 0, firstDangling: "99",
        minimumChildren: 1, medianChildren: 2, maximumChildren: 3, histogram: [], parentLater: 0,
        evidence: "declared")
    ],
    warnings: [WarningSummary(table: "lines", column: nil, message: "one\u{1B} dangling")],
    validationCutoff: "2024-01-10", testCutoff: "2024-01-20")
}
