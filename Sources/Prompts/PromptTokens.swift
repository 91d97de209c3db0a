import Text

/// A prompt in a vocabulary: ids, with marks where vectors stand.
public struct PromptTokens: Sendable, Equatable {
  /// What stands at a place of the sequence.
  public enum Place: Sendable, Hashable {
    case token(Int32)
    /// A vector from the graph, by number.
    case graph(Int)
    /// The vector of another seed that is read beside this prompt's own, by its number among all.
    case other(Int)
    case mask
  }

  public let places: [Place]
  /// The ids of the answer with the end of text after it; empty where the answer is not known.
  public let answer: [Int32]
  /// The ids of what is asked, its words alone.
  public let asked: [Int32]

  /// The special tokens that a tokenizer has for prompts.
  public struct Specials: Sendable, Equatable {
    /// Begins a text; nil where the model has none.
    public let beginning: Int32?
    public let end: Int32
    /// Stands where no vector from the graph is put, and where the asked cell is; nil in models made
    /// for other texts, which learn vectors for both.
    public let graph: Int32?
    public let mask: Int32?

    public init(beginning: Int32?, end: Int32, graph: Int32?, mask: Int32?) {
      self.beginning = beginning
      self.end = end
      self.graph = graph
      self.mask = mask
    }
  }

  /// The same prompt with another answer.
  public func answered(_ answer: [Int32]) -> PromptTokens {
    PromptTokens(places: places, answer: answer, asked: asked)
  }

  /// The same prompt with answered examples before the vectors that stand at its end, as the seed's own
  /// stands before its answer: a vector and the ids of its answer each.
  public func demonstrated(_ examples: [(number: Int, answer: [Int32])]) -> PromptTokens {
    var end = places.count
    while end > 0, case .graph = places[end - 1] { end -= 1 }
    let shown = examples.flatMap { example in
      [.other(example.number)] + example.answer.map { Place.token($0) }
    }
    return PromptTokens(
      places: places[..<end] + shown + places[end...], answer: answer, asked: asked)
  }

  /// The tokens without the vectors that stand among them.
  public var words: [Int32] {
    places.compactMap { if case .token(let id) = $0 { id } else { nil } }
  }

  public init(places: [Place], answer: [Int32], asked: [Int32] = []) {
    self.places = places
    self.answer = answer
    self.asked = asked
  }

  public init(_ prompt: Prompt, tokenizer: Tokenizer, specials: Specials) {
    var places: [Place] = specials.beginning.map { [.token($0)] } ?? []
    for part in prompt.parts {
      switch part {
      case .text(let text):
        places += tokenizer.encodePlain(text).map { .token($0) }
      case .graph(let number): places.append(.graph(number))
      case .mask: places.append(.mask)
      }
    }
    self.places = places
    answer = prompt.answer.map { tokenizer.encodePlain($0) + [specials.end] } ?? []
    asked = tokenizer.encodePlain(prompt.asked)
  }
}
