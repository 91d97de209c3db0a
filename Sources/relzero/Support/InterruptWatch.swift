import Dispatch
import Foundation

/// Calls back when somebody asks the process to end: Ctrl-C, SIGTERM, or a closed terminal, unless that is to
/// be ignored, as nohup wants it. A second Ctrl-C ends it at once.
final class InterruptWatch {
  private let sources: [any DispatchSourceSignal]

  init(_ interrupted: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "relzero.interrupts")
    var hangup = sigaction()
    sigaction(SIGHUP, nil, &hangup)
    let isDeaf = unsafeBitCast(hangup.__sigaction_handler.sa_handler, to: Int.self) == 1
    sources = (isDeaf ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]).map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        signal(number, SIG_DFL)
        interrupted()
      }
      source.resume()
      return source
    }
  }

  func end() {
    for source in sources { source.cancel() }
  }
}
