import Testing

@testable import TerminalUI

@Suite("Event queue")
struct EventQueueTests {
  @Test("gives events in the order in which they were sent, once")
  func order() {
    let queue = EventQueue<Int>()
    for number in 0..<5 { queue.send(number) }
    #expect(queue.drain() == [0, 1, 2, 3, 4])
    #expect(queue.drain().isEmpty)
  }
}
