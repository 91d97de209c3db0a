import Foundation
import RunLogs

/// Lets runs go on in processes of their own when the workbench ends. A later workbench sees them in the
/// run log and steers them through it.
enum DetachedRuns {
  /// Starts a process per run that was training; those that waited follow one another after them.
  ///
  /// - Returns: the runs that go on.
  static func start(_ stopped: [RunID], then waited: [RunID], home: String) -> [RunID] {
    var chains = stopped.map { [$0] }
    if chains.isEmpty, !waited.isEmpty { chains = [[]] }
    for (place, run) in waited.enumerated() { chains[place % chains.count].append(run) }
    return chains.filter { spawn($0, home: home) }.flatMap { $0 }
  }

  /// What a queued run says that nobody but its own process may take up.
  static let starting = "its own process is starting"

  /// POSIX_SPAWN_SETSID of glibc's spawn.h, which Swift does not import.
  private static let newSession: Int16 = 0x80

  private static func spawn(_ runs: [RunID], home: String) -> Bool {
    guard let program = Bundle.main.executablePath, let first = runs.first else { return false }
    let logs = home + "/logs"
    try? FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
    // The shell says what goes wrong into a file, since nobody is there to read it.
    let line =
      "exec >>\(quoted("\(logs)/\(first).log")) 2>&1 </dev/null\n"
      + script(for: runs, program: program, home: home)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A session of its own: neither the terminal's end nor its ^C reaches it.
    posix_spawnattr_setflags(&attributes, newSession)
    var process: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] = []
    for word in ["/bin/sh", "-c", line] { arguments.append(strdup(word)) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    return posix_spawn(&process, "/bin/sh", nil, &attributes, arguments, environ) == 0
  }

  /// Goes on with runs one after the other, each in a process of its own, and writes its number and how it
  /// ended where the run log looks for that.
  static func script(for runs: [RunID], program: String, home: String) -> String {
    runs.map { run in
      let words = [program, "train", "--resume", "\(run)", "--home", home, "--quiet"]
      let file = quoted(RunLog.endingFile(of: run, home: home))
      // In the foreground: `wait` would wait for ever where whoever starts the shell blocks SIGCHLD.
      return "/bin/sh -c 'echo $$ >\"$0\"; exec \"$@\"' \(file) "
        + words.map(quoted).joined(separator: " ") + "; echo $? >>\(file)"
    }.joined(separator: "\n")
  }

  /// A word as the shell takes it whole.
  static func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
