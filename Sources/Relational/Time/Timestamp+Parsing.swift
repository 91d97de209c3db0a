extension Timestamp {
  /// Reads an ISO 8601 date, or date and time; nil when the text is anything else.
  ///
  /// `YYYY-MM-DD`, then optionally a space or `T` and `HH:MM[:SS[.fraction]]`, then optionally
  /// `Z`, ` UTC` or an offset `±hh`, `±hhmm`, `±hh:mm`. Without an offset the time is UTC. Impossible
  /// dates (30 February) are refused; second 60 is read as the start of the next minute.
  public init?(parsing text: String) {
    var copy = text
    let parsed = copy.withUTF8 { Self.microseconds(parsing: $0) }
    guard let parsed else { return nil }
    microseconds = parsed
  }

  /// The same on raw UTF-8, without making a `String`: what bulk loading calls.
  static func microseconds(parsing text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var scanner = DigitScanner(text: text)
    guard let year = scanner.digits(4), year >= 1, scanner.skip("-"),
      let month = scanner.digits(2), (1...12).contains(month), scanner.skip("-"),
      let day = scanner.digits(2), day >= 1,
      day <= 28 || day <= CivilDateTime.daysIn(month: month, of: year)
    else { return nil }
    let days = Int64(CivilDateTime.daysSince1970(year: year, month: month, day: day))
    let midnight = days * 86_400_000_000
    if scanner.isAtEnd { return midnight }

    guard scanner.skip(" ") || scanner.skip("T") || scanner.skip("t"),
      let hour = scanner.digits(2), hour < 24, scanner.skip(":"),
      let minute = scanner.digits(2), minute < 60
    else { return nil }
    var second = 0
    var fraction: Int64 = 0
    if scanner.skip(":") {
      guard let read = scanner.digits(2), read <= 60 else { return nil }
      second = read
      if scanner.skip(".") || scanner.skip(",") {
        guard let read = scanner.fraction() else { return nil }
        fraction = read
      }
    }
    guard let offset = scanner.offsetSeconds(), scanner.isAtEnd else { return nil }
    let seconds = Int64(hour * 3600 + minute * 60 + second - offset)
    return midnight + seconds * 1_000_000 + fraction
  }
}

/// Reads fixed-width digits from the front of some bytes.
private struct DigitScanner {
  let text: UnsafeBufferPointer<UInt8>
  var place = 0

  init(text: UnsafeBufferPointer<UInt8>) {
    self.text = text
  }

  var isAtEnd: Bool { place == text.count }

  mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard place < text.count, text[place] == UInt8(ascii: scalar) else { return false }
    place += 1
    return true
  }

  mutating func digits(_ count: Int) -> Int? {
    guard place + count <= text.count else { return nil }
    var value = 0
    for index in place..<(place + count) {
      let digit = Int(text[index]) - 48
      guard digit >= 0, digit <= 9 else { return nil }
      value = value * 10 + digit
    }
    place += count
    return value
  }

  /// One or more digits after the point, as microseconds; digits past the sixth are dropped.
  mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while place < text.count, case let digit = Int64(text[place]) - 48, digit >= 0, digit <= 9 {
      if count < 6 { value = value * 10 + digit }
      count += 1
      place += 1
    }
    guard count > 0 else { return nil }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }

  /// The offset at the end of the text in seconds; 0 where there is none.
  mutating func offsetSeconds() -> Int? {
    if isAtEnd { return 0 }
    if skip("Z") || skip("z") { return 0 }
    let spaced = skip(" ")
    if spaced, skip("U") { return skip("T") && skip("C") ? 0 : nil }
    let sign: Int
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hours = digits(2), hours <= 18 else { return nil }
    if isAtEnd { return sign * hours * 3600 }
    _ = skip(":")
    guard let minutes = digits(2), minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
