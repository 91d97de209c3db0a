/// Eight-byte slots appended one at a time, without the checks that an array property makes per append.
struct GrowingBuffer: ~Copyable {
  private var slots: UnsafeMutablePointer<Int64>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 1024) {
    self.capacity = capacity
    slots = .allocate(capacity: capacity)
  }

  deinit { slots.deallocate() }

  mutating func append(_ value: Int64) {
    if count == capacity { grow() }
    slots[count] = value
    count += 1
  }

  subscript(place: Int) -> Int64 {
    get {
      precondition(place < count, "GrowingBuffer: place \(place) of \(count)")
      return slots[place]
    }
    set {
      precondition(place < count, "GrowingBuffer: place \(place) of \(count)")
      slots[place] = newValue
    }
  }

  var values: UnsafeBufferPointer<Int64> { UnsafeBufferPointer(start: slots, count: count) }

  private mutating func grow() {
    let wider = UnsafeMutablePointer<Int64>.allocate(capacity: capacity * 2)
    wider.moveInitialize(from: slots, count: count)
    slots.deallocate()
    slots = wider
    capacity *= 2
  }
}
