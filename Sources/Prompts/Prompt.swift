import Text

/// A text for a decoder with places in it for vectors that are no tokens.
///
/// The layouts, with [g] for the seed's graph token and [n] for tokens of its neighbors:
///
///     <s>[g][n]… drivers: nationality is British. age is 31. code is <mask>. code:[g] HAM</s>
///     <s>[g][n]… drivers: nationality is British. Question: within 30 days, will …? Answer:[g] Yes</s>
///     <s>drivers: Question: within 30 days, will …? Answer:[n]…[g] Yes</s>
///
/// The published layout has the graph token in front alone, from where every layer must carry it to the
/// answer; a small decoder never learns to. It stands before the answer too, as Rel-LLM repeats it after
/// demonstrations (`spec/relzero.md` §5.6). Where a question is asked of a row of which the text says
/// nothing, there is nothing in front to read in its light, so it stands before the answer alone: such
/// prompts begin alike, and what they begin with is computed once for all rows.
public struct Prompt: Sendable, Equatable {
  public enum Part: Sendable, Equatable {
    case text(String)
    /// A place for a vector from the graph: the seed's is number 0, its neighbors' follow.
    case graph(Int)
    /// The cell that is asked for.
    case mask
  }

  public var parts: [Part]
  /// What is to come after it; nil when nobody knows yet.
  public var answer: String?
  /// What is asked, in words: the question, or the cell's name.
  public var asked: String

  public init(_ parts: [Part], asked: String = "", answer: String? = nil) {
    self.parts = parts
    self.asked = asked
    self.answer = answer
  }

  /// The prompt as a person reads it.
  public var display: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .graph(let number): "[g\(number)]"
      case .mask: "<mask>"
      }
    }.joined()
  }
}

extension Prompt {
  /// Asks for a cell of a row.
  ///
  /// - Parameters:
  ///   - shown: the attributes that are said, in the order in which they are.
  ///   - neighbors: places for vectors after the seed's own.
  public static func cell(
    _ asked: Int, of row: Int32, in text: RowText, at time: Int64, showing shown: [Int],
    neighbors: Int = 0
  ) -> Prompt {
    let name = text.attributes[asked].name
    let clauses = text.clauses(shown, row: row, at: time)
    let beginning = clauses.isEmpty ? "" : clauses + " "
    return Prompt(
      graph(neighbors) + [
        .text("\(text.table): \(beginning)\(name) is "), .mask, .text(". \(name):"),
        .graph(0),
      ],
      asked: "\(text.table) \(name)",
      answer: text.value(of: asked, row: row, at: time).map { " " + $0 })
  }

  /// Asks a question about a row.
  public static func question(
    _ question: String, about row: Int32, in text: RowText, at time: Int64,
    showing shown: [Int], neighbors: Int = 0, answer: String? = nil
  ) -> Prompt {
    let clauses = text.clauses(shown, row: row, at: time)
    let asked = "Question: \(question) Answer:"
    guard !clauses.isEmpty else {
      return Prompt(
        [.text("\(text.table): \(asked)")] + graph(neighbors).dropFirst() + [.graph(0)],
        asked: question, answer: answer.map { " " + $0 })
    }
    return Prompt(
      graph(neighbors) + [.text("\(text.table): \(clauses) \(asked)"), .graph(0)],
      asked: question, answer: answer.map { " " + $0 })
  }

  /// Asks whether a cell of a row says something, in the words of its clause: `city is Oslo?`
  ///
  /// The built-in language model has learned to look up what stands in such a question
  /// (`VisibleQuestion`); here the clause is hidden, and the graph's to know.
  public static func statement(
    that asked: Int, is value: String, of row: Int32, in text: RowText, at time: Int64,
    showing shown: [Int], neighbors: Int = 0, answer: String? = nil
  ) -> Prompt {
    .question(
      "\(text.attributes[asked].name) is \(value)?", about: row, in: text, at: time,
      showing: shown, neighbors: neighbors, answer: answer)
  }

  private static func graph(_ neighbors: Int) -> [Part] {
    (0...neighbors).map { .graph($0) }
  }
}
