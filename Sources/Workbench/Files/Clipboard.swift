import Foundation

/// Takes text out of the workbench: through tmux, through the terminal (OSC 52, which works over SSH
/// too), else into a file.
public struct Clipboard: Sendable {
  public var environment: [String: String]
  /// Where the file goes that is written when nothing else can take the text.
  public var folder: String?

  public init(environment: [String: String] = [:], folder: String? = nil) {
    self.environment = environment
    self.folder = folder
  }

  public struct Copied: Equatable, Sendable {
    /// Where the text is now, for the person.
    public var words: String
    /// What must be sent to the terminal for it.
    public var sequence: String?
  }

  /// Terminals take no more than this many bytes of base64 in one sequence (xterm's limit).
  static let longest = 74_994

  func copy(_ text: String) throws(SessionError) -> Copied {
    let size = "\(Figures.count(text.count)) characters"
    if environment["TMUX"] != nil, loadIntoTmux(text) {
      return Copied(words: "copied \(size) (tmux)", sequence: nil)
    }
    let encoded = Data(text.utf8).base64EncodedString()
    if takesSequences, encoded.utf8.count <= Self.longest {
      return Copied(words: "copied \(size)", sequence: "\u{1B}]52;c;\(encoded)\u{7}")
    }
    guard let folder else {
      throw .unwritable(path: "clipboard.txt", problem: "the program has no home folder")
    }
    let path = folder + "/clipboard.txt"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, problem: error.localizedDescription)
    }
    return Copied(words: "\(size) are in \(path)", sequence: nil)
  }

  /// The consoles of Linux and of old hardware have no clipboard.
  private var takesSequences: Bool {
    let type = environment["TERM"] ?? ""
    return !type.isEmpty && !["linux", "dumb"].contains(type) && !type.hasPrefix("vt")
  }

  private func loadIntoTmux(_ text: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tmux", "load-buffer", "-w", "-"]
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
      try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
      try input.fileHandleForWriting.close()
    } catch {
      return false
    }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
