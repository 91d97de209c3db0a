import Foundation

/// A script under `Fixtures` that runs another program's Python code beside ours.
public struct PythonPeer: Sendable {
  /// A Python that has what the script imports, if the environment names one.
  public let python: String?
  private let script: String

  /// - Parameters:
  ///   - variable: of the environment, with the path of a Python.
  ///   - script: path under `Tests/Fixtures`.
  public init(variable: String, script: String) {
    python = ProcessInfo.processInfo.environment[variable]
    // <checkout>/Tests/FixtureSupport/PythonPeer.swift
    self.script =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/\(script)").path
  }

  /// What the script prints, once it ends well.
  public func run<Answer: Decodable>(_ arguments: [String], as _: Answer.Type) throws -> Answer {
    guard let python else { throw PythonPeerError(message: "no Python is named") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw PythonPeerError(message: "\(script) ended with \(process.terminationStatus)")
    }
    return try JSONDecoder().decode(Answer.self, from: data)
  }
}

struct PythonPeerError: Error {
  let message: String
}
