import Randomness

/// A column of an invented table: what it holds and how its values hang together.
struct SampleColumn {
  var name: String
  var content: Content
  /// How much a number follows what the row's entity is like, from 0 to 1.
  var loyalty = 0.0
  /// Numbers crowd at the low end of their range when above 1.
  var skew = 1.0
  /// The category of which this one is a function, by its place in the table, and the function.
  var rule: (column: Int, values: [String])?
  /// How often a cell is empty.
  var missing = 0.0

  enum Content {
    case category([String])
    case pool(NamePool)
    case whole(ClosedRange<Int>)
    case decimal(ClosedRange<Double>, places: Int)
    case flag
    /// A time up to so many years ago.
    case time(years: Int)
  }
}

/// A cell as a prompt may show it.
enum SampleCell: Equatable {
  case text(String)
  case number(Double)
  case flag(Bool)
  /// Hours before the time at which the row is looked at.
  case hoursAgo(Int)
}

/// Where names come from.
enum NamePool: String {
  case person, place, country, nationality, company, color, language, job, thing, topic, phrase,
    code

  func draw(_ random: inout RandomStream, invented share: Double) -> String {
    typealias Pools = WordPools
    if self != .code, random.uniform() < share {
      let word = Pools.invented(&random)
      return self == .topic || self == .thing
        ? word : word.prefix(1).uppercased() + word.dropFirst()
    }
    func pick(_ words: [String]) -> String { Pools.pick(words, &random) }
    switch self {
    case .person: return pick(Pools.firstNames) + " " + pick(Pools.lastNames)
    case .place: return pick(Pools.places)
    case .country: return pick(Pools.countries)
    case .nationality: return pick(Pools.nationalities)
    case .company:
      let name = random.below(2) == 0 ? pick(Pools.lastNames) : pick(Pools.places)
      return random.below(2) == 0 ? name : name + " " + pick(Pools.companyEnds)
    case .color: return pick(Pools.colors)
    case .language: return pick(Pools.languages)
    case .job: return pick(Pools.jobs)
    case .thing: return pick(Pools.nouns)
    case .topic: return pick(random.below(2) == 0 ? Pools.nouns : Pools.jobs)
    case .phrase:
      let phrase = pick(Pools.adjectives) + " " + pick(Pools.nouns)
      return random.below(2) == 0 ? phrase : phrase.prefix(1).uppercased() + phrase.dropFirst()
    case .code:
      let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
      var code = String((0..<2 + random.below(2)).map { _ in letters[random.below(26)] })
      if random.below(3) == 0 { code += "\(random.below(1000))" }
      return code
    }
  }
}
