import Foundation
import Tensors

/// A file of named tensors in the safetensors format: the length of a JSON header in 8 bytes, the
/// header, then the numbers.
///
/// Everything is checked when the file is opened, so that reading a tensor cannot fail on damage.
///
/// - Source: <https://github.com/huggingface/safetensors#format>
public struct SafetensorsFile: Sendable {
  public let path: String
  public let metadata: [String: String]
  private let entries: [String: Entry]
  private let contents: Data
  private let dataStart: Int

  /// A tensor as the header describes it.
  struct Entry: Sendable {
    let type: ElementType
    let shape: [Int]
    let range: Range<Int>

    var count: Int { range.count / type.byteCount }
  }

  enum ElementType: String, Sendable {
    case float32 = "F32"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case uint8 = "U8"
    case bool = "BOOL"

    var byteCount: Int {
      switch self {
      case .int64: 8
      case .float32, .int32: 4
      case .bfloat16: 2
      case .uint8, .bool: 1
      }
    }
  }

  /// Opens a file and checks all of its header.
  public init(path: String) throws(CheckpointError) {
    self.path = path
    let reading = Result {
      try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    }
    switch reading {
    case .success(let data): contents = data
    case .failure(let error):
      throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
    }
    let header: SafetensorsHeader
    do {
      header = try SafetensorsHeader(parsing: contents)
    } catch {
      throw .malformed(path: path, reason: error.reason)
    }
    metadata = header.metadata
    entries = header.entries
    dataStart = header.byteCount
  }

  /// The names of the tensors, sorted.
  public var names: [String] { entries.keys.sorted() }

  /// All tensors as float32.
  public func tensors() throws(CheckpointError) -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for name in entries.keys { result[name] = try tensor(name) }
    return result
  }

  /// A tensor as float32; integers beyond 2^24 are rounded.
  public func tensor(_ name: String) throws(CheckpointError) -> Tensor {
    let entry = try entry(name)
    return withBytes(entry) { bytes in
      Tensor(shape: Shape(entry.shape)) { target in
        switch entry.type {
        case .float32:
          UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
        case .bfloat16:
          Self.convert(bytes, UInt16.self, to: target) {
            Float(bitPattern: UInt32(UInt16(littleEndian: $0)) << 16)
          }
        case .int64:
          Self.convert(bytes, Int64.self, to: target) { Float(Int64(littleEndian: $0)) }
        case .int32:
          Self.convert(bytes, Int32.self, to: target) { Float(Int32(littleEndian: $0)) }
        case .uint8, .bool:
          Self.convert(bytes, UInt8.self, to: target) { Float($0) }
        }
      }
    }
  }

  /// The shape of a tensor.
  public func shape(_ name: String) throws(CheckpointError) -> Shape {
    Shape(try entry(name).shape)
  }

  /// The numbers of an integer tensor, row after row, exactly.
  public func integers(_ name: String) throws(CheckpointError) -> [Int64] {
    let entry = try entry(name)
    switch entry.type {
    case .int64:
      return withBytes(entry) { bytes in
        (0..<entry.count).map {
          Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self))
        }
      }
    case .int32:
      return withBytes(entry) { bytes in
        (0..<entry.count).map {
          Int64(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)))
        }
      }
    case .uint8, .bool:
      return withBytes(entry) { $0.map(Int64.init) }
    case .float32, .bfloat16:
      throw .notIntegers(path: path, name: name, found: entry.type.rawValue)
    }
  }

  private func entry(_ name: String) throws(CheckpointError) -> Entry {
    guard let entry = entries[name] else { throw .noTensor(path: path, name: name) }
    return entry
  }

  private func withBytes<Value>(_ entry: Entry, _ body: (UnsafeRawBufferPointer) -> Value) -> Value
  {
    contents.withUnsafeBytes { bytes in
      let start = dataStart + entry.range.lowerBound
      return body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + entry.range.count]))
    }
  }

  private static func convert<Element>(
    _ bytes: UnsafeRawBufferPointer, _ type: Element.Type,
    to target: UnsafeMutableBufferPointer<Float>, _ number: (Element) -> Float
  ) {
    for index in target.indices {
      let offset = index * MemoryLayout<Element>.stride
      target[index] = number(bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }
  }
}
