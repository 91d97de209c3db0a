import Relational
import Tasks

/// When validation and test begin: what nothing of the training years may look beyond.
struct Cutoffs: Equatable, Sendable {
  let validation: Timestamp?
  let test: Timestamp?

  init(validation: Timestamp?, test: Timestamp?) {
    self.validation = validation
    self.test = test
  }

  /// The database's own cutoffs; where its manifest names none, the first time that the split asks at.
  init(of database: Database, val: [Seed], test: [Seed]) {
    func first(_ seeds: [Seed]) -> Timestamp? {
      seeds.map(\.time).min().map { Timestamp(microseconds: $0) }
    }
    validation = database.schema.validationCutoff ?? first(val)
    self.test = database.schema.testCutoff ?? first(test)
  }
}
