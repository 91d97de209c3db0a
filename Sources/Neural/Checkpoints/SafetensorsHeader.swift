import Foundation

/// The header of a safetensors file, read and checked: types known, sizes right, the tensors' bytes
/// following one another without hole or overlap up to the end of the file.
struct SafetensorsHeader {
  let entries: [String: SafetensorsFile.Entry]
  let metadata: [String: String]
  /// Bytes before the numbers.
  let byteCount: Int

  struct Malformed: Error {
    let reason: String
  }

  /// The longest header that is read, as in the reference implementation.
  private static let longestHeader = 100_000_000

  init(parsing contents: UnsafeRawBufferPointer) throws(Malformed) {
    guard contents.count >= 8 else {
      throw Malformed(reason: "it has \(contents.count) bytes, its header's length alone takes 8")
    }
    guard !contents.starts(with: "version https://git-lfs".utf8) else {
      throw Malformed(
        reason: "it is git-lfs' note of where the file is, not the file (git lfs pull fetches it)")
    }
    let length = UInt64(littleEndian: contents.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(Self.longestHeader), Int(length) <= contents.count - 8 else {
      throw Malformed(
        reason: "its header should have \(length) bytes, the file has \(contents.count) in all")
    }
    byteCount = 8 + Int(length)
    let json = Data(contents[8..<byteCount])
    let parsed: [String: Item]
    do {
      parsed = try JSONDecoder().decode([String: Item].self, from: json)
    } catch {
      throw Malformed(reason: "its header is not the JSON of tensors")
    }
    var entries: [String: SafetensorsFile.Entry] = [:]
    var metadata: [String: String] = [:]
    for (name, item) in parsed {
      switch item {
      case .metadata(let texts):
        guard name == "__metadata__" else {
          throw Malformed(reason: "tensor \(name) has no type, shape and offsets")
        }
        metadata = texts
      case .tensor(let tensor):
        entries[name] = try Self.check(tensor, name)
      }
    }
    self.entries = entries
    self.metadata = metadata
    try Self.checkTiling(entries, dataCount: contents.count - byteCount)
  }

  private enum Item: Decodable {
    case tensor(TensorItem)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let tensor = try? container.decode(TensorItem.self) {
        self = .tensor(tensor)
      } else {
        self = .metadata(try container.decode([String: String].self))
      }
    }
  }

  private struct TensorItem: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  private static func check(
    _ item: TensorItem, _ name: String
  ) throws(Malformed) -> SafetensorsFile.Entry {
    guard let type = StoredType(rawValue: item.dtype) else {
      throw Malformed(reason: "tensor \(name) has type \(item.dtype), which is not supported")
    }
    guard item.offsets.count == 2, item.offsets[0] >= 0, item.offsets[0] <= item.offsets[1] else {
      throw Malformed(reason: "tensor \(name) has offsets \(item.offsets)")
    }
    var bytes = type.byteCount
    for length in item.shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else {
        throw Malformed(reason: "tensor \(name) has shape \(item.shape)")
      }
      bytes = product
    }
    guard bytes == item.offsets[1] - item.offsets[0] else {
      throw Malformed(
        reason:
          "tensor \(name) of type \(item.dtype) and shape \(item.shape) takes \(bytes) bytes, "
          + "its offsets are \(item.offsets)")
    }
    return SafetensorsFile.Entry(
      type: type, shape: item.shape, range: item.offsets[0]..<item.offsets[1])
  }

  private static func checkTiling(
    _ entries: [String: SafetensorsFile.Entry], dataCount: Int
  ) throws(Malformed) {
    var end = 0
    let ordered = entries.sorted {
      ($0.value.range.lowerBound, $0.value.range.upperBound)
        < ($1.value.range.lowerBound, $1.value.range.upperBound)
    }
    for (name, entry) in ordered {
      guard entry.range.lowerBound == end else {
        throw Malformed(
          reason: "tensor \(name) starts at byte \(entry.range.lowerBound), the one before ends at "
            + "\(end)")
      }
      end = entry.range.upperBound
    }
    guard end == dataCount else {
      throw Malformed(
        reason: "its tensors take \(end) bytes, the file has \(dataCount) for them"
          + (dataCount < end ? "; it is cut off" : ""))
    }
  }
}
