import ArgumentParser
import Demo
import EntityGraphs
import Features
import Foundation
import LanguageModels
import LanguageTraining
import Models
import Relational
import RunLogs
import Tasks
import TerminalUI
import Text
import Training
import Workbench

/// How the process ends: 0 done, 64 usage, 65 bad data, 70 our fault, 130 interrupted.
enum Exit {
  static let badData: Int32 = 65
  static let ourFault: Int32 = 70
  /// What was asked for could not be written: EX_IOERR.
  static let unwritten: Int32 = 74
  static let interrupted: Int32 = 130

  /// Prints the error on stderr and ends the process with its code.
  static func end(with error: any Error) -> Never {
    if let code = code(of: error) {
      if code != interrupted || !(error is Interrupted) { complain("relzero: \(error)") }
      exit(code)
    }
    if !(error is CleanExit), RelZero.exitCode(for: error) == .validationFailure,
      let complaint = CommandNames.complaint(about: Array(CommandLine.arguments.dropFirst()))
    {
      complain("relzero: \(complaint)")
      exit(ExitCode.validationFailure.rawValue)
    }
    // Help, version and usage errors: ArgumentParser knows how to say them.
    RelZero.exit(withError: error)
  }

  static func complain(_ message: String) {
    // Where nobody reads it, nobody is told.
    _ = Output.put(message + "\n", to: STDERR_FILENO)
  }

  /// The code of one of our errors; nil for ArgumentParser's.
  static func code(of error: any Error) -> Int32? {
    switch error {
    case is Interrupted: interrupted
    case is SettingsError: 64
    case ModelError.settings, ModelError.unknownModel: 64
    case TrainingError.model(.settings), TrainingError.model(.unknownModel): 64
    case is DatabaseError, is TaskError, is FeatureError, is ModelError, is RunLogError,
      is TrainingError, is InputError, is EntityGraphError, is DemoError, is TraceError,
      is SessionError, is TerminalError, is TextError, is LanguageModelError,
      is LanguageTrainingError, is ExportError:
      badData
    case is ExitCode, is ValidationError, is CleanExit: nil
    default: String(describing: type(of: error)).contains("CommandError") ? nil : ourFault
    }
  }

  /// Lets a write to a closed pipe fail instead of killing the process: `relzero … | head`.
  static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
  }
}

/// A run was stopped by Ctrl-C or SIGTERM, after its checkpoint.
struct Interrupted: Error {}

/// Something on the command line that does not fit the data.
struct InputError: Error, CustomStringConvertible {
  let description: String
}
