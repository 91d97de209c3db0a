import Features
import Prompts
import Randomness
import Relational
import Tasks

/// The questions about windows that a label-free model is pretrained on: drawn from the schema alone,
/// and kept when their answers vary.
///
/// Questions that tasks of the database ask word for word are left out, so that what is later called
/// zero-shot is: the model has met their kind, never them.
struct WindowPool: Sendable {
  struct Entry: Sendable {
    let seeds: WindowSeeds
    /// What centers and scales the answers of a question for a number; of yes and no the share of yes.
    let mean: Double
    let deviation: Double

    var past: PastQuestion { PastQuestion(rows: seeds.rows, mean: mean, deviation: deviation) }

    /// 0 or 1, or deviations from the mean, of a window that closes within a part; nil where there is no
    /// answer.
    func answer(of row: Int32, at time: Int64, _ part: SelfSupervision.Part) -> Double? {
      guard seeds.isClosed(time, part) else { return nil }
      let coming = seeds.coming(to: row, after: time)
      let question = seeds.question
      // Of nothing nothing can be said, but that it did not come.
      let asksWhether = question.condition == nil && [.exists, .count].contains(question.measure)
      guard asksWhether || !coming.isEmpty, let answer = seeds.rows.answers.answer(coming) else {
        return nil
      }
      return question.isYesNo ? answer : (answer - mean) / max(1e-9, deviation)
    }
  }

  /// By entity table, the questions about it.
  let entries: [Int: [Entry]]
  /// Entity tables with weights.
  let tables: [Int]
  private let weights: [Double]

  private static let windows = [1, 7, 14, 30, 60, 91, 182, 365]
    .map { TimeSpan(seconds: $0 * 86_400) }
  /// Answers looked at to judge a question.
  private static let trials = 48

  /// - Parameters:
  ///   - count: questions at most.
  ///   - excluded: questions never to be met, nor their opposites.
  init(
    _ supervision: SelfSupervision, features: [TableFeatures], count: Int,
    excluding excluded: Set<WindowQuestion>, random: RandomSource
  ) {
    var stream = random.stream(.questions)
    let writer = QuestionWriter(supervision, features: features)
    var collection = QuestionCollection(supervision, known: excluded)
    let paths = WindowPath.all(in: supervision.graph.database.schema)
      .filter { !collection.events(of: $0.table).learned.isEmpty }
    // Half of the questions name the values of columns one by one, so that which of them are met does not
    // hang on chance; the rest are of all kinds.
    let values = paths.flatMap { path in
      writer.values(of: path.table, rows: collection.events(of: path.table).learned)
        .map { (path, $0) }
    }
    for rank in 0..<(values.map(\.1.count).max() ?? 0) {
      for place in stream.permutation(values.count) where collection.count < count / 2 {
        let (path, conditions) = values[Int(place)]
        guard rank < conditions.count else { continue }
        Self.ask(conditions[rank], path, supervision, of: &collection, from: &stream)
      }
    }
    var tries = 0
    while collection.count < count, tries < 12 * count, !paths.isEmpty {
      tries += 1
      let path = paths[stream.below(paths.count)]
      let question = writer.question(
        path.tables, entity: path.entity, rows: collection.events(of: path.table).learned,
        window: Self.windows[stream.below(Self.windows.count)], from: &stream)
      if let question { collection.add(question, from: &stream) }
    }
    entries = collection.entries
    let tables = entries.keys.sorted()
    weights = tables.map { [entries] in Double(entries[$0]?.count ?? 0).squareRoot() }
    self.tables = tables
  }

  var isEmpty: Bool { tables.isEmpty }

  /// Whether any row is of a kind, and what share is, within a short window and a long one: whether any row
  /// is *not* of a kind hardly ever varies, so that it is shares that tell what a `not` does.
  private static func ask(
    _ condition: WindowQuestion.Condition, _ path: WindowPath, _ supervision: SelfSupervision,
    of collection: inout QuestionCollection, from stream: inout RandomStream
  ) {
    for measure in [WindowQuestion.Measure.exists, .share] {
      for windows in [windows.prefix(4), windows.suffix(4)].map(Array.init) {
        var question = path.question(
          measure, in: supervision.graph.database, window: windows[0])
        question.condition = condition
        // One of the windows; another where a task asks the very question.
        for place in stream.permutation(windows.count) {
          question.window = windows[Int(place)]
          if collection.isNew(question) { break }
        }
        collection.add(question, from: &stream)
      }
    }
  }

  /// A question with its scale; nil when it has too few answers, or always the same.
  static func scaled(_ seeds: WindowSeeds, from stream: inout RandomStream) -> Entry? {
    var answers: [Double] = []
    var tries = 0
    while answers.count < trials, tries < 6 * trials {
      tries += 1
      if let drawn = seeds.draw(.learned, from: &stream) { answers.append(drawn.answer) }
    }
    guard answers.count * 2 >= trials else { return nil }
    let mean = answers.reduce(0, +) / Double(answers.count)
    let variance = answers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(answers.count)
    let isVaried =
      seeds.question.isYesNo
      ? variedShares.contains(mean) && asksMoreThanWhether(seeds, from: &stream) : variance > 0
    return isVaried ? Entry(seeds: seeds, mean: mean, deviation: variance.squareRoot()) : nil
  }

  /// Shares of yes of questions that are worth asking.
  private static let variedShares = 0.04...0.96

  /// Whether a question with a condition has different answers even where rows come. `will any results
  /// have status id not 62?` has not: it asks whether there will be results, in words that mislead.
  private static func asksMoreThanWhether(
    _ seeds: WindowSeeds, from stream: inout RandomStream
  ) -> Bool {
    guard seeds.question.condition != nil else { return true }
    let answers = (0..<2 * trials).compactMap { _ in
      seeds.draw(.learned, comes: true, from: &stream)?.answer
    }
    return variedShares.contains(answers.reduce(0, +) / Double(max(1, answers.count)))
  }

  /// A question about a seed with its answer.
  struct Drawn: Sendable {
    var entry: Entry
    var seed: Seed
    var answer: Double
  }

  func draw(
    _ count: Int, _ part: SelfSupervision.Part, from stream: inout RandomStream
  ) -> (table: Int, drawn: [Drawn]) {
    let table = tables[stream.place(in: weights)]
    let questions = entries[table] ?? []
    var drawn: [Drawn] = []
    var tries = 0
    while drawn.count < count, tries < 12 * count {
      tries += 1
      let entry = questions[stream.below(questions.count)]
      guard let one = entry.seeds.draw(part, from: &stream) else { continue }
      drawn.append(Drawn(entry: entry, seed: one.seed, answer: one.answer))
    }
    return (table, drawn)
  }
}

extension RandomSource.Purpose {
  static let questions = RandomSource.Purpose("questions")
  static let lesson = RandomSource.Purpose("lesson")
}
