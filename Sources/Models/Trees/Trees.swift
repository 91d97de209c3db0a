import Inspection
import Neural
import Relational
import Sampling
import Tasks
import Tensors

/// Gradient-boosted trees on columns built from an entity's row and its history: the baseline that needs no
/// network.
///
/// Its parameters are the trees themselves. They are grown at once, before the first step, and no gradient
/// reaches them.
///
/// - Source: RelBench's LightGBM baseline (`spec/other-models.md` §1) reads the entity's own row alone; the
///   columns of its history are ours (``EntityColumns``).
public struct Trees: RelationalModel {
  public var batches: EntityRows
  public let parameters: ParameterStore
  private let booster: TreeBooster
  private let stored: StoredTrees

  init(_ batches: EntityRows, booster: TreeBooster, in store: ParameterStore) {
    self.batches = batches
    self.booster = booster
    parameters = store
    stored = StoredTrees(depth: booster.depth, rounds: booster.rounds, at: store.root / "trees")
  }

  public func callAsFunction(_ batch: EntityRowBatch, in pass: Pass) -> Tensor {
    let trees = stored.trees
    return Tensor(batch.rows.map { trees($0) }, shape: [batch.rows.count])
  }

  /// Grows the trees; the latest fifth of the rows says how many.
  public func fit(_ seeds: [Seed], labels: [Double], objective: Objective) {
    var booster = booster
    booster.loss =
      switch objective {
      case .l1: .absolute
      case .meanSquared: .squared
      case .binaryCrossEntropy, .focal: .logistic
      }
    let times = seeds.map(\.time).sorted()
    // All rows of one time stay together, or the rows held out would know what was learned from.
    let split = times.isEmpty ? 0 : times[times.count * 4 / 5]
    let heldOut = split == times.first ? [] : seeds.indices.filter { seeds[$0].time >= split }
    stored.trees = booster.trees(
      for: seeds.map { batches.columns.values(of: $0) }, labels: labels, heldOut: Set(heldOut))
  }
}

/// Trees as the tensors of a checkpoint.
private struct StoredTrees {
  private let depth: Int
  private let base: Parameter
  private let columns: Parameter
  private let thresholds: Parameter
  private let missing: Parameter
  private let leaves: Parameter

  init(depth: Int, rounds: Int, at scope: ParameterScope) {
    self.depth = depth
    let nodes = BoostedTrees.nodes(depth: depth)
    base = scope.parameter("base", [1], .zeros)
    columns = scope.parameter("columns", [rounds, nodes], .zeros)
    thresholds = scope.parameter("thresholds", [rounds, nodes], .zeros)
    missing = scope.parameter("missing", [rounds, nodes], .zeros)
    leaves = scope.parameter("leaves", [rounds, 1 << depth], .zeros)
    for parameter in [base, columns, thresholds, missing, leaves] { parameter.isFrozen = true }
  }

  var trees: BoostedTrees {
    get {
      var trees = BoostedTrees(depth: depth, rounds: leaves.shape[0])
      trees.base = base.value.scalars[0]
      trees.columns = columns.value.scalars.map { Int32($0) }
      trees.thresholds = thresholds.value.scalars
      trees.missingGoesRight = missing.value.scalars.map { $0 > 0 }
      trees.leaves = leaves.value.scalars
      return trees
    }
    nonmutating set {
      base.value = Tensor([newValue.base], shape: base.shape)
      columns.value = Tensor(newValue.columns.map { Float($0) }, shape: columns.shape)
      thresholds.value = Tensor(newValue.thresholds, shape: thresholds.shape)
      missing.value = Tensor(
        newValue.missingGoesRight.map { $0 ? 1 : 0 }, shape: missing.shape)
      leaves.value = Tensor(newValue.leaves, shape: leaves.shape)
    }
  }
}

/// Numbers of some seeds, a row each.
public struct EntityRowBatch: ModelBatch {
  let rows: [[Float]]

  public func prepareForGradients() {}
}

/// Gathers ``EntityColumns`` for seeds.
public struct EntityRows: BatchSource {
  var columns: EntityColumns
  /// Names the rows that are shown as what the model saw.
  let sampler: NeighborSampler
  let table: Int

  public func batch(of seeds: [Seed], epoch: Int, without hidden: [HiddenRows]) -> EntityRowBatch {
    EntityRowBatch(
      rows: seeds.enumerated().map { index, seed in
        columns.values(of: seed, without: hidden.isEmpty ? nil : hidden[index])
      })
  }

  public func hiding(_ column: ColumnPlace) -> EntityRows {
    var other = self
    other.columns = columns.hiding(column)
    return other
  }

  public func context(of seed: Seed) -> SubgraphSummary {
    sampler.summary(of: sampler.sample([seed], of: table, epoch: 0))
  }
}

extension Trees {
  static func make(_ context: ModelContext, _ settings: inout Settings) throws(ModelError)
    -> any RelationalModel
  {
    var booster = TreeBooster(loss: context.task.isBinary ? .logistic : .absolute)
    do {
      booster.rounds = try settings.integer("rounds", booster.rounds, in: 1...10_000)
      booster.depth = try settings.integer("tree_depth", booster.depth, in: 1...8)
      booster.shrinkage = try settings.number("shrinkage", booster.shrinkage, in: 1e-4...1)
      booster.leafRows = try settings.integer("leaf_rows", booster.leafRows, in: 1...1_000_000)
    } catch { throw .settings(error) }
    let sampler = NeighborSampler(
      context.graph, rule: context.rule, fanout: Fanout([64]), strategy: .last,
      random: context.random)
    return Trees(
      EntityRows(
        columns: EntityColumns(context), sampler: sampler, table: context.task.entityTable),
      booster: booster, in: ParameterStore(random: context.random))
  }
}
