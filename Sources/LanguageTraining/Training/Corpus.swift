import Randomness
import Text

/// The texts of a recipe: those of a step, those kept for tests, each drawn from its number alone.
struct Corpus {
  let seed: UInt64

  private var source: RandomSource { RandomSource(seed: seed) }

  /// Texts about some invented databases.
  ///
  /// - Parameter numbers: of databases; those of a step are met in no other.
  func samples(
    databases numbers: Range<Int>, perDatabase: Int, isHeldOut: Bool = false,
    kind: TextSample.Kind? = nil
  ) -> [TextSample] {
    let purpose = RandomSource.Purpose("texts " + (kind?.rawValue ?? ""))
    return numbers.flatMap { number -> [TextSample] in
      let database = SampleDatabase(number: number, random: source, isHeldOut: isHeldOut)
      let writer = SampleWriter(database)
      var random = source.stream(purpose, epoch: isHeldOut ? 1 : 0, row: number)
      return (0..<perDatabase).compactMap { _ in
        guard let kind else { return writer.write(&random) }
        return writer.write(kind, &random)
      }
    }
  }

  /// The vocabulary's rules, learned from texts for training.
  func tokenizerFile(databases: Int, vocabulary: Int) -> JSONValue {
    var training = BytePairTraining(special: Special.all)
    for sample in samples(databases: 0..<databases, perDatabase: 12) { training.read(sample.text) }
    return training.file(begin: Special.begin, vocabulary: vocabulary)
  }
}
