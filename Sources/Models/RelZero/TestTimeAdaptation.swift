import Neural
import Randomness
import Tasks
import Tensors

/// Lets a label-free model settle on the rows that it is asked about, without knowing their answers.
///
/// A fixed number of steps makes answers surer (their entropy smaller) while their mean stays what it
/// was (else all of them become the more frequent answer); only the weights of norms learn. No label can
/// reach it: it is given seeds.
///
/// - Source: `spec/relzero.md` §4.4; entropy minimization on norms after Wang et al. 2021,
///   <https://arxiv.org/abs/2006.10726>.
public struct TestTimeAdaptation: Sendable {
  public var steps: Int
  public var learningRate: Float
  public var batchSize: Int

  public init(steps: Int, learningRate: Float = 1e-3, batchSize: Int = 64) {
    self.steps = steps
    self.learningRate = learningRate
    self.batchSize = batchSize
  }

  /// Whether a parameter is the weight of a norm on the way of an answer: the projector's or the
  /// decoder's.
  static func isAdapted(_ path: String) -> Bool {
    path == "projector.4.weight"
      || path.hasPrefix("language.") && (path.hasSuffix("norm.weight"))
  }

  /// Changes the model's norms; all other parameters keep their bits.
  ///
  /// - Returns: the mean entropy of the answers at each step, in nats.
  @discardableResult
  public func adapt(_ model: ZeroShot, to seeds: [Seed], random: RandomSource) -> [Double] {
    guard !seeds.isEmpty, steps > 0 else { return [] }
    let parameters = model.parameters
    let wereFrozen = parameters.parameters.map(\.isFrozen)
    parameters.setFrozen(true, under: "")
    for parameter in parameters.parameters where Self.isAdapted(parameter.path) {
      parameter.isFrozen = false
    }
    defer {
      for (parameter, was) in zip(parameters.parameters, wereFrozen) { parameter.isFrozen = was }
    }
    var adam = Adam(learningRate: learningRate)
    var entropies: [Double] = []
    var prior: Tensor?
    for step in 0..<steps {
      var stream = random.stream(.adaptation, row: step)
      let chosen = (0..<min(batchSize, seeds.count)).map { _ in seeds[stream.below(seeds.count)] }
      let batch = model.batches.batch(of: chosen, epoch: 0, without: [])
      batch.prepareForGradients()
      var entropy = 0.0
      let before = prior ?? model(batch, in: .inference).sigmoid().mean().detached
      prior = before
      let (_, gradients) = parameters.valueAndGradients {
        let odds = model(batch, in: .inference)
        let p = odds.sigmoid()
        // H(p) = log(1 + eˣ) − x p with x the log-odds of p.
        let uncertainty = (odds.softplus() - odds * p).mean()
        entropy = Double(uncertainty.scalar)
        let drift = p.mean() - before
        return uncertainty + drift * drift * 10
      }
      entropies.append(entropy)
      adam.update(parameters, along: gradients)
    }
    return entropies
  }
}

extension RandomSource.Purpose {
  static let adaptation = RandomSource.Purpose("adaptation")
}
