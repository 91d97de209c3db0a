import Foundation
import Tensors

/// The weights of a model in one file or in several that an index names, read as one.
///
/// - Source: the layout of Hugging Face's folders: `model.safetensors`, or
///   `model.safetensors.index.json` with `weight_map`: tensor name → file in the same folder.
public struct WeightFiles: Sendable {
  /// The folder or the file.
  public let path: String
  private let files: [SafetensorsFile]
  /// Which of the files holds a tensor.
  private let places: [String: Int]

  /// Opens the weights of a folder: the single file if it is there, else those of the index.
  public init(folder: String, name: String = "model") throws(CheckpointError) {
    let single = folder + "/\(name).safetensors"
    let index = single + ".index.json"
    if FileManager.default.fileExists(atPath: single) {
      self.init(try SafetensorsFile(path: single))
    } else if FileManager.default.fileExists(atPath: index) {
      try self.init(index: index, folder: folder)
    } else {
      throw .noWeights(folder: folder, found: Self.otherWeights(in: folder))
    }
  }

  /// The tensors of one file.
  public init(_ file: SafetensorsFile) {
    path = file.path
    files = [file]
    places = Dictionary(uniqueKeysWithValues: file.names.map { ($0, 0) })
  }

  private init(index: String, folder: String) throws(CheckpointError) {
    path = index
    let map = try Self.weightMap(of: index)
    let names = Set(map.values).sorted()
    for name in names {
      guard name == (name as NSString).lastPathComponent, name.hasSuffix(".safetensors") else {
        throw .malformed(path: index, reason: "it names the file \(name), which is not beside it")
      }
    }
    let missing = names.filter { !FileManager.default.fileExists(atPath: folder + "/" + $0) }
    guard missing.isEmpty else {
      throw .missingParts(index: index, missing: missing, count: names.count)
    }
    var files: [SafetensorsFile] = []
    for name in names { files.append(try SafetensorsFile(path: folder + "/" + name)) }
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, files.indices))
    var places: [String: Int] = [:]
    for (tensor, name) in map.sorted(by: { $0.key < $1.key }) {
      guard let number = numbers[name], files[number].contains(tensor) else {
        throw .noTensor(path: folder + "/" + name, name: tensor)
      }
      places[tensor] = number
    }
    self.files = files
    self.places = places
  }

  private struct Index: Decodable {
    let weights: [String: String]

    enum CodingKeys: String, CodingKey {
      case weights = "weight_map"
    }
  }

  private static func weightMap(of index: String) throws(CheckpointError) -> [String: String] {
    let contents: MappedFile
    do {
      contents = try MappedFile(path: index)
    } catch {
      throw .unreadable(path: index, reason: error.reason)
    }
    guard let map = try? JSONDecoder().decode(Index.self, from: Data(contents.bytes)).weights,
      !map.isEmpty
    else {
      throw .malformed(path: index, reason: "it has no weight_map from tensors to files")
    }
    return map
  }

  /// Weights in formats that are not read, to say so.
  private static func otherWeights(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      ["bin", "pt", "pth", "gguf", "h5", "onnx", "msgpack", "ckpt", "safetensors"]
        .contains((name as NSString).pathExtension)
    }.sorted()
  }

  /// The names of the tensors, sorted.
  public var names: [String] { places.keys.sorted() }

  public func contains(_ name: String) -> Bool { places[name] != nil }

  /// A tensor where it lies.
  public func stored(_ name: String) throws(CheckpointError) -> StoredTensor {
    guard let place = places[name] else { throw .noTensor(path: path, name: name) }
    return try files[place].stored(name)
  }

  /// A tensor as float32.
  public func tensor(_ name: String) throws(CheckpointError) -> Tensor {
    try stored(name).tensor()
  }
}
