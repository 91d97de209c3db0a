/// Dates as people write them where ISO 8601 is not the custom: `03/14/2020`, `14.03.2020`, `2020/3/14`.
///
/// They are only recognized, never read: of `03/04/2020` nobody can say which is the month.
enum OtherDates {
  /// Whether a text starts with such a date, and nothing but a time of day can follow.
  static func isDate(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var parts: [(value: Int, digits: Int)] = []
    var separator: UInt8?
    var place = 0
    while parts.count < 3 {
      var value = 0
      let start = place
      while place < text.count, place - start < 5, (48...57).contains(text[place]) {
        value = value * 10 + Int(text[place]) - 48
        place += 1
      }
      guard place > start else { return false }
      parts.append((value, place - start))
      guard parts.count < 3 else { break }
      guard place < text.count, "/.-".utf8.contains(text[place]),
        text[place] == separator ?? text[place]
      else { return false }
      separator = text[place]
      place += 1
    }
    guard place == text.count || " T,".utf8.contains(text[place]) else { return false }
    let isYearFirst = parts[0].digits == 4
    let year = isYearFirst ? parts[0] : parts[2]
    let (one, other) = isYearFirst ? (parts[1], parts[2]) : (parts[0], parts[1])
    // A year of two digits only between slashes: 1.2.20 is as likely a version.
    guard year.digits == 4 || (year.digits == 2 && separator == UInt8(ascii: "/")) else {
      return false
    }
    return one.digits <= 2 && other.digits <= 2 && (1...31).contains(one.value)
      && (1...31).contains(other.value) && min(one.value, other.value) <= 12
  }
}
