/// A merge sort that is taken further a little at a time, so that a long one can show how far it is and
/// can be cut short.
///
/// Stretches are sorted first, each alone; then pairs of them are merged, pairs of pairs, and so on.
///
/// - Complexity: O(n log n) in all; a step is at most one stretch.
struct GradualSort<Item: Sendable>: Sendable {
  /// Items of one step: well under a millisecond of merging.
  static var stretch: Int { 1 << 13 }

  private var items: [Item]
  private var merged: [Item] = []
  /// Whether an item comes before another; no two are equal.
  private let isBefore: @Sendable (Item, Item) -> Bool
  /// Items of a part that is in order; 0 while stretches are sorted.
  private var width = 0
  /// The place from which items are not sorted yet, then the end of the pair that is merged.
  private var end = 0
  private var left = 0
  private var leftEnd = 0
  private var right = 0

  init(_ items: [Item], by isBefore: @escaping @Sendable (Item, Item) -> Bool) {
    self.items = items
    self.isBefore = isBefore
  }

  var isDone: Bool { width >= items.count && width > 0 || items.isEmpty }

  /// The items in order, once the sort is done.
  var sorted: [Item] { items }

  /// How far it is, from 0 to 1: sorting a stretch is about as much work as four merges of it.
  var share: Double {
    guard !isDone else { return 1 }
    let count = Double(items.count)
    let stretches = (count / Double(Self.stretch)).rounded(.up)
    var merges = 0.0
    while Double(1 << Int(merges)) < stretches { merges += 1 }
    if width == 0 { return 4 * Double(end) / count / (4 + merges) }
    var before = 0.0
    while Self.stretch << Int(before) < width { before += 1 }
    return (4 + before + Double(merged.count) / count) / (4 + merges)
  }

  mutating func step() {
    guard !isDone else { return }
    if width == 0 { sortStretch() } else { merge() }
  }

  private mutating func sortStretch() {
    let next = min(items.count, end + Self.stretch)
    items[end..<next].sort(by: isBefore)
    end = next
    if end == items.count { beginPass(Self.stretch) }
  }

  private mutating func beginPass(_ width: Int) {
    self.width = width
    guard !isDone else {
      merged = []
      return
    }
    merged.removeAll(keepingCapacity: true)
    merged.reserveCapacity(items.count)
    end = 0
    nextPair()
  }

  private mutating func nextPair() {
    left = end
    leftEnd = min(items.count, left + width)
    right = leftEnd
    end = min(items.count, right + width)
  }

  private mutating func merge() {
    for _ in 0..<Self.stretch {
      if left < leftEnd, right == end || !isBefore(items[right], items[left]) {
        merged.append(items[left])
        left += 1
      } else if right < end {
        merged.append(items[right])
        right += 1
      } else if end < items.count {
        nextPair()
      } else {
        swap(&items, &merged)
        beginPass(2 * width)
        return
      }
    }
  }
}
