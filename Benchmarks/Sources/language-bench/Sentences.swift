import Foundation
import Tensors
import Text

/// The work of the peers' `minilm.py`: texts of about 8 and of about 64 tokens.
func measureSentences(_ options: Options) throws {
  guard
    let found = ModelSearch(home: nil).models().first(where: {
      $0.kind == .sentenceEncoder && $0.name.lowercased().contains("minilm")
    })
  else {
    throw TextError.noEncoder(name: "minilm", found: [], places: ModelSearch(home: nil).places)
  }
  let encoder = try BertSentenceEncoder(folder: found.path)
  let words = """
    driver race circuit lap time result grid position point season team engine car qualifying sprint pit \
    stop tyre weather constructor nationality british german italian french brazilian finnish name date year \
    round speed fastest status finished retired
    """.split(separator: " ")
  for (name, length, count) in [("8 tokens", 6, 1024), ("64 tokens", 62, 256)] {
    var state: UInt32 = 1
    let texts = (0..<count).map { _ in
      (0..<length).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return words[Int(state >> 8) % words.count]
      }.joined(separator: " ")
    }
    let times = seconds(of: options.rounds) {
      check(encoder.encode(texts).count == count * encoder.width)
    }
    Figure(
      what: "minilm " + name, weights: "float32", median: Double(count) / times.median,
      best: Double(count) / times[0], unit: "sentences/s", runs: times.count,
      threads: ComputePool.shared.threads
    ).emit()
  }
}
