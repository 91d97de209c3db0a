import Foundation
import Synchronization

/// A text as the mean of its words' vectors, taken from a file of word vectors.
///
/// The file is mapped and indexed when first used; only the vectors of words that occur are read. Words
/// are runs of letters and digits in lower case; words that the file lacks do not count; a text of none
/// is zeros.
///
/// - Source: the text format of Pennington et al. 2014, <https://aclanthology.org/D14-1162>: a line per
///   word, the word and its numbers with spaces between.
public final class GloVeEncoder: SentenceEncoder {
  public let name: String
  public let width: Int
  private let contents: Data
  private let index: ByteTable
  /// Where each word's numbers begin and end in the file.
  private let places: [Range<Int>]
  private let vectors = Mutex<[Int: [Float]]>([:])

  public init(path: String) throws(TextError) {
    guard
      let contents = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    else { throw .unreadable(path: path, reason: "no such file, or no permission") }
    let reading = contents.withUnsafeBytes { Self.readIndex($0.bindMemory(to: UInt8.self)) }
    guard let (index, places, width) = reading else {
      throw .malformed(
        path: path, reason: "not a file of word vectors: expected lines of a word and its numbers")
    }
    self.contents = contents
    self.index = index
    self.places = places
    self.width = width
    let key = contents.withUnsafeBytes { ContentKey($0) }
    name = "glove-\(String(key.high, radix: 16))-\(width)"
  }

  private static func readIndex(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (ByteTable, [Range<Int>], width: Int)? {
    var index = ByteTable(expecting: bytes.count / 1000)
    var places: [Range<Int>] = []
    var width = 0
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      let line = bytes[start..<end]
      if let space = line.firstIndex(of: 32), space > start {
        if places.isEmpty {
          let numbers = numbers(of: UnsafeBufferPointer(rebasing: bytes[space + 1..<end]))
          guard let numbers, !numbers.isEmpty else { return nil }
          width = numbers.count
        }
        if index.insert(UnsafeBufferPointer(rebasing: bytes[start..<space])).isNew {
          places.append(space + 1..<end)
        }
      } else if !line.isEmpty {
        return nil
      }
      start = end + 1
    }
    return width > 0 ? (index, places, width) : nil
  }

  private static func numbers(of bytes: UnsafeBufferPointer<UInt8>) -> [Float]? {
    var numbers: [Float] = []
    for part in bytes.split(whereSeparator: { $0 == 32 || $0 == 13 }) {
      guard let number = Float(String(decoding: part, as: UTF8.self)), number.isFinite else {
        return nil
      }
      numbers.append(number)
    }
    return numbers
  }

  public func encode(_ texts: [String]) -> [Float] {
    var result = [Float](repeating: 0, count: texts.count * width)
    for (number, text) in texts.enumerated() {
      var known = 0
      for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
        guard let entry = index.find(Array(word.utf8)), let vector = vector(entry) else { continue }
        known += 1
        for column in 0..<width { result[number * width + column] += vector[column] }
      }
      guard known > 1 else { continue }
      for column in 0..<width { result[number * width + column] /= Float(known) }
    }
    return result
  }

  /// The vector of an entry; nil when its line is damaged.
  private func vector(_ entry: Int) -> [Float]? {
    if let known = vectors.withLock({ $0[entry] }) { return known }
    let read = contents.withUnsafeBytes { bytes in
      Self.numbers(
        of: UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[places[entry]]))
    }
    guard let read, read.count == width else { return nil }
    vectors.withLock { $0[entry] = read }
    return read
  }
}
