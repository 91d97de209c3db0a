import Randomness

/// Rows of words that fit nothing, asked about at once: what stands behind a name can be told by looking
/// and by nothing else, so that a model learns to look before it learns what is usual.
///
/// - Source: that copying is learned where words are many and come back at once: Chan et al. 2022, "Data
///   Distributional Properties Drive Emergent In-Context Learning in Transformers".
struct CopyDrill {
  static func sample(opening: String, _ random: inout RandomStream) -> TextSample {
    var names: [String] = []
    var values: [String] = []
    for _ in 0..<4 + random.below(6) {
      let name = name(&random)
      guard !names.contains(name) else { continue }
      names.append(name)
      values.append(value(&random))
    }
    let clauses = zip(names, values).map { "\($0) is \($1)." }.joined(separator: " ")
    var sample = TextSample(kind: .copy, parts: [])
    sample.add(opening + name(&random) + ": " + clauses, .context)
    let isAsked = random.below(2) == 0
    for place in random.permutation(names.count).map({ Int($0) }) {
      guard isAsked else {
        sample.add(" \(names[place]):", .context)
        sample.end(with: values[place])
        continue
      }
      let isTrue = random.below(2) == 0
      let asked = isTrue ? values[place] : other(than: place, values, &random)
      sample.add(" Question: is \(names[place]) \(asked)? Answer:", .context)
      sample.end(with: asked == values[place] ? "Yes" : "No")
    }
    return sample
  }

  /// A value of another clause, or one that is nowhere.
  private static func other(
    than place: Int, _ values: [String], _ random: inout RandomStream
  ) -> String {
    random.below(2) == 0 ? WordPools.pick(values, &random) : value(&random)
  }

  private static func name(_ random: inout RandomStream) -> String {
    random.below(2) == 0
      ? word(&random) : WordPools.pick(WordPools.adjectives, &random) + " " + word(&random)
  }

  private static func value(_ random: inout RandomStream) -> String {
    switch random.below(8) {
    case 0: "\(random.below(1000))"
    case 1: NamePool.code.draw(&random, invented: 0)
    case 2: NamePool.person.draw(&random, invented: 0)
    case 3: NamePool.place.draw(&random, invented: 0)
    case 4: word(&random) + " " + word(&random)
    default: word(&random)
    }
  }

  private static func word(_ random: inout RandomStream) -> String {
    switch random.below(4) {
    case 0: WordPools.pick(WordPools.adjectives, &random)
    case 1: WordPools.invented(&random)
    default: WordPools.pick(WordPools.nouns, &random)
    }
  }
}
