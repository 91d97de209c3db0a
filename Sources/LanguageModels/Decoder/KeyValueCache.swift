import Tensors

/// Keys and values of the rows that a decoder has seen, so that later rows need not compute them again.
///
/// Each sequence has a slot of equally many rows in every layer; slots grow when one is full.
public struct KeyValueCache: Sendable {
  /// Rows held per sequence.
  public private(set) var lengths: [Int]
  var layers: [Layer?]

  /// One layer's keys and values, `[sequences · slot, key heads · head width]`.
  struct Layer: Sendable {
    var keys: Tensor
    var values: Tensor
    var slot: Int

    init(sequences: Int, slot: Int, width: Int) {
      keys = .zeros([sequences * slot, width])
      values = .zeros([sequences * slot, width])
      self.slot = slot
    }

    /// Puts rows behind those already held.
    mutating func append(keys newKeys: Tensor, values newValues: Tensor, _ sequences: Sequences) {
      let needed = sequences.longest
      if needed > slot { grow(to: max(needed, slot * 2), sequences.lengths.count) }
      let places = (sequences.cached, sequences.lengths, slot)
      Self.write(newKeys, to: &keys, places)
      Self.write(newValues, to: &values, places)
    }

    private static func write(
      _ rows: Tensor, to target: inout Tensor,
      _ places: (cached: [Int], lengths: [Int], slot: Int)
    ) {
      let width = rows.shape.width
      target.withMutableScalars { target in
        rows.withScalars { rows in
          var start = 0
          for index in places.lengths.indices {
            let place = (index * places.slot + places.cached[index]) * width
            let count = places.lengths[index] * width
            _ = UnsafeMutableBufferPointer(rebasing: target[place..<place + count])
              .update(fromContentsOf: rows[start..<start + count])
            start += count
          }
        }
      }
    }

    private mutating func grow(to newSlot: Int, _ sequences: Int) {
      let width = keys.shape.width
      keys = keys.reshaped([sequences, slot, width]).respaced(to: newSlot)
      values = values.reshaped([sequences, slot, width]).respaced(to: newSlot)
      slot = newSlot
    }

    /// The rows of some slots, in this order.
    func selecting(_ sequences: [Int]) -> Layer {
      var copy = Layer(sequences: 0, slot: slot, width: keys.shape.width)
      let rows = Rows(
        sequences.flatMap { sequence in
          (0..<slot).map { Int32(sequence * slot + $0) }
        }, of: keys.shape[0])
      copy.keys = keys.gather(rows)
      copy.values = values.gather(rows)
      return copy
    }
  }

  /// An empty cache.
  ///
  /// - Parameter capacity: rows per sequence that are made room for; more are taken when needed.
  public init(_ configuration: LlamaConfiguration, sequences: Int, capacity: Int = 64) {
    lengths = [Int](repeating: 0, count: sequences)
    layers = (0..<configuration.layers).map { _ in
      Layer(
        sequences: sequences, slot: capacity,
        width: configuration.keyHeads * configuration.headWidth)
    }
  }

  mutating func advance(by rows: [Int]) {
    for index in lengths.indices { lengths[index] += rows[index] }
  }

  /// A cache of some sequences in this order; one may come several times, to be continued in several
  /// ways.
  public func selecting(_ sequences: [Int]) -> KeyValueCache {
    var copy = self
    copy.lengths = sequences.map { lengths[$0] }
    copy.layers = layers.map { $0?.selecting(sequences) }
    return copy
  }
}

extension Tensor {
  /// Each block of rows followed by zeros up to a new number of rows: `[n, rows, width]` becomes
  /// `[n · newRows, width]`.
  fileprivate func respaced(to newRows: Int) -> Tensor {
    let (blocks, rows, width) = (shape[0], shape[1], shape[2])
    var result = Tensor.zeros([blocks * newRows, width])
    result.withMutableScalars { target in
      withScalars { source in
        for block in 0..<blocks {
          _ = UnsafeMutableBufferPointer(
            rebasing: target[block * newRows * width..<(block * newRows + rows) * width]
          ).update(fromContentsOf: source[block * rows * width..<(block + 1) * rows * width])
        }
      }
    }
    return result
  }
}
