import Features
import Randomness

extension Project {
  /// The project with noise on its numbers, to see how much a model's answers hang on their exact values.
  ///
  /// - Parameters:
  ///   - strength: deviations of a number's column.
  ///   - path: the model's checkpoint, which says what is a quantity, and how far values usually lie apart.
  /// - Throws: ``TrainingError`` for a checkpoint that cannot be read.
  public func disturbed(
    by strength: Double, asReadBy path: String
  ) throws(TrainingError) -> Project {
    let checkpoint = try Checkpoint(contentsOf: try CheckpointKeeper.file(at: path))
    let noise = NumberNoise(strength, random: RandomSource(seed: checkpoint.about.seed))
    return Project(
      database: noise.applied(to: database, readBy: checkpoint.features), home: home)
  }
}
