/// A key press, whatever bytes the terminal sent for it.
public enum Key: Equatable, Hashable, Sendable {
  case character(Character)
  /// Control with a letter, given in lower case.
  case control(Character)
  /// Alt (or Escape just before) with a character.
  case alt(Character)
  case enter, tab, backTab, escape, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown
  case shiftLeft, shiftRight
}

public enum MouseAction: String, Equatable, Sendable {
  case press, doublePress, drag, release, wheelUp, wheelDown
}

/// What a person did at the terminal.
public enum TerminalInput: Equatable, Sendable {
  case key(Key)
  /// Text from the clipboard, which never runs keys.
  case paste(String)
  case mouse(MouseAction, row: Int, column: Int)
  /// What the terminal answered: the color behind the text, and that it can show a frame at once.
  case background(isLight: Bool)
  case canSynchronize
  case resized
  /// The program was brought back after a stop: the screen must be drawn anew.
  case resumed
  /// Someone asked the process to end (its number), or the terminal went away.
  case terminated(signal: Int32)
}
