import Foundation
import Testing

/// The built program with a pseudo terminal of its own and an empty home.
final class PtyProgram {
  private(set) var screen: TerminalEmulator
  /// All that the program has written.
  private(set) var bytes = ""
  let home: String
  private let isHomeUsed: Bool
  private var process: pid_t = 0
  private let terminal: Int32
  private let program: String

  /// The program put to the test: that beside the tests, or another build.
  static let built =
    ProcessInfo.processInfo.environment["RELZERO_PROGRAM"]
    ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("relzero").path

  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// Seconds after which what is waited for will not come.
  private static let patience = 300.0

  /// - Parameters:
  ///   - home: one that another program has used, which stays; nil for an empty one.
  ///   - command: of a shell, which then becomes the program; nil for none.
  init(
    type: String, columns: Int, rows: Int, environment: [String: String] = [:],
    home used: String? = nil, after command: String? = nil
  ) throws {
    screen = TerminalEmulator(columns: columns, rows: rows)
    isHomeUsed = used != nil
    home = used ?? NSTemporaryDirectory() + "relzero-pty-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    program = Self.built
    // What posix_openpt, unlockpt and ptsname do on Linux (pts(4)); Swift does not import them.
    terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: UInt32 = 0
    let unlock: UInt = 0x4004_5431
    let getNumber: UInt = 0x8004_5430
    guard terminal >= 0, ioctl(terminal, unlock, &lock) == 0,
      ioctl(terminal, getNumber, &number) == 0
    else { throw Problem(description: "there is no pseudo terminal here") }
    let name = "/dev/pts/\(number)"
    _ = fcntl(terminal, F_SETFL, O_NONBLOCK)
    setSize(columns, rows)
    var variables = [
      "TERM": type, "LANG": "C.UTF-8", "RELZERO_HOME": home, "HOME": home, "PATH": "/usr/bin:/bin",
    ]
    variables.merge(environment) { $1 }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID, POSIX_SPAWN_SETSIGMASK and POSIX_SPAWN_SETSIGDEF: a session of its own with this
    // terminal, and no signal blocked or ignored, whatever the test's thread blocks and nohup ignores.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var hangup = sigset_t()
    sigemptyset(&hangup)
    sigaddset(&hangup, SIGHUP)
    posix_spawnattr_setsigdefault(&attributes, &hangup)
    posix_spawnattr_setflags(&attributes, 0x80 | 0x08 | 0x04)
    let arguments = Self.words(
      command.map { ["/bin/sh", "-c", "\($0); exec \"$0\" open demo", program] }
        ?? [program, "open", "demo"])
    let settings = Self.words(variables.map { "\($0)=\($1)" })
    defer { for word in arguments + settings { free(word) } }
    guard
      posix_spawn(
        &process, command == nil ? program : "/bin/sh", &actions, &attributes, arguments, settings)
        == 0
    else {
      throw Problem(description: "\(program) cannot be started")
    }
  }

  deinit {
    if process > 0 {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(terminal)
    if !isHomeUsed { try? FileManager.default.removeItem(atPath: home) }
  }

  private static func words(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    var words: [UnsafeMutablePointer<CChar>?] = []
    for text in texts { words.append(strdup(text)) }
    return words + [nil]
  }

  private func setSize(_ columns: Int, _ rows: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
  }

  func resize(columns: Int, rows: Int) {
    read()
    setSize(columns, rows)
    screen.resize(columns: columns, rows: rows)
    kill(process, SIGWINCH)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(terminal, bytes, bytes.count)
  }

  func send(_ signal: Int32) { kill(process, signal) }

  /// Takes what the program has written; false when nothing came within so many milliseconds.
  @discardableResult
  private func read(within milliseconds: Int32 = 0) -> Bool {
    var found = false
    var wait = milliseconds
    while true {
      var watched = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, wait) > 0, watched.revents & Int16(POLLIN) != 0 else { return found }
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let count = Glibc.read(terminal, &chunk, chunk.count)
      guard count > 0 else { return found }
      screen.take(chunk[0..<count])
      bytes += String(decoding: chunk[0..<count], as: UTF8.self)
      found = true
      wait = 0
    }
  }

  func wait(for text: String) throws {
    let start = Date()
    while !screen.lines.contains(where: { $0.contains(text) }) {
      guard Date().timeIntervalSince(start) < Self.patience else {
        throw Problem(
          description: "'\(text)' did not come:\n" + screen.lines.joined(separator: "\n"))
      }
      read(within: 100)
    }
  }

  /// Waits until nothing more is written and nothing is loading.
  func settle() throws {
    let start = Date()
    while read(within: 250) || screen.lines.contains(where: { $0.contains("loading…") }) {
      guard Date().timeIntervalSince(start) < Self.patience else {
        throw Problem(description: "the screen does not come to rest")
      }
    }
  }

  /// What another call of the program prints, with the same home.
  func output(of arguments: [String]) throws -> String {
    let other = Process()
    other.executableURL = URL(fileURLWithPath: program)
    other.arguments = arguments + ["--home", home]
    let output = Pipe()
    other.standardOutput = output
    try other.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    other.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// Waits until the demo is open, all rows read: tables have names before.
  func waitForDatabase() throws { try wait(for: "role / means") }

  /// Asks until the answer holds a text; the answer.
  @discardableResult
  func wait(for text: String, in arguments: String...) throws -> String {
    let start = Date()
    while true {
      let found = try output(of: arguments)
      if found.contains(text) { return found }
      guard Date().timeIntervalSince(start) < 2 * Self.patience else {
        throw Problem(
          description: "'\(text)' does not come of \(arguments.joined(separator: " ")):\n\(found)")
      }
      read(within: 200)
    }
  }

  /// The screen is the one that the log of the sitting leads to, without its clock.
  func expectReplay() throws {
    let player = Process()
    player.executableURL = URL(fileURLWithPath: program)
    let sittings = try FileManager.default.contentsOfDirectory(atPath: home + "/sittings")
    let sitting = try #require(sittings.first { $0.hasSuffix("-\(process).jsonl") })
    player.arguments = [
      "ui", "--play", home + "/sittings/" + sitting, "--batch", "--size",
      "\(screen.columns)x\(screen.rows)", "--home", home,
    ]
    let output = Pipe()
    player.standardOutput = output
    try player.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    player.waitUntilExit()
    let replayed = String(decoding: data, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    for (place, line) in screen.lines.enumerated().dropFirst() {
      let expected = place < replayed.count ? replayed[place] : ""
      #expect(line == expected, "row \(place)")
    }
  }

  /// Waits for the program's end; its exit code, or 128 and the signal that ended it.
  func end() throws -> Int32 {
    let start = Date()
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      guard Date().timeIntervalSince(start) < Self.patience else {
        throw Problem(description: "the program does not end")
      }
      read(within: 50)
    }
    process = 0
    read()
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}
