/// Why a checkpoint could not be read, written or used.
public enum CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// Not a safetensors file, or a damaged one.
  case malformed(path: String, reason: String)
  case noTensor(path: String, name: String)
  /// A folder without weights that can be read; what else it has.
  case noWeights(folder: String, found: [String])
  /// An index names files that are not beside it, of so many.
  case missingParts(index: String, missing: [String], count: Int)
  case notIntegers(path: String, name: String, found: String)
  /// The checkpoint was made for another model: names it lacks, names it has beyond, shapes apart.
  case doesNotFit(missing: [String], unexpected: [String], shapes: [String])

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason)."
    case .unwritable(let path, let reason):
      "\(path): cannot be written: \(reason)."
    case .malformed(let path, let reason):
      "\(path): not a sound safetensors file: \(reason). Fetch the file again, or take an earlier "
        + "checkpoint."
    case .noTensor(let path, let name):
      "\(path): asked for tensor \(name), which is not in the file."
    case .noWeights(let folder, let found):
      "\(folder): asked for model.safetensors or model.safetensors.index.json, found "
        + (found.isEmpty
          ? "no weights. Point at the folder that holds them, or fetch them there."
          : found.prefix(5).joined(separator: ", ")
            + ". Fetch the model's safetensors files, or convert these.")
    case .missingParts(let index, let missing, let count):
      "\(index): names \(count) files, of which \(missing.count) are not beside it ("
        + missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
        + "). Fetch them into the same folder."
    case .notIntegers(let path, let name, let found):
      "\(path): asked for integers in tensor \(name), found \(found)."
    case .doesNotFit(let missing, let unexpected, let shapes):
      "The checkpoint is of another model or schema: "
        + [
          Self.list("missing", missing), Self.list("not expected", unexpected),
          Self.list("other shapes", shapes),
        ].compactMap { $0 }.joined(separator: "; ")
        + ". Train again, or open the database the checkpoint was made for."
    }
  }

  private static func list(_ title: String, _ names: [String]) -> String? {
    guard !names.isEmpty else { return nil }
    let shown = names.prefix(5).joined(separator: ", ")
    return "\(names.count) \(title) (\(shown)\(names.count > 5 ? ", …" : ""))"
  }
}
