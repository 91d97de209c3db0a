import Foundation

/// Writes to stdout, a line at a time and whole.
enum Output {
  static func line(_ text: String) {
    write(text + "\n")
  }

  /// Writes, or ends the process: with code 0 when nobody reads any more (`relzero … | head`), else with what
  /// is wrong, since what was asked for did not arrive.
  static func write(_ text: String) {
    switch put(text, to: STDOUT_FILENO) {
    case 0: return
    case EPIPE: exit(0)
    case let problem:
      Exit.complain("relzero: the output cannot be written: \(String(cString: strerror(problem)))")
      exit(Exit.unwritten)
    }
  }

  /// A line of a work that is worth doing though nobody reads any more.
  static func report(_ text: String) { _ = put(text + "\n", to: STDOUT_FILENO) }

  /// - Returns: 0, or what went wrong.
  static func put(_ text: String, to descriptor: Int32) -> Int32 {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
