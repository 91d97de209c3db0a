import Models
import Neural
import Randomness
import Sampling
import Tasks
import Tensors

/// What a trainer learns from: a batch for every step, and what is to be made small about it.
protocol Curriculum {
  associatedtype Batch: Sendable
  var parameters: ParameterStore { get }
  var stepsPerEpoch: Int { get }

  /// Makes the batches of an epoch, by their step in it, on other threads.
  ///
  /// - Parameter validations: the values of the validations so far.
  func batches(ofEpoch epoch: Int, validations: [Double]) -> @Sendable (_ step: Int) -> Batch
  func loss(of batch: Batch, in pass: Pass) -> Tensor
  /// Rows of a batch, by which its loss counts in the epoch's mean.
  func count(of batch: Batch) -> Int
  /// What is logged of a step beside its loss.
  func notes(of batch: Batch) -> [String: Double]
}

/// Rows of a task with their labels, in an order drawn for each epoch.
struct LabeledRows<Model: RelationalModel>: Curriculum {
  let model: Model
  let settings: TrainingSettings
  let objective: Objective
  let train: TaskTable
  let scale: LabelScale
  let rehearsal: Rehearsal
  let random: RandomSource

  struct Batch: Sendable {
    let inputs: Model.Batches.Batch
    let labels: Tensor
  }

  var parameters: ParameterStore { model.parameters }
  var stepsPerEpoch: Int { settings.steps(rows: train.count) }

  func batches(ofEpoch epoch: Int, validations: [Double]) -> @Sendable (_ step: Int) -> Batch {
    var shuffle = random.stream(.shuffle, epoch: epoch)
    let order = shuffle.permutation(train.count)
    let (source, train, scale, size) = (model.batches, train, scale, settings.batchSize)
    let rehearsal = rehearsal
    return { step in
      let rows = order[step * size..<min(order.count, (step + 1) * size)].map(Int.init)
      let seeds = rehearsal.training(rows.map { train.seeds[$0] }, epoch: epoch)
      let batch = source.batch(of: seeds, epoch: epoch, without: [])
      batch.prepareForGradients()
      return Batch(inputs: batch, labels: Tensor(rows.map { scale.input(train.targets[$0]) }))
    }
  }

  func loss(of batch: Batch, in pass: Pass) -> Tensor {
    model.loss(of: batch.inputs, labels: batch.labels, objective: objective, in: pass)
  }

  func count(of batch: Batch) -> Int { batch.labels.count }
  func notes(of batch: Batch) -> [String: Double] { [:] }
}

/// What a label-free model is taught: alignment, cells and windows, more of the text hidden as it goes
/// on.
struct LabelFreeLessons: Curriculum {
  let model: RelZero
  let settings: TrainingSettings

  var parameters: ParameterStore { model.parameters }
  var stepsPerEpoch: Int { settings.maximumSteps }

  func batches(ofEpoch epoch: Int, validations: [Double]) -> @Sendable (_ step: Int) -> Lesson {
    let (lessons, perEpoch, total) = (
      model.lessons, stepsPerEpoch, stepsPerEpoch * settings.epochs
    )
    return { step in
      let step = (epoch - 1) * perEpoch + step
      let lesson = lessons.lesson(
        step: step, at: Double(step) / Double(total), validations: validations)
      lesson.prepareForGradients()
      return lesson
    }
  }

  func loss(of lesson: Lesson, in pass: Pass) -> Tensor { model.loss(of: lesson, in: pass) }
  func count(of lesson: Lesson) -> Int { lesson.count }
  func notes(of lesson: Lesson) -> [String: Double] { lesson.notes }
}
