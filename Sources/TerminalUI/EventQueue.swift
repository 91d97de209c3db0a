import Glibc
import Synchronization

/// Events from other threads for the one thread that owns the screen, which a byte in a pipe wakes.
public final class EventQueue<Event: Sendable>: Sendable {
  private let waiting = Mutex<[Event]>([])
  private let readEnd: Int32
  private let writeEnd: Int32

  public init() {
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      }
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    if readEnd >= 0 { close(readEnd) }
    if writeEnd >= 0 { close(writeEnd) }
  }

  /// Readable while events wait.
  public var descriptor: Int32 { readEnd }

  /// Adds an event from any thread.
  public func send(_ event: Event) {
    let wasEmpty = waiting.withLock { events in
      events.append(event)
      return events.count == 1
    }
    guard wasEmpty, writeEnd >= 0 else { return }
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  /// All events so far, in order.
  public func drain() -> [Event] {
    if readEnd >= 0 {
      var bytes = [UInt8](repeating: 0, count: 64)
      while read(readEnd, &bytes, bytes.count) > 0 {}
    }
    return waiting.withLock { events in
      let taken = events
      events.removeAll(keepingCapacity: true)
      return taken
    }
  }
}
