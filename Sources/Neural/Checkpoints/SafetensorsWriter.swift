import Foundation
import Tensors

extension SafetensorsFile {
  /// Writes tensors in one motion: to a temporary file beside `path`, flushed to the disk and then
  /// renamed, so that a crash at any moment leaves the old file or the new one.
  ///
  /// - Parameter precision: bfloat16 halves the file and keeps 8 bits of each number, rounded to the
  ///   nearest, ties to even.
  public static func write(
    _ tensors: [String: Tensor], as precision: Precision = .float32,
    metadata: [String: String] = [:], to path: String
  ) throws(CheckpointError) {
    let names = tensors.keys.sorted()
    let header = try encodeHeader(
      tensors, names: names, type: precision.type, metadata: metadata, path: path)
    let temporary = path + ".\(getpid()).\(UInt32.random(in: 0 ... .max)).partial"
    do {
      let file = try OutputFile(creating: temporary)
      try file.write(header)
      for name in names {
        guard let tensor = tensors[name] else { continue }
        try tensor.withScalars { scalars throws(OutputFile.Failure) in
          try write(scalars, as: precision, to: file)
        }
      }
      try file.finish(as: path)
    } catch {
      unlink(temporary)
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// What floats are written as.
  public enum Precision: Sendable {
    case float32, bfloat16

    var type: StoredType {
      switch self {
      case .float32: .float32
      case .bfloat16: .bfloat16
      }
    }
  }

  private static func write(
    _ scalars: UnsafeBufferPointer<Float>, as precision: Precision, to file: OutputFile
  ) throws(OutputFile.Failure) {
    guard precision == .bfloat16 else { return try file.write(UnsafeRawBufferPointer(scalars)) }
    // A piece at a time: the whole would take half of the tensor's memory again.
    var rest = scalars[...]
    while !rest.isEmpty {
      let piece = rest.prefix(1 << 20)
      rest = rest.dropFirst(piece.count)
      let rounded = piece.map { Self.bfloat16($0).littleEndian }
      try rounded.withUnsafeBytes { bytes in
        Result { () throws(OutputFile.Failure) in try file.write(bytes) }
      }.get()
    }
  }

  /// The nearest bfloat16's bits, ties to even; NaN stays NaN.
  static func bfloat16(_ value: Float) -> UInt16 {
    guard !value.isNaN else { return 0x7FC0 }
    let bits = value.bitPattern
    return UInt16(truncatingIfNeeded: (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16)
  }

  private static func encodeHeader(
    _ tensors: [String: Tensor], names: [String], type: StoredType, metadata: [String: String],
    path: String
  ) throws(CheckpointError) -> [UInt8] {
    var items: [String: HeaderItem] = [:]
    if !metadata.isEmpty { items["__metadata__"] = .metadata(metadata) }
    var offset = 0
    for name in names {
      guard let tensor = tensors[name] else { continue }
      let end = offset + type.byteCount * tensor.count
      items[name] = .tensor(
        type, shape: tensor.shape.dimensions, offsets: [offset, end])
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
    case tensor(StoredType, shape: [Int], offsets: [Int])

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .metadata(let texts):
        try texts.encode(to: encoder)
      case .tensor(let type, let shape, let offsets):
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type.rawValue, forKey: .dtype)
        try container.encode(shape, forKey: .shape)
        try container.encode(offsets, forKey: .offsets)
      }
    }
  }
}
