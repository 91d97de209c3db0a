import Features
import Sampling

extension RDLConfiguration {
  init(_ settings: inout Settings) throws(SettingsError) {
    channels = 2 * (try settings.integer("channels", 64, relbench: 128, in: 2...4096) / 2)
    blocks = try settings.integer("blocks", 4, in: 1...32)
    dropout = Float(try settings.number("dropout", 0.2, in: 0...0.95))
    fanout = try settings.integers(
      "fanout", [8, 4], relbench: [128, 64], count: 1...8, in: -1...100_000)
    strategy = try settings.choice("strategy", .last, relbench: .uniform)
    aggregation = try settings.choice("aggregation", .sum)
  }
}

extension RDL {
  static func make(_ context: ModelContext, _ settings: inout Settings) throws(ModelError)
    -> any RelationalModel
  {
    try RDL(context, &settings)
  }

  /// The network for a task, as its settings shape it.
  public init(_ context: ModelContext, _ settings: inout Settings) throws(ModelError) {
    let configuration: RDLConfiguration
    do { configuration = try RDLConfiguration(&settings) } catch { throw .settings(error) }
    let sampler = NeighborSampler(
      context.graph, rule: context.rule, fanout: Fanout(configuration.fanout),
      strategy: configuration.strategy, random: context.random)
    let batches: SubgraphBatches
    do {
      batches = try SubgraphBatches(
        sampler: sampler, schema: context.schema, hidden: context.hiddenColumns,
        seedTable: context.task.entityTable, encoder: context.encoder)
    } catch { throw .features(error) }
    self.init(batches, configuration: configuration, random: context.random)
  }
}

extension ModelContext {
  /// Names of the columns that hold or give away the answer, per table.
  var hiddenColumns: [Int: Set<String>] {
    var names: [Int: Set<String>] = [:]
    for hidden in task.hiddenColumns {
      names[hidden.table, default: []].insert(
        graph.database.schema.tables[hidden.table].columns[hidden.column].name)
    }
    return names
  }
}
