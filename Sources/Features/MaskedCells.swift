import Tensors

/// Which cells of a table's batch are masked, and how their values are kept out of it.
struct MaskedCells {
  private let rowCount: Int
  /// Per row the masked columns.
  private let places: [Set<Int>]
  /// Grouped by type.
  private let columns: [ColumnFeature]

  /// - Parameter masked: columns by their places in the features, for as many of the last rows.
  init(_ masked: [[Int]], of rowCount: Int, in table: FeatureTable) {
    precondition(masked.count <= rowCount, "MaskedCells: \(masked.count) for \(rowCount) rows")
    self.rowCount = rowCount
    columns = table.features.columns
    places = Array(repeating: [], count: rowCount - masked.count) + masked.map(Set.init)
  }

  /// `[rows, columns]`, 1 where masked.
  var tensor: Tensor {
    let width = columns.count
    return Tensor(shape: [rowCount, width]) { target in
      target.update(repeating: 0)
      for (row, columns) in places.enumerated() {
        for column in columns { target[row * width + column] = 1 }
      }
    }
  }

  /// Says of a row whether its cell is masked, for the n-th column of a semantic type.
  func isMasked(_ type: SemanticType, _ index: Int) -> (Int) -> Bool {
    let place = columns.indices.filter { columns[$0].statistics.type == type }[index]
    return { row in places[row].contains(place) }
  }

  /// The matrix with zeros where masked cells stood: their values, that they are there, their waves and
  /// vectors.
  func cleared(_ linear: Tensor, _ layout: LinearLayout) -> Tensor {
    let width = layout.width
    let spans = columns.indices.map { self.spans(of: $0, layout) }
    return linear.withScalars { source in
      Tensor(shape: linear.shape) { target in
        _ = target.update(fromContentsOf: source)
        for (row, columns) in places.enumerated() {
          for span in columns.flatMap({ spans[$0] }) {
            for place in span { target[row * width + place] = 0 }
          }
        }
      }
    }
  }

  private func spans(of place: Int, _ layout: LinearLayout) -> [Range<Int>] {
    let type = columns[place].statistics.type
    let index = columns[..<place].count { $0.statistics.type == type }
    switch type {
    case .numerical:
      return [index..<index + 1, layout.numbers + index..<layout.numbers + index + 1]
    case .timestamp:
      let start = layout.times + index * CalendarWaves.width
      return [start..<start + CalendarWaves.width]
    case .text:
      let start = layout.texts + index * layout.textWidth
      return [start..<start + layout.textWidth]
    case .categorical, .multicategorical: return []
    }
  }
}
