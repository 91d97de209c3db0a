/// Calls `body` with the first element's address of every array: what a loop reads by pointer while the
/// arrays are held.
func withPointers<Element, Answer>(
  to arrays: ArraySlice<[Element]>, _ found: [UnsafePointer<Element>?] = [],
  _ body: ([UnsafePointer<Element>?]) -> Answer
) -> Answer {
  guard let first = arrays.first else { return body(found) }
  return first.withUnsafeBufferPointer { buffer in
    withPointers(to: arrays.dropFirst(), found + [buffer.baseAddress], body)
  }
}
