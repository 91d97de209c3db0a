/// Neighboring rows of a table in its file, by their ends: from a key the rows around it are found,
/// however many lie before.
///
/// How many rows a table in a file has is not known before all are gone through. So a row's place is
/// counted from that end of the table from which it was reached: up from 0 at the first row, or down
/// from ``total`` at the last. Either way the distance to that end is exact.
public struct StoredStretch: Codable, Equatable, Sendable {
  public enum End: String, Codable, Sendable { case start, end }

  /// What ``StoredStretch/total`` is: the number of rows, no less than it, or a mark far behind them.
  public enum Certainty: String, Codable, Sendable { case exact, atMost, unknown }

  /// Places of the rows, from the first to the one after the last.
  public var places: Range<Int>
  public var first: StoredKey
  public var last: StoredKey
  public var countedFrom: End
  public var total: Int
  public var certainty: Certainty
  /// What a row's place is more by than in the stretch from which it was reached. Not 0 where counting
  /// down from the end came to the first row, whose place is 0.
  public var shift: Int

  public init(
    places: Range<Int>, first: StoredKey, last: StoredKey, countedFrom: End, total: Int,
    certainty: Certainty, shift: Int = 0
  ) {
    self.places = places
    self.first = first
    self.last = last
    self.countedFrom = countedFrom
    self.total = total
    self.certainty = certainty
    self.shift = shift
  }

  /// The number of a row in a table of so many rows, all of them counted.
  public func row(at place: Int, of rows: Int) -> Int {
    let row = countedFrom == .start ? place : rows - (total - place)
    return min(max(0, row), max(0, rows - 1))
  }
}

/// What tells a row in a file from all others: its row number, or its primary key.
public struct StoredKey: Codable, Equatable, Sendable {
  /// A value as it is stored: text by its bytes, which need not be valid UTF-8.
  public enum Part: Codable, Equatable, Sendable {
    case integer(Int64)
    case real(Double)
    case text([UInt8])
    case blob([UInt8])
  }

  public var parts: [Part]
  public init(_ parts: [Part]) { self.parts = parts }
}

/// Which page of a table in a file is wanted.
public enum StoredPlace: Codable, Equatable, Sendable {
  case first
  case last
  /// The one that begins at a place, counted as in a stretch not far from there.
  case at(Int, near: StoredStretch)
}
