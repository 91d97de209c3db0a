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

  /// One of its SQLite files.
  public static func database(_ name: String) -> String { file("data/\(name)/\(name).sqlite") }

  /// A file or folder in it.
  public static func file(_ name: String) -> String { (path ?? "") + "/" + name }
}
