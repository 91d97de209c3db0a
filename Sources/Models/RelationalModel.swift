import Features
import Inspection
import Neural
import Relational
import Sampling
import Tasks
import Tensors

/// A model that answers for seeds: entities at times.
///
/// What it needs to see of the database is gathered by its ``Batches`` on other threads; the model
/// itself, with its parameters, belongs to one thread.
public protocol RelationalModel: SendableMetatype {
  associatedtype Batches: BatchSource
  var batches: Batches { get set }
  var parameters: ParameterStore { get }

  /// One number per seed: a log-odds for a binary task, the target for regression.
  ///
  /// - Shape: returns `[seeds]`.
  func callAsFunction(_ batch: Batches.Batch, in pass: Pass) -> Tensor

  /// What training makes small: the objective of the answers, unless the model learns in another way.
  func loss(of batch: Batches.Batch, labels: Tensor, objective: Objective, in pass: Pass) -> Tensor

  /// Learns from labeled rows at once, before the first step and without gradients: for models that learn in
  /// no other way.
  ///
  /// - Parameter labels: as the outputs are: scaled for regression.
  func fit(_ seeds: [Seed], labels: [Double], objective: Objective)

  /// How many answers since the last call could not be read, and count as 0; nil for a model that writes
  /// none out.
  func takeUnreadable() -> Int?
}

extension RelationalModel {
  public func takeUnreadable() -> Int? { nil }

  public func fit(_ seeds: [Seed], labels: [Double], objective: Objective) {}

  public func loss(
    of batch: Batches.Batch, labels: Tensor, objective: Objective, in pass: Pass
  ) -> Tensor {
    objective(self(batch, in: pass), labels)
  }
}

/// Gathers what a model sees of the database for some seeds. Threads may share it.
public protocol BatchSource: Sendable {
  associatedtype Batch: ModelBatch

  /// - Parameters:
  ///   - epoch: splits the random draws; evaluation always asks for epoch 0.
  ///   - hidden: rows to leave out per seed; empty to leave out none.
  func batch(of seeds: [Seed], epoch: Int, without hidden: [HiddenRows]) -> Batch

  /// The rows that the model sees for one seed when it is evaluated.
  func context(of seed: Seed) -> SubgraphSummary

  /// The same source as if all cells of a column were NULL; a row's own time stays its time.
  func hiding(_ column: ColumnPlace) -> Self

  /// What the model reads of a seed besides its rows when it is evaluated; nil where it is asked in no words.
  func reading(of seed: Seed, without hidden: HiddenRows) -> PromptReading?
}

extension BatchSource {
  public func reading(of seed: Seed, without hidden: HiddenRows) -> PromptReading? { nil }
}

/// What a model reads for some seeds.
public protocol ModelBatch: Sendable {
  /// Sorts what gradients will need, on the thread that gathers the batch.
  func prepareForGradients()
}

extension SubgraphBatch: ModelBatch {}

extension SubgraphBatches: BatchSource {
  public func context(of seed: Seed) -> SubgraphSummary {
    sampler.summary(of: sampler.sample([seed], of: seedTable, epoch: 0))
  }
}
