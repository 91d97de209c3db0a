/// A text to learn from, in parts that are learned in different ways.
struct TextSample: Equatable {
  enum Kind: String, CaseIterable, Codable {
    case row, schema, cell, copy, visible, window, count
  }

  enum Role {
    /// Read only.
    case context
    /// Learned as text.
    case plain
    /// Learned as an answer.
    case answer
  }

  struct Part: Equatable {
    var text: String
    var role: Role
  }

  var kind: Kind
  var parts: [Part]

  var text: String { parts.map(\.text).joined() }

  mutating func add(_ text: String, _ role: Role) {
    parts.append(Part(text: text, role: role))
  }

  /// Adds an answer and the end of the text.
  mutating func end(with answer: String) {
    add(" " + answer + Special.end, .answer)
  }
}

/// The tokens of prompts that stand for something else than their letters.
public enum Special {
  public static let begin = "<s>"
  public static let end = "</s>"
  public static let pad = "<pad>"
  /// The cell that is asked for.
  public static let mask = "<mask>"
  /// A place for vectors from the graph.
  public static let graph = "<graph>"

  public static let all = [begin, end, pad, mask, graph]
}
