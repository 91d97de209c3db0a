import Foundation

/// The folder of real databases beside the checkout, if it is there.
let sharedFolder: String? = {
  if let given = ProcessInfo.processInfo.environment["RELZERO_SHARED"] { return given }
  var folder = URL(fileURLWithPath: #filePath)
  while folder.path != "/" {
    folder.deleteLastPathComponent()
    let shared = folder.deletingLastPathComponent().appendingPathComponent("shared")
    let checkout = folder.appendingPathComponent("Package.swift")
    if FileManager.default.fileExists(atPath: checkout.path),
      FileManager.default.fileExists(atPath: shared.appendingPathComponent("data").path)
    {
      return shared.path
    }
  }
  return nil
}()

func sharedDatabase(_ name: String) -> String {
  "\(sharedFolder ?? "")/data/\(name)/\(name).sqlite"
}
