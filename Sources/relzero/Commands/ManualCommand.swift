import ArgumentParser
import Training
import Workbench

/// The manual page, from the tables that the program works by.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the manual page: relzero manual | man -l -")

  func run() throws {
    let commands = RelZero.configuration.subcommands.map { command in
      Manual.Entry(
        name: command.configuration.commandName ?? command._commandName,
        text: command.configuration.abstract)
    }
    Output.line(Manual.roff(version: CodeVersion.current, commands: commands))
  }
}

/// What makes a shell finish commands, options, runs, themes and models.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print a completion script: relzero completions bash > ~/.bash_completion.d/relzero")

  @Argument(help: "bash, zsh or fish.", completion: .list(CompletionShell.allCases.map(\.rawValue)))
  var shell: String

  func run() throws {
    guard let shell = CompletionShell(rawValue: shell) else {
      throw ValidationError("'\(shell)' is none of the shells bash, zsh and fish.")
    }
    Output.line(RelZero.completionScript(for: shell))
  }
}
