import Foundation

/// Times of one piece of work over several rounds.
struct Timing {
  let best: Double
  let median: Double
  /// Processor time of all threads in the round that used least: what counts on a busy machine.
  let processor: Double

  /// Runs `work` once to warm up, then `rounds` times; seconds of wall time.
  init(rounds: Int = 9, _ work: () -> Void) {
    work()
    let clock = ContinuousClock()
    var seconds: [Double] = []
    var processorSeconds: [Double] = []
    for _ in 0..<rounds {
      let start = Self.processorTime()
      let elapsed = clock.measure(work).components
      processorSeconds.append(Self.processorTime() - start)
      seconds.append(Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
    }
    seconds.sort()
    best = seconds[0]
    median = seconds[rounds / 2]
    processor = processorSeconds.min() ?? 0
  }

  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  func gigaflops(_ operations: Int) -> String {
    String(
      format: "%7.1f (%6.1f)", Double(operations) * 1e-9 / best, Double(operations) * 1e-9 / median)
  }

  func nanosecondsPer(_ count: Int) -> String {
    String(format: "%6.3f (%6.3f)", best * 1e9 / Double(count), median * 1e9 / Double(count))
  }

  var milliseconds: String {
    String(
      format: "%7.2f (%7.2f), processor time %7.2f", best * 1e3, median * 1e3, processor * 1e3)
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
