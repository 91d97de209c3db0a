/// The name of a run in a run log: `r0042`. Numbers are never used twice.
public struct RunID: Hashable, Comparable, Sendable, LosslessStringConvertible {
  public let number: Int64

  public init(number: Int64) {
    self.number = number
  }

  /// Reads `r0042`, `R42` or `42`; nil for anything else.
  public init?(_ text: String) {
    let digits = text.hasPrefix("r") || text.hasPrefix("R") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
      let number = Int64(digits)
    else { return nil }
    self.number = number
  }

  public var description: String {
    let digits = String(number)
    return "r" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

extension RunID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = RunID(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no run: expected r0042")
    }
    self = id
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
