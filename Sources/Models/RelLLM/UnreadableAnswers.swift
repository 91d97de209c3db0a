/// Reads written numbers, and counts the texts that are none. Belongs to one thread, as its model does.
final class UnreadableAnswers {
  private var count = 0

  /// The number that a text is; 0 where it is none, or not finite.
  func read(_ text: String) -> Float {
    guard let number = Float(text.trimmingPrefix(" ")), number.isFinite else {
      count += 1
      return 0
    }
    return number
  }

  /// How many were no numbers since the last call.
  func take() -> Int {
    defer { count = 0 }
    return count
  }
}
