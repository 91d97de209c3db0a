/// The runs of cells in which one frame differs from the one before.
public enum FrameDifference {
  public struct Run: Equatable, Sendable {
    public var row: Int
    public var columns: Range<Int>
  }

  /// Every row whole.
  public static func everything(of frame: CellBuffer) -> [Run] {
    (0..<frame.size.rows).map { Run(row: $0, columns: 0..<frame.size.columns) }
  }

  /// Runs that, copied from `new` onto `old`, make the two equal. Gaps of up to 3 equal cells are
  /// bridged: moving the cursor costs more bytes than they do. A run never cuts a wide scalar.
  ///
  /// Buffers of different sizes differ everywhere.
  public static func runs(from old: CellBuffer, to new: CellBuffer) -> [Run] {
    guard old.size == new.size else { return everything(of: new) }
    var runs: [Run] = []
    let width = new.size.columns
    old.cells.withUnsafeBufferPointer { before in
      new.cells.withUnsafeBufferPointer { after in
        for row in 0..<new.size.rows {
          let base = row * width
          var column = 0
          while column < width {
            guard before[base + column] != after[base + column] else {
              column += 1
              continue
            }
            var start = column
            var end = column + 1
            var equal = 0
            column += 1
            while column < width, equal <= 3 {
              if before[base + column] != after[base + column] {
                end = column + 1
                equal = 0
              } else {
                equal += 1
              }
              column += 1
            }
            while start > 0, before[base + start].width == 0 || after[base + start].width == 0 {
              start -= 1
            }
            while end < width, before[base + end].width == 0 || after[base + end].width == 0 {
              end += 1
            }
            if let last = runs.last, last.row == row, last.columns.upperBound >= start {
              runs[runs.count - 1].columns =
                last.columns.lowerBound..<max(end, last.columns.upperBound)
            } else {
              runs.append(Run(row: row, columns: start..<end))
            }
            column = max(end, start + 1)
          }
        }
      }
    }
    return runs
  }
}
