/// Calls `body` with the first element's address of every array, nil of one without: what a loop reads by
/// pointer while the arrays are held.
func withPointers<Element, Answer>(
  to arrays: ArraySlice<[Element]>, _ found: [UnsafePointer<Element>?] = [],
  _ body: ([UnsafePointer<Element>?]) -> Answer
) -> Answer {
  guard let first = arrays.first else { return body(found) }
  return first.withUnsafeBufferPointer { buffer in
    // An empty array has an address too, where nothing may be read.
    withPointers(to: arrays.dropFirst(), found + [buffer.isEmpty ? nil : buffer.baseAddress], body)
  }
}
