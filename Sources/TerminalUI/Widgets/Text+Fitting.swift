extension String {
  /// The text in at most so many columns, with … where it was cut.
  public func fitted(to columns: Int) -> String {
    guard columns > 0 else { return "" }
    if utf8.count <= columns { return self }
    guard CharacterWidth.columns(of: self) > columns else { return self }
    var kept = String.UnicodeScalarView()
    var taken = 0
    for scalar in unicodeScalars {
      let width = CharacterWidth.columns(of: scalar)
      if taken + width > columns - 1 { break }
      kept.append(scalar)
      taken += width
    }
    kept.append("…")
    return String(kept)
  }

  /// The text cut or filled with spaces to exactly so many columns.
  public func padded(to columns: Int, right: Bool = false) -> String {
    let text = fitted(to: columns)
    let space = String(repeating: " ", count: max(0, columns - CharacterWidth.columns(of: text)))
    return right ? space + text : text + space
  }
}
