extension LlamaConfiguration {
  /// How many rows of branches may share a stem before it pays to compute the stem once more for the next.
  ///
  /// Branches that share a stem are one problem of the attention, which scores each row with every other
  /// and leaves out what is not seen. With stems of S rows and R rows of branches each, a row of branches
  /// costs
  ///
  ///     (a S + (S + R)²) / R
  ///
  /// pairs of rows, where a is what the maps of one row cost, in pairs: (8 w² + 6 w i) / 4 w operations for
  /// width w and inner width i, of which products do about four times as many a second as attention. That
  /// is least at R = √(S (S + a)).
  public func branchRows(sharing stem: Int) -> Int {
    let pairsPerRow = (2 * Double(width) + 1.5 * Double(innerWidth)) / 4
    return Int((Double(stem) * (Double(stem) + pairsPerRow)).squareRoot())
  }
}
