import Prompts
import Tensors

/// The rows of a prompt as a decoder reads it: tokens, and vectors that stand among them.
struct PromptRows {
  struct Row: Equatable {
    /// -1 where a vector stands.
    let id: Int32
    let vector: Vector
  }

  /// Which vector stands at a place.
  enum Vector: Equatable {
    case none
    /// By number of the reading.
    case seed(Int32)
    case neighbor(table: Int, Int32)
    case mask
    case absent
  }

  let rows: [Row]

  /// - Parameters:
  ///   - number: of the reading among all.
  ///   - answers: whether the answer's tokens are read too, all but the last.
  init(
    _ reading: PromptedDecoder.Reading, number place: Int, _ neighbors: NeighborTokens,
    answers: Bool
  ) {
    var rows: [Row] = []
    for part in reading.prompt.places {
      switch part {
      case .token(let id): rows.append(Row(id: id, vector: .none))
      case .mask: rows.append(Row(id: -1, vector: .mask))
      case .other(let number): rows.append(Row(id: -1, vector: .seed(Int32(number))))
      case .graph(let number):
        guard let seed = reading.seed else {
          // Without a graph there is a sign of its absence, and no neighbors.
          if number == 0 { rows.append(Row(id: -1, vector: .absent)) }
          continue
        }
        if number == 0 {
          rows.append(Row(id: -1, vector: .seed(Int32(place))))
        } else if number <= neighbors.places[seed].count {
          // A prompt that reads another seed's graph may have more places than that has neighbors.
          let neighbor = neighbors.places[seed][number - 1]
          rows.append(Row(id: -1, vector: .neighbor(table: neighbor.table, neighbor.place)))
        }
      }
    }
    if answers {
      rows += reading.prompt.answer.dropLast().map { Row(id: $0, vector: .none) }
    }
    self.rows = rows
  }

  /// The tokens before the first vector; never the last row, which is read.
  var stem: [Row] { Array(rows.dropLast().prefix { $0.vector == .none }) }

  /// The embeddings of rows, with vectors where they have them; there the embeddings are zero.
  static func add(
    _ rows: [Row], to embeddings: Tensor, soft: PromptedDecoder.SoftTokens, mask: Tensor,
    absent: Tensor
  ) -> Tensor {
    var sum = embeddings
    func add(_ vectors: Tensor, _ place: (Vector) -> Int32?) {
      let places = rows.map { place($0.vector) ?? -1 }
      guard places.contains(where: { $0 >= 0 }) else { return }
      sum = sum + vectors.gather(Rows(places, of: vectors.shape[0]))
    }
    add(soft.seeds) { if case .seed(let seed) = $0 { seed } else { nil } }
    for (index, vectors) in soft.neighbors.enumerated() {
      guard let vectors else { continue }
      add(vectors) {
        if case .neighbor(let table, let place) = $0, table == index { place } else { nil }
      }
    }
    add(mask) { $0 == .mask ? 0 : nil }
    add(absent) { $0 == .absent ? 0 : nil }
    return sum
  }
}
