import Foundation

/// Writes to stdout, a line at a time and whole.
enum Output {
  static func line(_ text: String) {
    write(text + "\n")
  }

  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        // Nobody reads any more: `relzero … | head`.
        exit(0)
      }
      written += count
    }
  }
}
