import ArgumentParser
import Foundation
import Tensors
import Training

/// The program: `relzero` with a database or session opens the workbench, every other command is the twin
/// of a screen.
@main
struct RelZero: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relzero",
    abstract: "Open a relational database, see what a model sees, and ask what happens next.",
    version: CodeVersion.current,
    subcommands: [
      OpenCommand.self, DemoCommand.self, ShowCommand.self, TrainCommand.self,
      SchemaCommand.self, RowsCommand.self, EntityCommand.self, GraphCommand.self,
      TaskCommand.self, EvaluateCommand.self, PredictCommand.self, PromptCommand.self,
      TraceCommand.self, RunsCommand.self, LanguageModelCommand.self, TextCommand.self,
      DoctorCommand.self, SQLCommand.self, UICommand.self, ManualCommand.self,
      CompletionsCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)

  /// Runs the command and ends the process with its exit code; errors go to stderr as one message.
  static func main() {
    SystemHeap.keepFreedMemory()
    Exit.ignoreBrokenPipes()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Exit.end(with: error)
    }
  }
}
