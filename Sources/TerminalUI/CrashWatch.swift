import CNcurses
import Glibc

/// What happens when the process crashes, or the terminal takes it along.
public enum CrashWatch {
  /// Takes the signals of a crash where no ``CursesTerminal`` does: leaves a report at a path, with a line
  /// that says where to look further.
  public static func begin(report path: String, note: String) {
    relzero_crash_report(path, note)
    relzero_crash_watch()
  }

  /// Says what a crash is to start, in place of what was said before.
  ///
  /// - Parameters:
  ///   - lines: each for `/bin/sh`, in a session of its own, without the terminal. Its `$0` is the status of
  ///     the crash, 128 and the signal's number. It starts while this process is still ending.
  ///   - names: of the work that goes on so, for the report.
  public static func prepare(_ lines: [String], names: String) {
    let words = lines.map { strdup($0) }
    defer { for word in words { free(word) } }
    words.map { UnsafePointer<CChar>($0) }.withUnsafeBufferPointer { words in
      relzero_successors_prepare(names, words.baseAddress, Int32(words.count))
    }
  }
}
