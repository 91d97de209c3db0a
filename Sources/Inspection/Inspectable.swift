import Foundation

/// What a stop of the journey says about itself: the command line prints it, a screen draws it, a
/// test snapshots it.
///
/// A summary is a plain value. It holds what is shown, never a handle on what it was taken from.
public protocol Summary: Codable, Equatable, Sendable {
  /// The summary as lines of plain text for a terminal or a log.
  var text: String { get }
}

/// A stop of the journey that can be looked at.
public protocol Inspectable {
  associatedtype Facts: Summary
  var summary: Facts { get }
}

extension Summary {
  /// The summary as one line of JSON with sorted keys, so that equal summaries are equal bytes.
  ///
  /// Numbers that JSON cannot hold are written as the strings `nan`, `inf` and `-inf`.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
