import Foundation

/// Reads a safetensors file of reference values, without the code under test: header length, JSON header,
/// raw little-endian data.
public struct ReferenceTensors {
  public struct Entry {
    public var type: String
    public var shape: [Int]
    var data: Data
  }
  public let entries: [String: Entry]

  public init(_ name: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: SharedFolder.file("fixtures/" + name)))
    let length = data.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    let header = try JSONSerialization.jsonObject(with: data[8..<8 + length])
    var entries: [String: Entry] = [:]
    for (name, value) in header as? [String: Any] ?? [:] {
      guard let item = value as? [String: Any], let type = item["dtype"] as? String,
        let shape = item["shape"] as? [Int], let range = item["data_offsets"] as? [Int]
      else { continue }
      entries[name] = Entry(
        type: type, shape: shape, data: Data(data[8 + length + range[0]..<8 + length + range[1]]))
    }
    self.entries = entries
  }

  public func floats(_ name: String) -> [Float] {
    guard let entry = entries[name], entry.type == "F32" else { return [] }
    return entry.data.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }

  public func integers(_ name: String) -> [Int64] {
    guard let entry = entries[name], entry.type == "I64" else { return [] }
    return entry.data.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self) }
    }
  }

  public func shape(_ name: String) -> [Int] { entries[name]?.shape ?? [] }

  /// Names that begin with a prefix, without it.
  public func names(under prefix: String) -> [String] {
    entries.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
  }
}

/// The largest absolute difference; infinite when the counts differ or there is nothing to compare.
public func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
  guard a.count == b.count, !a.isEmpty else { return .infinity }
  return zip(a, b).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}
