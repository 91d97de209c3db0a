import Foundation

/// Times of one piece of work over several rounds.
struct Timing {
  let best: Double
  let median: Double

  /// Runs `work` once to warm up, then `rounds` times; seconds of wall time.
  init(rounds: Int = 9, _ work: () -> Void) {
    work()
    let clock = ContinuousClock()
    let seconds = (0..<rounds).map { _ in
      let elapsed = clock.measure(work).components
      return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }.sorted()
    best = seconds[0]
    median = seconds[seconds.count / 2]
  }

  func gigaflops(_ operations: Int) -> String {
    String(
      format: "%7.1f (%6.1f)", Double(operations) * 1e-9 / best, Double(operations) * 1e-9 / median)
  }

  func nanosecondsPer(_ count: Int) -> String {
    String(format: "%6.3f (%6.3f)", best * 1e9 / Double(count), median * 1e9 / Double(count))
  }

  var milliseconds: String {
    String(format: "%7.2f (%7.2f)", best * 1e3, median * 1e3)
  }
}

func padded(_ text: String, _ width: Int) -> String {
  text.padding(toLength: width, withPad: " ", startingAt: 0)
}

/// Ends the program when an answer is wrong: a fast wrong kernel is no result.
func check(_ isRight: Bool, _ what: String) {
  guard isRight else {
    print("WRONG ANSWER: \(what)")
    exit(70)
  }
}
