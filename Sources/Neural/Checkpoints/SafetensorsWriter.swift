import Foundation
import Tensors

extension SafetensorsFile {
  /// Writes tensors as float32 in one motion: to a temporary file beside `path`, flushed to the disk
  /// and then renamed, so that a crash at any moment leaves the old file or the new one.
  public static func write(
    _ tensors: [String: Tensor], metadata: [String: String] = [:], to path: String
  ) throws(CheckpointError) {
    let names = tensors.keys.sorted()
    let header = try encodeHeader(tensors, names: names, metadata: metadata, path: path)
    let temporary = path + ".\(getpid()).\(UInt32.random(in: 0 ... .max)).partial"
    do {
      let file = try OutputFile(creating: temporary)
      try file.write(header)
      for name in names {
        guard let tensor = tensors[name] else { continue }
        try tensor.withScalars { scalars throws(OutputFile.Failure) in
          try file.write(UnsafeRawBufferPointer(scalars))
        }
      }
      try file.finish(as: path)
    } catch {
      unlink(temporary)
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  private static func encodeHeader(
    _ tensors: [String: Tensor], names: [String], metadata: [String: String], path: String
  ) throws(CheckpointError) -> [UInt8] {
    var items: [String: HeaderItem] = [:]
    if !metadata.isEmpty { items["__metadata__"] = .metadata(metadata) }
    var offset = 0
    for name in names {
      guard let tensor = tensors[name] else { continue }
      let end = offset + 4 * tensor.count
      items[name] = .tensor(
        shape: tensor.shape.dimensions, offsets: [offset, end])
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json: [UInt8]
    do {
      json = [UInt8](try encoder.encode(items))
    } catch {
      throw .unwritable(path: path, reason: "its header cannot be written as JSON")
    }
    // The numbers begin at a multiple of 8.
    json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { [UInt8]($0) } + json
  }

  private enum HeaderItem: Encodable {
    case metadata([String: String])
    case tensor(shape: [Int], offsets: [Int])

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .metadata(let texts):
        try texts.encode(to: encoder)
      case .tensor(let shape, let offsets):
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ElementType.float32.rawValue, forKey: .dtype)
        try container.encode(shape, forKey: .shape)
        try container.encode(offsets, forKey: .offsets)
      }
    }
  }
}
