import Foundation

/// A file that is written for other programs: whole or not at all, and never over another file.
///
/// Until it is finished it lies beside its place under a name that ends in `.part`.
public final class ExportFile {
  private let place: URL
  /// Whether another name may be taken where this one is taken already.
  private let mayRename: Bool
  private let part: String
  private let handle: FileHandle
  private var buffer = Data()

  /// A file at a path as a person typed it; `~` is their own folder.
  public convenience init(at typed: String) throws(ExportError) {
    let path = URL(fileURLWithPath: (typed as NSString).expandingTildeInPath).standardized
    guard !FileManager.default.fileExists(atPath: path.path) else {
      throw .exists(path: path.path)
    }
    try self.init(path, mayRename: false)
  }

  /// A file of a folder, which is made if need be: `drivers.csv`, or `drivers-2.csv` where that is taken.
  public convenience init(named name: String, in folder: String) throws(ExportError) {
    let safe = String(name.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    let place = URL(fileURLWithPath: folder).appendingPathComponent(safe)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, problem: error.localizedDescription)
    }
    try self.init(place, mayRename: true)
  }

  private init(_ place: URL, mayRename: Bool) throws(ExportError) {
    self.place = place
    self.mayRename = mayRename
    part = "\(place.path).\(getpid()).part"
    let file = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else {
      throw .unwritable(path: place.path, problem: String(cString: strerror(errno)))
    }
    handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
  }

  public func write(_ text: String) throws(ExportError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count > 1 << 18 { try flush() }
  }

  private func flush() throws(ExportError) {
    do { try handle.write(contentsOf: buffer) } catch {
      throw .unwritable(path: place.path, problem: "\(error)")
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Gives the file its name; returns its whole path.
  public func finish() throws(ExportError) -> String {
    try flush()
    try? handle.close()
    for path in names {
      if link(part, path) == 0 {
        unlink(part)
        return path
      }
      guard errno == EEXIST else {
        // Some file systems know no links.
        if !FileManager.default.fileExists(atPath: path), rename(part, path) == 0 { return path }
        throw .unwritable(path: path, problem: String(cString: strerror(errno)))
      }
    }
    throw .exists(path: place.path)
  }

  /// Takes away what was written so far.
  public func drop() {
    try? handle.close()
    unlink(part)
  }

  private var names: [String] {
    guard mayRename else { return [place.path] }
    let (stem, ending) = (place.deletingPathExtension().path, place.pathExtension)
    return [place.path]
      + (2..<10_000).map { "\(stem)-\($0)\(ending.isEmpty ? "" : "." + ending)" }
  }
}

public enum ExportError: Error, Equatable, CustomStringConvertible, Sendable {
  case exists(path: String)
  case unwritable(path: String, problem: String)
  case stopped

  public var description: String {
    switch self {
    case .exists(let path): "\(path) exists already and was left as it is: type another name"
    case .unwritable(let path, let problem): "\(path) cannot be written: \(problem)"
    case .stopped: "the export was stopped; nothing of it was kept"
    }
  }
}

extension WorkbenchFiles {
  /// A file at the path that was typed; without one under a free name in the home's `exports`.
  func exportFile(at typed: String?, named name: String) throws(ExportError) -> ExportFile {
    if let typed { return try ExportFile(at: typed) }
    guard let home else {
      throw .unwritable(path: name, problem: "the program has no home folder")
    }
    return try ExportFile(named: name, in: home + "/exports")
  }

  /// Writes a text for other programs; returns the path.
  func export(_ text: String, at typed: String?, named name: String) throws(ExportError) -> String {
    let file = try exportFile(at: typed, named: name)
    do throws(ExportError) {
      try file.write(text.hasSuffix("\n") ? text : text + "\n")
      return try file.finish()
    } catch {
      file.drop()
      throw error
    }
  }
}
