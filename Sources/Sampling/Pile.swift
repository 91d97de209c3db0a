/// Plain values appended one after another, in memory that is kept when the pile is cleared.
///
/// What an `Array` does, without its checks of uniqueness and bounds at every element: in the sampler's
/// inner loop these cost more than the sampling. Belongs to one owner, who calls ``free()`` at the end.
struct Pile<Element: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity = 256

  init() {
    base = .allocate(capacity: capacity)
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    base[count] = element
    count &+= 1
  }

  /// Appends as many copies as it takes to have `total` elements.
  @inline(__always)
  mutating func fill(to total: Int, with element: Element) {
    guard total > count else { return }
    if total > capacity { grow(to: total) }
    for index in count..<total { base[index] = element }
    count = total
  }

  mutating func clear() { count = 0 }

  func free() { base.deallocate() }

  @inline(never)
  private mutating func grow(to needed: Int) {
    capacity = max(2 * capacity, needed)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }
}
