import Prompts
import Randomness
import Relational

/// What is stated of a cell, to be judged: what it says, or what another row of its table says.
struct CellStatement: Sendable, Equatable {
  let value: String
  let isTrue: Bool
}

extension CellTable {
  /// States something of a cell, true as often as false whatever the column: that the column says
  /// something else in a row not later than the cell's time is made sure before it is drawn which of the
  /// two is stated.
  ///
  /// - Returns: nil where no other value was found.
  /// - Source: `spec/relzero.md` §5.5; the published code draws from the batch, where the other value may
  ///   be the same.
  func statement(
    about cell: CellQuestions.Drawn, from stream: inout RandomStream
  ) -> CellStatement? {
    let attribute = learnable[cell.target].attribute
    guard let own = text.value(of: attribute, row: cell.row, at: cell.time),
      let other = other(than: own, attribute: attribute, at: cell.time, from: &stream)
    else { return nil }
    let isTrue = stream.below(2) == 0
    return CellStatement(value: isTrue ? own : other, isTrue: isTrue)
  }

  private func other(
    than own: String, attribute: Int, at time: Int64, from stream: inout RandomStream
  ) -> String? {
    for _ in 0..<Self.tries {
      let row = rows[stream.below(rows.count)]
      let then = times?[Int(row)] ?? Table.noTime
      guard then == Table.noTime || then <= time,
        let value = text.value(of: attribute, row: row, at: time), value != own
      else { continue }
      return value
    }
    return nil
  }

  /// Rows looked at for another value.
  private static let tries = 64
}

extension RandomSource.Purpose {
  static let statements = RandomSource.Purpose("statements")
}
