import Foundation
import Tensors

/// A file of named tensors in the safetensors format: the length of a JSON header in 8 bytes, the
/// header, then the numbers.
///
/// The file is mapped, never read whole. Everything in the header is checked when the file is opened,
/// so that reading a tensor cannot fail on damage.
///
/// - Source: <https://github.com/huggingface/safetensors#format>
public struct SafetensorsFile: Sendable {
  public let path: String
  public let metadata: [String: String]
  private let entries: [String: Entry]
  private let file: MappedFile
  private let dataStart: Int

  /// A tensor as the header describes it.
  struct Entry: Sendable {
    let type: StoredType
    let shape: [Int]
    let range: Range<Int>
  }

  /// Opens a file and checks all of its header.
  public init(path: String) throws(CheckpointError) {
    self.path = path
    do {
      file = try MappedFile(path: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    let header: SafetensorsHeader
    do {
      header = try SafetensorsHeader(parsing: file.bytes)
    } catch {
      throw .malformed(path: path, reason: error.reason)
    }
    metadata = header.metadata
    entries = header.entries
    dataStart = header.byteCount
  }

  /// The names of the tensors, sorted.
  public var names: [String] { entries.keys.sorted() }

  public func contains(_ name: String) -> Bool { entries[name] != nil }

  /// A tensor where it lies.
  public func stored(_ name: String) throws(CheckpointError) -> StoredTensor {
    guard let entry = entries[name] else { throw .noTensor(path: path, name: name) }
    let start = dataStart + entry.range.lowerBound
    return StoredTensor(
      type: entry.type, shape: Shape(entry.shape), file: file,
      range: start..<start + entry.range.count)
  }

  /// All tensors as float32.
  public func tensors() throws(CheckpointError) -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for name in entries.keys { result[name] = try tensor(name) }
    return result
  }

  /// A tensor as float32; integers beyond 2²⁴ are rounded.
  public func tensor(_ name: String) throws(CheckpointError) -> Tensor {
    try stored(name).tensor()
  }

  /// The shape of a tensor.
  public func shape(_ name: String) throws(CheckpointError) -> Shape {
    try stored(name).shape
  }

  /// The numbers of an integer tensor, row after row, exactly.
  public func integers(_ name: String) throws(CheckpointError) -> [Int64] {
    let stored = try stored(name)
    guard let integers = stored.withBytes({ stored.type.integers($0) }) else {
      throw .notIntegers(path: path, name: name, found: stored.type.rawValue)
    }
    return integers
  }
}
