import EntityGraphs
import Relational
import Training

extension Project {
  /// The row that a key names, as far as it can be asked about at a time.
  ///
  /// - Parameter time: that a person named; nil for any.
  /// - Throws: that there is no such row, or that it came later.
  func row(forKey key: String, table: String, at time: Timestamp?) throws -> Int {
    let row = try graph.row(forKey: key, table: table)
    let place = try graph.index(ofTable: table)
    let came = database.tables[place].time(ofRow: row)
    guard let time, came != Table.noTime, came > time.microseconds else { return row }
    throw InputError(
      description: "\(table) \(key) is of \(Timestamp(microseconds: came)), later than \(time): "
        + "nothing is known of it then. Give a later time.")
  }
}
