import Foundation

/// The folder of reference data beside the checkout: databases, task tables, values computed by other
/// programs. Tests that need it are skipped, and say so, where it is absent.
public enum SharedFolder {
  /// `$RELZERO_SHARED`, else `shared` beside the checkout; nil when neither is there.
  public static let path: String? = {
    if let given = ProcessInfo.processInfo.environment["RELZERO_SHARED"] {
      return FileManager.default.fileExists(atPath: given) ? given : nil
    }
    // <checkout>/Tests/FixtureSupport/SharedFolder.swift
    let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let found = checkout.deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.fileExists(atPath: found + "/fixtures") ? found : nil
  }()

  public static var isPresent: Bool { path != nil }

  /// A file or folder in it.
  public static func file(_ name: String) -> String { (path ?? "") + "/" + name }
}

/// A folder for one test, removed when the value goes away.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    path = NSTemporaryDirectory() + "relzero-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  public func file(_ name: String) -> String { path + "/" + name }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
