import Foundation
import RunLogs
import TerminalUI

/// Lets runs go on in processes of their own when the workbench ends, or crashes. A later workbench sees
/// them in the run log and steers them through it.
enum DetachedRuns {
  /// Starts a process per run that was training; those that waited follow one another after them.
  ///
  /// - Returns: the runs that go on.
  static func start(_ stopped: [RunID], then waited: [RunID], home: String) -> [RunID] {
    chains(stopped, then: waited).filter { spawn($0, home: home) }.flatMap { $0 }
  }

  /// Has a crash of this process start what would go on if it ended now: the processes wait until this one
  /// is gone. Called whenever a run starts or ends, since a crash leaves no time for words.
  static func prepareForCrash(_ running: [RunID], then waiting: [RunID], home: String) {
    let lines = chains(running, then: waiting).compactMap {
      line(for: $0, home: home, after: getpid())
    }
    let names = (running + waiting).map(\.description).joined(separator: " ")
    CrashWatch.prepare(lines, names: names)
  }

  /// Runs that follow one another: a chain per run that trains, those that wait dealt out among them.
  private static func chains(_ running: [RunID], then waiting: [RunID]) -> [[RunID]] {
    var chains = running.map { [$0] }
    if chains.isEmpty, !waiting.isEmpty { chains = [[]] }
    for (place, run) in waiting.enumerated() { chains[place % chains.count].append(run) }
    return chains
  }

  /// What a queued run says that nobody but its own process may take up.
  static let starting = "its own process is starting"

  /// POSIX_SPAWN_SETSID of glibc's spawn.h, which Swift does not import.
  private static let newSession: Int16 = 0x80

  private static func spawn(_ runs: [RunID], home: String) -> Bool {
    guard let line = line(for: runs, home: home) else { return false }
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

  /// What a shell does to go on with runs, and to say what goes wrong into a file, since nobody is there to
  /// read it; nil where there are none.
  private static func line(for runs: [RunID], home: String, after owner: pid_t? = nil) -> String? {
    guard let program = Bundle.main.executablePath, let first = runs.first else { return nil }
    let logs = home + "/logs"
    try? FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
    return "exec >>\(quoted("\(logs)/\(first).log")) 2>&1 </dev/null\n"
      + script(for: runs, program: program, home: home, after: owner)
  }

  /// Goes on with runs one after the other, each in a process of its own, and writes its number and how it
  /// ended where the run log looks for that.
  ///
  /// - Parameter owner: whose crash starts the shell, with the status of that as `$0`; nil where none does.
  static func script(
    for runs: [RunID], program: String, home: String, after owner: pid_t? = nil
  ) -> String {
    let after = owner.map { " --after-crash \"\($0) $0\"" } ?? ""
    return runs.map { run in
      let words = [program, "train", "--resume", "\(run)", "--home", home, "--quiet"]
      let file = quoted(RunLog.endingFile(of: run, home: home))
      // In the foreground: `wait` would wait for ever where whoever starts the shell blocks SIGCHLD.
      return "/bin/sh -c 'echo $$ >\"$0\"; exec \"$@\"' \(file) "
        + words.map(quoted).joined(separator: " ") + after + "; echo $? >>\(file)"
    }.joined(separator: "\n")
  }

  /// A word as the shell takes it whole.
  static func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
