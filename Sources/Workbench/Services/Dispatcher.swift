import Foundation
import Synchronization
import TerminalUI

/// Carries requests to the services on threads of their own and puts the replies on the queue.
///
/// Within a lane requests are carried out in order, and one that was replaced by a newer of its kind
/// before its turn is left out. What follows the cursor is asked at once after a single step; while a
/// key is held it waits until the cursor rests, so that each step is one line and no more.
final class Dispatcher: Sendable {
  private let services: any WorkbenchServices
  private let files: WorkbenchFiles
  private let queue: EventQueue<Reply>
  private let rest: Int
  private let now: @Sendable () -> ContinuousClock.Instant
  private let lanes: [Request.Lane: DispatchQueue]
  private let newest = Mutex<[String: Int]>([:])
  /// When the cursor was last followed.
  private let lastStep = Mutex<ContinuousClock.Instant?>(nil)
  /// Whether all requests are to end, and which alone.
  private let stopped = Mutex<(all: Bool, some: Set<Int>)>((all: false, some: []))

  /// - Parameter rest: milliseconds without a step after which the cursor rests. A held key repeats more
  ///   often (11 times a second by default on a Linux console and on macOS, 25 times and more elsewhere),
  ///   a finger seldom does.
  init(
    _ services: any WorkbenchServices, files: WorkbenchFiles, replyingTo queue: EventQueue<Reply>,
    rest: Int = 120, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.services = services
    self.rest = rest
    self.now = now
    self.files = files
    self.queue = queue
    lanes = Dictionary(
      uniqueKeysWithValues: Request.Lane.allCases.map {
        ($0, DispatchQueue(label: "workbench.\($0.rawValue)", qos: .userInitiated))
      })
  }

  /// - Returns: whether the answer is most likely there in a moment.
  @discardableResult
  func send(_ request: Request, generation: Int) -> Bool {
    if let kind = request.kind { newest.withLock { $0[kind] = generation } }
    let lane = lanes[request.lane]
    guard request.followsCursor, isHeld() else {
      lane?.async { [self] in carryOut(request, generation) }
      return request.followsCursor
    }
    lane?.asyncAfter(deadline: .now() + .milliseconds(rest)) { [self] in
      carryOut(request, generation)
    }
    return false
  }

  private func carryOut(_ request: Request, _ generation: Int) {
    if let kind = request.kind, newest.withLock({ $0[kind] }) != generation { return }
    // Who asks anew wants no answer to the question before: the lane is free at once.
    func isStopped() -> Bool {
      let isReplaced = request.kind.map { kind in newest.withLock { $0[kind] } != generation }
      return isReplaced ?? false || stopped.withLock { $0.all || $0.some.contains(generation) }
    }
    func reply(_ result: Result<Answer, Failure>) {
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

  /// Notes a step of the cursor; whether it follows so soon on the last one that a key is held.
  private func isHeld() -> Bool {
    let now = now()
    return lastStep.withLock { last in
      defer { last = now }
      return last.map { now - $0 < .milliseconds(rest) } ?? false
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
