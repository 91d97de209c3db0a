import Foundation
import Synchronization

/// An encoder whose vectors are kept on disk, by encoder and text, so that each text is encoded once.
///
/// The file is a run of records, a key and a vector each, appended under a lock by any number of
/// processes; half a record at the end, left by a crash, is dropped by whoever writes next. A cache that
/// cannot be written costs time, nothing else.
public final class CachedEncoder: SentenceEncoder {
  public let base: any SentenceEncoder
  public let path: String
  public var name: String { base.name }
  public var width: Int { base.width }
  private let known = Mutex<Known>(Known())

  private struct Known {
    var vectors: [ContentKey: Int] = [:]
    var scalars: [Float] = []
    /// How far the file has been read.
    var readBytes = 0
  }

  private static let keyBytes = 16

  /// - Parameter folder: where the files of all encoders are; made when it is needed.
  public init(_ base: any SentenceEncoder, in folder: String) {
    self.base = base
    path = folder + "/\(base.name).vectors"
  }

  public func encode(_ texts: [String]) -> [Float] {
    let keys = texts.map(ContentKey.init)
    let missing = known.withLock { known -> [Int] in
      readFile(into: &known)
      var seen = Set<ContentKey>()
      return keys.indices.filter {
        known.vectors[keys[$0]] == nil && seen.insert(keys[$0]).inserted
      }
    }
    if !missing.isEmpty {
      let made = base.encode(missing.map { texts[$0] })
      known.withLock { known in
        append(missing.map { keys[$0] }, made)
        for (place, text) in missing.enumerated() where known.vectors[keys[text]] == nil {
          known.vectors[keys[text]] = known.scalars.count
          known.scalars += made[place * width..<(place + 1) * width]
        }
      }
    }
    return known.withLock { known in
      keys.flatMap { key -> ArraySlice<Float> in
        let start = known.vectors[key] ?? 0
        return known.scalars[start..<start + width]
      }
    }
  }

  private var recordBytes: Int { Self.keyBytes + 4 * width }

  /// Reads the records that came since the last time.
  private func readFile(into known: inout Known) {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    else { return }
    data.withUnsafeBytes { bytes in
      while known.readBytes + recordBytes <= bytes.count {
        let start = known.readBytes
        let key = ContentKey(
          high: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self),
          low: bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self))
        known.readBytes += recordBytes
        guard known.vectors[key] == nil else { continue }
        known.vectors[key] = known.scalars.count
        for column in 0..<width {
          known.scalars.append(
            bytes.loadUnaligned(
              fromByteOffset: start + Self.keyBytes + 4 * column, as: Float.self))
        }
      }
    }
  }

  private func append(_ keys: [ContentKey], _ scalars: [Float]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(keys.count * recordBytes)
    for (place, key) in keys.enumerated() {
      withUnsafeBytes(of: key.high) { bytes += $0 }
      withUnsafeBytes(of: key.low) { bytes += $0 }
      scalars[place * width..<(place + 1) * width].withUnsafeBytes { bytes += $0 }
    }
    let folder = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else { return }
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    var offset = size / recordBytes * recordBytes
    bytes.withUnsafeBytes { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let written = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset))
        guard written > 0 else { break }
        offset += written
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
  }
}

extension ContentKey {
  fileprivate init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}
