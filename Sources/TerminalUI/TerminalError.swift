/// Why a terminal cannot be used.
public enum TerminalError: Error, CustomStringConvertible, Sendable, Equatable {
  case inputIsNoTerminal
  case outputIsNoTerminal
  case typeUnset
  case typeUnknown(String)

  public var description: String {
    switch self {
    case .inputIsNoTerminal:
      """
      The workbench needs a terminal for its input, but standard input is a file or a pipe. \
      Start it from a shell without '<', or use the commands (relzero --help) in scripts.
      """
    case .outputIsNoTerminal:
      """
      The workbench needs a terminal for its output, but standard output is a file or a pipe. \
      Start it without '>' or '|', or use the commands with --json (relzero --help) in scripts.
      """
    case .typeUnset:
      """
      The variable TERM is not set, so the terminal's kind is unknown. \
      Set it, for example: TERM=xterm-256color relzero
      """
    case .typeUnknown(let name):
      """
      The terminal kind TERM=\(name) is not in this machine's terminfo database. \
      Set one that is, for example: TERM=xterm-256color relzero, or install ncurses-term.
      """
    }
  }
}
