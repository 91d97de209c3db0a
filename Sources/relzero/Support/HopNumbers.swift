import ArgumentParser

/// `8,4`: rows per edge type at each hop, as typed after `--fanout`.
struct HopNumbers: ExpressibleByArgument, CustomStringConvertible {
  let numbers: [Int]

  /// Of 1 to 8 whole numbers; nil for anything else.
  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count, numbers.count <= 8 else { return nil }
  }

  init(_ numbers: Int...) { self.numbers = numbers }

  var description: String { numbers.map(String.init).joined(separator: ",") }
}
