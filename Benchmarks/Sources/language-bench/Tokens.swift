import Foundation
import LanguageModels
import Tensors
import Text

/// How fast a tokenizer cuts the lines of some text files, on one core: with no piece known from before, and
/// with those remembered that it met.
func measureTokens(_ options: Options) throws {
  guard let folder = options.files.first, options.files.count > 1 else {
    options.fail("tokens takes a model's folder, or built-in, and text files")
  }
  let path = folder == "built-in" ? try LanguageModel.builtInFolder() : folder
  let lines = try options.files.dropFirst().flatMap {
    try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n").map(String.init)
  }
  let bytes = lines.reduce(0) { $0 + $1.utf8.count }
  func emit(_ what: String, _ times: [Double]) {
    Figure(
      what: what, weights: "-", median: Double(bytes) * 1e-6 / times.median,
      best: Double(bytes) * 1e-6 / times[0], unit: "MB/s", runs: times.count, threads: 1
    ).emit()
  }
  let fresh = try (0..<options.rounds).map { _ in try Tokenizer(folder: path) }
  var next = fresh.makeIterator()
  emit(
    "tokens, at first",
    seconds(of: options.rounds, warmUp: false) {
      check(next.next()?.encode(lines).count == lines.count)
    })
  emit(
    "tokens, again",
    seconds(of: options.rounds) { check(fresh[0].encode(lines).count == lines.count) })
}
