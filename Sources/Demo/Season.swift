/// How busy the shop is on a day: the week, the year and the holidays.
///
///     season(d) = week(d) · (1 + 0.10 · cos(year phase)) · holidays(d)
struct Season {
  /// One factor per day, around 1.
  let factors: [Double]

  init() {
    factors = (0..<Calendar.days).map { day in
      Self.week[Calendar.weekday(day)] * (1 + 0.10 * Self.year(day, peak: 11.5))
        * Self.holidays(day)
    }
  }

  /// Monday to Sunday.
  private static let week = [0.95, 0.90, 0.92, 0.96, 1.05, 1.15, 1.07]

  /// The yearly wave with its crest at `peak` months after New Year: 1 there, -1 half a year later.
  static func year(_ day: Int, peak: Double) -> Double {
    Arithmetic.cosine(turns: Double(day) / 365.25 - peak / 12)
  }

  /// The weeks before Christmas, the days around Black Friday, and the quiet at the end of the year.
  private static func holidays(_ day: Int) -> Double {
    let date = Calendar.date(day)
    switch (date.month, date.day) {
    case (11, 25...30): return 1.5
    case (12, 1...19): return 1.3
    case (12, 24...26), (1, 1): return 0.4
    default: return 1
    }
  }
}
