import Foundation
import Synchronization
import TerminalUI

/// Carries requests to the services on threads of their own and puts the replies on the queue.
///
/// Within a lane requests are carried out in order, and one that was replaced by a newer of its kind
/// before its turn is left out.
final class Dispatcher: Sendable {
  private let services: any WorkbenchServices
  private let files: WorkbenchFiles
  private let queue: EventQueue<Reply>
  private let lanes: [Request.Lane: DispatchQueue]
  private let newest = Mutex<[String: Int]>([:])
  /// Whether all requests are to end, and which alone.
  private let stopped = Mutex<(all: Bool, some: Set<Int>)>((all: false, some: []))

  init(
    _ services: any WorkbenchServices, files: WorkbenchFiles, replyingTo queue: EventQueue<Reply>
  ) {
    self.services = services
    self.files = files
    self.queue = queue
    lanes = Dictionary(
      uniqueKeysWithValues: Request.Lane.allCases.map {
        ($0, DispatchQueue(label: "workbench.\($0.rawValue)", qos: .userInitiated))
      })
  }

  func send(_ request: Request, generation: Int) {
    if let kind = request.kind { newest.withLock { $0[kind] = generation } }
    lanes[request.lane]?.async { [self] in
      if let kind = request.kind, newest.withLock({ $0[kind] }) != generation { return }
      @Sendable func isStopped() -> Bool {
        stopped.withLock { $0.all || $0.some.contains(generation) }
      }
      @Sendable func reply(_ result: Result<Answer, Failure>) {
        queue.send(Reply(generation: generation, request: request, result: result))
      }
      let result: Result<Answer, Failure>
      do {
        result = .success(
          try request.answer(from: services, files: files, isStopped: isStopped) {
            reply(.success($0))
          })
      } catch {
        result = .failure(Failure(String(describing: error)))
      }
      reply(result)
    }
  }

  /// Asks a request to end; it is answered all the same.
  func stop(_ generation: Int) {
    stopped.withLock { _ = $0.some.insert(generation) }
  }

  /// Lets no half-written file stay behind.
  func end() {
    stopped.withLock { $0.all = true }
    lanes[.exports]?.sync {}
  }
}
