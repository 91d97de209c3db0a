import Dispatch
import Foundation
import Synchronization

/// Records what a program does with its time: which operation took how long, on which thread.
///
/// Time is cut by marks: what a mark names began where the thread's mark before it ended, so that the
/// marks of a thread cover its time without a gap. Operations mark themselves when they are done,
/// forward and backward; whoever drives them marks the rest. Off, it costs a load and a branch for each
/// operation.
public final class Profiler: Sendable {
  public static let shared = Profiler()

  private struct State {
    var profile = Profile()
    var start: UInt64 = 0
    /// Per thread the end of its last mark.
    var marks: [UInt: UInt64] = [:]
    /// Per thread its number in the trace.
    var threads: [UInt: Int] = [:]
    var multiplications = 0
  }

  private let running = Atomic(false)
  private let multiplications = Atomic(0)
  private let state = Mutex(State())

  init() {}

  @inline(__always)
  var isOn: Bool { running.load(ordering: .relaxed) }

  /// Starts anew; the calling thread's time counts from now.
  public func begin() {
    let limits = MachineLimits.measured()
    multiplications.store(0, ordering: .relaxed)
    state.withLock { state in
      state = State()
      state.profile.limits = limits
      state.start = DispatchTime.now().uptimeNanoseconds
    }
    running.store(true, ordering: .releasing)
  }

  /// Stops and hands out what was recorded.
  public func end() -> Profile {
    running.store(false, ordering: .releasing)
    let end = DispatchTime.now().uptimeNanoseconds
    return state.withLock { state in
      state.profile.seconds = Double(end - state.start) * 1e-9
      return state.profile
    }
  }

  /// Names what the calling thread has done since its last mark.
  public func mark(_ name: StaticString) {
    guard isOn else { return }
    record(Profile.Name(text: name.description, kind: .other), bytes: 0)
  }

  /// An operation of the tape is done.
  ///
  /// - Parameters:
  ///   - function: the function that records it: `linear(_:adding:)`.
  ///   - bytes: what it has to read and write at least.
  func operation(_ function: StaticString, isGradient: Bool, bytes: Int) {
    let name = function.description.prefix { $0 != "(" }
    record(
      Profile.Name(text: String(name), kind: isGradient ? .gradient : .operation), bytes: bytes)
  }

  /// A matrix product of some thread: `2 · multiplications` floating-point operations.
  @inline(__always)
  func count(multiplications count: Int) {
    if isOn { multiplications.add(count, ordering: .relaxed) }
  }

  private func record(_ name: Profile.Name, bytes: Int) {
    let now = DispatchTime.now().uptimeNanoseconds
    let thread = UInt(pthread_self())
    let products = multiplications.load(ordering: .relaxed)
    state.withLock { state in
      let start = state.marks[thread] ?? state.start
      state.marks[thread] = now
      let number = state.threads[thread] ?? state.threads.count
      state.threads[thread] = number
      // Products belong to the operation during which they were counted.
      var flops = 0
      if name.kind != .other {
        flops = 2 * (products - state.multiplications)
        state.multiplications = products
      }
      state.profile.add(
        name, thread: number, start: start - state.start, nanoseconds: now - start, flops: flops,
        bytes: bytes)
    }
  }
}
