import Foundation

/// The bytes of a regular file, mapped into memory: pages are read when they are touched, shared
/// between processes, and dropped by the system when it needs room.
///
/// `@unchecked Sendable`: the mapping is private and read-only from `init` to `deinit`.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  struct Failure: Error {
    let reason: String
  }

  init(path: String) throws(Failure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.systemFailure }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.systemFailure }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(reason: status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "not a file")
    }
    guard status.st_size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start, start != MAP_FAILED else { throw Self.systemFailure }
    bytes = UnsafeRawBufferPointer(start: start, count: Int(status.st_size))
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }

  private static var systemFailure: Failure {
    Failure(reason: String(cString: strerror(errno)))
  }
}
