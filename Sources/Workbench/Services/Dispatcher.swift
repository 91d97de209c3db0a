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
      let result: Result<Answer, Failure>
      do {
        result = .success(try request.answer(from: services, files: files))
      } catch {
        result = .failure(Failure(String(describing: error)))
      }
      queue.send(Reply(generation: generation, request: request, result: result))
    }
  }
}
