import ArgumentParser
import Foundation
import TerminalUI
import Workbench

/// Plays what was done in a sitting: a bug report becomes a screen, and a screen a test.
struct UICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ui",
    abstract: "Play the log of a sitting again, without a terminal.",
    discussion: """
      The workbench writes what is done in it to HOME/sittings, into a file for each sitting, named \
      after its start and its process; :bug adds what the machine is like.
      """)

  @Option(
    help: ArgumentHelp("The log, or a report made with :bug.", valueName: "file"),
    completion: .file())
  var play: String

  @Flag(help: "Without a terminal: print the last screen.")
  var batch = false

  @Option(help: ArgumentHelp("Columns and rows instead of the window's own.", valueName: "80x24"))
  var size: String?

  @Option(help: ArgumentHelp("Write the screen here instead of stdout.", valueName: "file"))
  var dump: String?

  @Option(help: "Another database than the one that was open.")
  var database: String?

  @Flag(help: "Add a letter per cell for the role of its text.")
  var styles = false

  @Flag(help: "Plain ASCII instead of box and braille characters.")
  var ascii = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard batch else {
      throw ValidationError("Add --batch: a log is played without a terminal.")
    }
    if size != nil, parsedSize == nil {
      throw ValidationError("--size \(size ?? "") is not columns x rows, such as 80x24.")
    }
  }

  private var parsedSize: Size? {
    let parts = (size ?? "").split(separator: "x").compactMap { Int($0) }
    return parts.count == 2 && parts.allSatisfy { (1...1000).contains($0) }
      ? Size(columns: parts[0], rows: parts[1]) : nil
  }

  func run() throws {
    let home = try common.homeFolder()
    let services = ProjectServices(home: home)
    let environment = ProcessInfo.processInfo.environment
    let files = WorkbenchFiles(
      home: home, configuration: WorkbenchFiles.configurationFolder(environment))
    let screen = try Replay.play(
      play, size: parsedSize, database: database, glyphs: ascii ? .ascii : .unicode,
      services: services, files: files)
    _ = services.close()
    let text = (screen.lines + (styles ? [""] + screen.styles : [])).joined(separator: "\n")
    guard let dump else {
      Output.line(text)
      return
    }
    try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: dump), options: .atomic)
  }
}
