import Testing

/// What holds for every file, whatever its module.
enum TreeRules {
  static let longestFile = 500

  static func tooLong(_ files: [SourceFile]) -> [String] {
    files.filter { $0.lineCount > longestFile }.map { "\($0.path): \($0.lineCount) lines" }
  }

  /// Places on one person's machine: home folders and checkouts named by an absolute path.
  static func machinePaths(_ files: [SourceFile]) -> [String] {
    files.flatMap { file -> [String] in
      guard ["/home/", "/Users/", "/root/", "/work/"].contains(where: file.text.has) else {
        return []
      }
      return file.text.matches(of: /(?:^|[^\w.~$}\/*-])\/(?:home|Users|root|work)\/[\w.]/).map {
        let line = file.text[..<$0.range.lowerBound].count { $0.isNewline } + 1
        return "\(file.path):\(line): \($0.0)"
      }
    }
  }
}

@Suite("The tree of files")
struct TreeTests {
  @Test("no source file is longer than 500 lines")
  func noFileIsTooLong() throws {
    let files = try SourceTree.files(in: ["Sources", "Tests"], endings: ["swift", "c", "h"])
    #expect(files.count > 10)
    #expect(TreeRules.tooLong(files) == [])
  }

  @Test("no file names a folder of somebody's machine")
  func noMachinePaths() throws {
    let folders = ["Sources", "Tests", "Benchmarks", "script", ".ci", "themes", "sessions"]
    var files = try SourceTree.files(
      in: folders, endings: ["swift", "c", "h", "md", "yaml", "yml", "py", "sh", "json", "txt", ""])
    for path in ["Package.swift", "README.md", "CONTRIBUTING.md"] {
      files.append(SourceFile(path: path, text: try SourceTree.text(path)))
    }
    #expect(files.contains { $0.path == "script/run" })
    #expect(TreeRules.machinePaths(files) == [])
  }
}
