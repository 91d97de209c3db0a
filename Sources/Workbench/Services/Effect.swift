import RunLogs

/// What an update asks to be done outside of the state.
public enum Effect: Equatable, Sendable {
  case request(Request, generation: Int)
  /// Drops a request that is under way.
  case stop(generation: Int)
  /// Changes the colors; the name of a theme.
  case theme(String)
  /// Sends a sequence to the terminal as it is.
  case send(String)
  case redraw
  case suspend
  /// Ends the workbench.
  case quit
}
