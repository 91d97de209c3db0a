import ArgumentParser
import Models
import Relational
import Testing
import Training

@testable import relzero

@Suite("Command line")
struct CommandLineTests {
  /// A name made of the type's takes a search through all conformances, longer than a frame.
  @Test("every command has its name written out")
  func names() {
    func check(_ command: any ParsableCommand.Type) {
      #expect(command.configuration.commandName != nil, "\(command)")
      for part in command.configuration.subcommands { check(part) }
    }
    check(RelZero.self)
  }

  @Test(
    "understands every command of the design",
    arguments: [
      ["demo", "--out", "x.sqlite"], ["show", "schema", "x.sqlite", "--json"],
      ["show", "graph", "x.sqlite"],
      ["rows", "x.sqlite", "t", "--where", "a>=2", "--sort", "-a"],
      ["entity", "x.sqlite", "t", "4"],
      ["graph", "x.sqlite", "t", "4", "--hops", "2", "--fanout", "8,-1"],
      ["show", "task", "x.sqlite"], ["show", "batch", "x.sqlite", "--task", "t"],
      ["show", "subgraph", "x.sqlite", "--table", "t", "--entity", "4", "--fanout", "8,4"],
      ["train", "x.sqlite", "--task", "t", "--model", "rdl", "--seed", "3", "--set", "epochs=2"],
      ["train", "--resume", "r0001"],
      ["evaluate", "x.sqlite", "--run", "r0001", "--split", "test"],
      ["evaluate", "x.sqlite", "--baselines", "--task", "t"],
      ["predict", "x.sqlite", "--run", "r0001", "--entity", "4", "--at", "2010-01-01"],
      ["predict", "x.sqlite", "--checkpoint", "dir", "--entity", "4"],
      [
        "predict", "x.sqlite", "--run", "r1", "--entity", "4", "--without", "t/7", "--without", "u",
      ],
      ["trace", "x.sqlite", "--task", "t", "--seed-row", "7"],
      ["runs", "list"], ["runs", "show", "r1"], ["runs", "compare", "r1", "r2"],
      ["runs", "export", "r1", "--wide"], ["runs", "tag", "r1", "good"],
      ["runs", "delete", "r1"], ["runs", "undelete"], ["runs", "ask", "r1", "pause"],
      ["doctor", "--json"], ["open", "x.sqlite", "--ascii"], ["x.sqlite"], [],
    ])
  func understood(arguments: [String]) throws {
    _ = try RelZero.parseAsRoot(arguments)
  }

  @Test(
    "refuses what makes no sense, with code 64",
    arguments: [
      ["train", "x.sqlite"], ["train", "--task", "t"],
      ["train", "x.sqlite", "--task", "t", "--set", "epochs"],
      ["train", "x.sqlite", "--task", "t", "--threads", "0"],
      ["evaluate", "x.sqlite"], ["evaluate", "x.sqlite", "--run", "r1", "--baselines"],
      ["predict", "x.sqlite", "--entity", "4"],
      ["predict", "x.sqlite", "--run", "seven", "--entity", "4"],
      ["show", "subgraph", "x.sqlite", "--table", "t", "--entity", "4", "--fanout", "many"],
      ["graph", "x.sqlite", "t", "4", "--fanout", "8,"],
      ["graph", "x.sqlite", "t", "4", "--fanout", "1,1,1,1,1,1,1,1,1"],
      ["runs", "ask", "r1", "dance"],
      ["train", "x.sqlite", "--task", "t", "--epochs", "3", "--set", "epochs=4"],
    ])
  func refused(arguments: [String]) {
    #expect {
      _ = try RelZero.parseAsRoot(arguments)
    } throws: { error in
      RelZero.exitCode(for: error) == ExitCode(64)
    }
  }

  @Test(
    "says which options of evaluate do not go together",
    arguments: [
      (["--run", "r1", "--predictions", "a.csv", "--task", "t"], "Give one of --run"),
      (["--predictions", "a.csv"], "--predictions needs --task"),
      (["--baselines"], "--baselines needs --task"),
      (["--run", "r1", "--zero-shot"], "--zero-shot needs --run or --checkpoint"),
      (["--baselines", "--zero-shot", "--task", "t"], "--zero-shot needs --run or --checkpoint"),
      (["--run", "r1", "--history", "cut"], "--history goes with --zero-shot"),
      (["--run", "r1", "--sparsity", "0.5"], "--sparsity 0.5 goes with --zero-shot"),
      (["--run", "r1", "--zero-shot", "--task", "t", "--sparsity", "1.5"], "from 0 to 1"),
      (["--run", "r1", "--adapt", "3"], "--adapt 3 goes with --zero-shot"),
      (["--predictions", "a.csv", "--task", "t", "--noise", "1"], "--noise 1.0 goes with a model"),
      (["--run", "r1", "--noise", "1001"], "from 0 to 1000"),
      (["--baselines", "--task", "t", "--out", "a.csv"], "--out"),
    ])
  func refusedEvaluation(options: [String], says reason: String) throws {
    let error = #expect(throws: (any Error).self) {
      _ = try RelZero.parseAsRoot(["evaluate", "x.sqlite"] + options)
    }
    let found = try #require(error)
    #expect(RelZero.exitCode(for: found) == ExitCode(64))
    // Lines are folded at 80 columns.
    let message = RelZero.message(for: found).split(whereSeparator: \.isWhitespace)
    #expect(message.joined(separator: " ").contains(reason))
  }

  @Test(
    "says which word is no command",
    arguments: [
      ("tarin x.sqlite", "There is no command 'tarin'. Did you mean train? There are: open,"),
      ("runs lst", "There is no command 'runs lst'. Did you mean list? There are: list,"),
      ("dance now", "There is no command 'dance'. There are: open,"),
    ])
  func misspelt(words: String, says: String) {
    let words = words.split(separator: " ").map(String.init)
    #expect(throws: (any Error).self) { try RelZero.parseAsRoot(words) }
    #expect(CommandNames.complaint(about: words)?.hasPrefix(says) == true)
  }

  @Test(
    "has nothing to say of commands, options and files",
    arguments: ["train --nonsense", "--nonsense", "help", "runs show", "/tmp x", "demo x y"])
  func spelt(words: String) {
    let words = words.split(separator: " ").map(String.init)
    #expect(CommandNames.complaint(about: words) == nil)
  }

  @Test("gives each error its exit code")
  func codes() {
    #expect(Exit.code(of: DatabaseError.missing(path: "x")) == 65)
    #expect(Exit.code(of: TrainingError.diverged(step: 3)) == 65)
    #expect(Exit.code(of: SettingsError.unknown("a", known: [])) == 64)
    #expect(Exit.code(of: TrainingError.model(.settings(.unknown("a", known: [])))) == 64)
    #expect(Exit.code(of: TrainingError.model(.unknownModel("a", known: []))) == 64)
    #expect(Exit.code(of: Interrupted()) == 130)
    #expect(Exit.code(of: ValidationError("left to the parser")) == nil)
    struct Surprise: Error {}
    #expect(Exit.code(of: Surprise()) == 70)
  }

  @Test("reads settings as key=value, the last of a name counts")
  func assignments() throws {
    #expect(try SettingsOption.parse(["a=1", "b=x=y", "a=2"]) == ["a": "2", "b": "x=y"])
    #expect(throws: ValidationError.self) { try SettingsOption.parse(["=1"]) }
  }
}
