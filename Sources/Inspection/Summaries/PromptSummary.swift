/// The very prompt that a language model reads about an entity, token by token.
public struct PromptSummary: Summary {
  public enum Kind: String, Codable, Sendable {
    case token
    /// A vector from the graph: the seed's, or a neighbor's.
    case graph
    /// A learned vector in the place of the cell that is asked for.
    case mask
  }

  public struct Token: Codable, Equatable, Sendable {
    public var kind: Kind
    /// As the vocabulary writes it; of a vector the row it stands for.
    public var text: String
    /// In the vocabulary; nil for vectors.
    public var id: Int32?

    public init(kind: Kind, text: String, id: Int32?) {
      self.kind = kind
      self.text = text
      self.id = id
    }
  }

  /// One attribute of the entity's row.
  public struct Attribute: Codable, Equatable, Sendable {
    public var name: String
    /// Whether the text says it at this sparsity. The graph's side has it unless it is asked for.
    public var isSaid: Bool
    /// Whether it is the cell that is asked for: hidden from the text and from the graph.
    public var isAsked: Bool
    /// As the text writes it.
    public var value: String

    /// `■` where a side sees it, `□` where the text leaves it out, `▣` where it is asked for.
    public var textSign: String { isAsked ? "▣" : isSaid ? "■" : "□" }
    public var graphSign: String { isAsked ? "▣" : "■" }

    public init(name: String, isSaid: Bool, isAsked: Bool = false, value: String = "") {
      self.name = name
      self.isSaid = isSaid
      self.isAsked = isAsked
      self.value = value
    }
  }

  /// The same prompt where the text says more or less of the row.
  public struct Level: Codable, Equatable, Sendable {
    public var sparsity: Double
    public var tokens: Int
    /// The probability of label 1, or the number in the target's unit; nil where no run answers.
    public var answer: Double?

    public init(sparsity: Double, tokens: Int, answer: Double? = nil) {
      self.sparsity = sparsity
      self.tokens = tokens
      self.answer = answer
    }
  }

  public var task: String
  public var entity: RowReference
  public var time: String
  public var sparsity: Double
  public var question: String
  /// Asked in a second prompt; half the difference of both answers counts. Nil where there is none.
  public var opposite: String?
  /// The prompt as a person reads it, vectors in brackets.
  public var prompt: String
  public var tokens: [Token]
  public var attributes: [Attribute]
  public var levels: [Level] = []

  public init(
    task: String, entity: RowReference, time: String, sparsity: Double, question: String,
    opposite: String? = nil, prompt: String, tokens: [Token], attributes: [Attribute]
  ) {
    self.task = task
    self.entity = entity
    self.time = time
    self.sparsity = sparsity
    self.question = question
    self.opposite = opposite
    self.prompt = prompt
    self.tokens = tokens
    self.attributes = attributes
  }

  public var text: String {
    var lines = ["\(task)  \(entity.label)  at \(time)  sparsity \(sparsity)", ""]
    lines.append("  " + Escaping.visible(prompt))
    if let opposite { lines.append("  and again, to be taken off: " + Escaping.visible(opposite)) }
    lines.append("")
    let soft = tokens.count { $0.kind == .graph }
    lines.append("  \(tokens.count) tokens, \(soft) of them from the graph")
    for (place, token) in tokens.enumerated() {
      let id = token.id.map { "\($0)" } ?? (token.kind == .graph ? "graph" : "mask")
      lines.append("  \(pad("\(place)", 4))  \(pad(id, 6))  \(Escaping.visible(token.text))")
    }
    if !attributes.isEmpty {
      lines.append("")
      let asked = attributes.contains(where: \.isAsked) ? "  ▣ asked for, hidden from both" : ""
      lines.append("  ■ said  □ hidden from the text, seen by the graph" + asked)
      for attribute in attributes {
        lines.append("  \(attribute.textSign) \(Escaping.visible(attribute.name))")
      }
    }
    if !levels.isEmpty {
      lines += ["", "  hidden  tokens  answer"]
      for level in levels {
        lines.append(
          "  \(pad("\(Int((level.sparsity * 100).rounded()))%", 6))\(pad("\(level.tokens)", 8))"
            + (level.answer.map { "  \($0)" } ?? ""))
      }
    }
    return lines.joined(separator: "\n")
  }

  private func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
