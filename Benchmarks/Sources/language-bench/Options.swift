import Foundation

/// What the command line asks for.
struct Options {
  enum Weights: String {
    case float32, bfloat16, int8
  }

  var wanted: [String] = []
  var files: [String] = []
  var weights = Weights.float32
  var rounds = 5
  var threads: Int?
  /// Whether float32 sides of products may be rounded to bfloat16.
  var isRounding = false

  init(_ arguments: some Sequence<String>) {
    var rest = Array(arguments)[...]
    while let word = rest.popFirst() {
      switch word {
      case "--weights":
        guard let weights = rest.popFirst().flatMap(Weights.init) else {
          fail("--weights takes float32, bfloat16 or int8")
        }
        self.weights = weights
      case "--rounds": rounds = number(rest.popFirst(), word)
      case "--threads": threads = number(rest.popFirst(), word)
      case "--rounding": isRounding = true
      case _ where ["table", "llama-1b-in", "tokens"].contains(wanted.first): files.append(word)
      default: wanted.append(word)
      }
    }
    if wanted.isEmpty { fail("say what: prefill decode soft lora minilm llama-1b table tokens") }
  }

  private func number(_ word: String?, _ name: String) -> Int {
    guard let number = word.flatMap({ Int($0) }), number > 0 else { fail("\(name) takes a number") }
    return number
  }

  func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("language-bench: \(message)\n".utf8))
    exit(64)
  }
}
