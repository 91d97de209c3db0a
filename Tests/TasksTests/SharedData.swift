import Foundation

/// The folder of the shared test databases: beside the checkout, or where RELZERO_SHARED says; nil on
/// machines without them.
let sharedFolder: String? = {
  let files = FileManager.default
  if let named = ProcessInfo.processInfo.environment["RELZERO_SHARED"] {
    return files.fileExists(atPath: named + "/data") ? named : nil
  }
  var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  while folder.path != "/" {
    folder.deleteLastPathComponent()
    let shared = folder.appendingPathComponent("shared").path
    if files.fileExists(atPath: shared + "/data/rel-f1") { return shared }
  }
  return nil
}()
