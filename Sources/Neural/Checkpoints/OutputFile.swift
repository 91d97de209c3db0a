import Foundation

/// A new file, written from front to back and then given its name.
final class OutputFile {
  struct Failure: Error {
    let reason: String

    /// What the last system call that failed said.
    init(doing step: String) {
      reason = "\(step): \(String(cString: strerror(errno)))"
    }
  }

  private let path: String
  private var descriptor: Int32

  init(creating path: String) throws(Failure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw Failure(doing: "creating the file") }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func write(_ bytes: [UInt8]) throws(Failure) {
    try bytes.withUnsafeBytes { buffer in
      Result { () throws(Failure) in try write(buffer) }
    }.get()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    var rest = bytes
    while let start = rest.baseAddress, !rest.isEmpty {
      // One call writes at most 2 GiB on Linux.
      let written = Glibc.write(descriptor, start, min(rest.count, 1 << 30))
      if written < 0 {
        if errno == EINTR { continue }
        throw Failure(doing: "writing")
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Flushes to the disk, closes and renames; then flushes the folder, which holds the name.
  func finish(as name: String) throws(Failure) {
    guard fsync(descriptor) == 0 else { throw Failure(doing: "flushing") }
    let closing = close(descriptor)
    descriptor = -1
    guard closing == 0 else { throw Failure(doing: "closing") }
    guard rename(path, name) == 0 else { throw Failure(doing: "renaming") }
    let folder = (name as NSString).deletingLastPathComponent
    let directory = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }
}
