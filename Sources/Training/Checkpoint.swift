import Features
import Foundation
import Neural
import Relational
import Tensors

/// Everything that a run is at one moment: resumed from it, a run ends in the same bits as if it had
/// never stopped.
///
/// One safetensors file: the header's metadata hold what is no tensor; tensors are named `parameters/…`,
/// `optimizer/…`, `average/…` and, where validation has chosen an epoch before, `best/…`. A file for prediction holds
/// the chosen parameters alone.
public struct Checkpoint: Sendable {
  public static let format = "relzero-checkpoint-1"

  public var about: About
  public var progress: Progress
  /// How columns were read: a prediction next month reads them the same way.
  public var features: FeatureSchema
  public var parameters: [String: Tensor]
  public var optimizer: [String: Tensor] = [:]
  /// The moving average of the parameters, where one is kept.
  public var average: [String: Tensor] = [:]
  public var best: [String: Tensor] = [:]

  /// What was trained, on what.
  public struct About: Codable, Equatable, Sendable {
    public var run: String
    public var model: String
    public var task: String
    public var seed: UInt64
    public var settings: [String: String]
    /// Tables, columns and keys of the database, to know another schema by.
    public var schema: SchemaOutline
    public var fingerprint: String
    /// Bounds of regression answers.
    public var lowerBound: Double?
    public var upperBound: Double?
    public var scale: LabelScale
    /// Where history ended for test rows under `cut`.
    public var testCutoff: Timestamp?
    /// Where the training years end.
    public var validationCutoff: Timestamp?
    /// Where history ended for validation rows; nil: at their own times.
    public var validationHorizon: Timestamp?
    public var metric: String
  }

  /// How far the run is.
  public struct Progress: Codable, Equatable, Sendable {
    /// The epoch under way, from 1.
    public var epoch = 1
    /// Steps done in it, and in all.
    public var stepInEpoch = 0
    public var step = 0
    /// Sum of the loss over the rows of the epoch so far.
    public var lossSum = 0.0
    public var lossRows = 0
    /// The value of every validation so far; nil in checkpoints of before they were kept.
    public var validations: [Double]?
    public var best: Double?
    public var bestEpoch = 0
    public var bestStep = 0
    /// Training seconds so far, pauses left out.
    public var seconds = 0.0

    public init() {}
  }
}

extension Checkpoint {
  /// Writes the file whole or not at all.
  public func write(to path: String) throws(TrainingError) {
    var tensors: [String: Tensor] = [:]
    for (name, tensor) in parameters { tensors["parameters/" + name] = tensor }
    for (name, tensor) in optimizer { tensors["optimizer/" + name] = tensor }
    for (name, tensor) in average { tensors["average/" + name] = tensor }
    for (name, tensor) in best { tensors["best/" + name] = tensor }
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      let metadata = [
        "format": Self.format,
        "about": String(decoding: try encoder.encode(about), as: UTF8.self),
        "progress": String(decoding: try encoder.encode(progress), as: UTF8.self),
        "features": try features.yaml(),
      ]
      let folder = (path as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try SafetensorsFile.write(tensors, metadata: metadata, to: path)
    } catch {
      throw .checkpointUnwritable(path: path, reason: Self.reason(error))
    }
  }

  public init(contentsOf path: String) throws(TrainingError) {
    do {
      let file = try SafetensorsFile(path: path)
      guard file.metadata["format"] == Self.format else {
        throw TrainingError.checkpointUnreadable(
          path: path, reason: "it is not a checkpoint of this program (\(Self.format))")
      }
      let decoder = JSONDecoder()
      about = try decoder.decode(About.self, from: Data((file.metadata["about"] ?? "").utf8))
      progress = try decoder.decode(
        Progress.self, from: Data((file.metadata["progress"] ?? "").utf8))
      features = try FeatureSchema(yaml: file.metadata["features"] ?? "", path: path)
      parameters = [:]
      for (name, tensor) in try file.tensors() {
        if let name = name.droppingPrefix("parameters/") { parameters[name] = tensor }
        if let name = name.droppingPrefix("optimizer/") { optimizer[name] = tensor }
        if let name = name.droppingPrefix("average/") { average[name] = tensor }
        if let name = name.droppingPrefix("best/") { best[name] = tensor }
      }
    } catch let error as TrainingError {
      throw error
    } catch {
      throw .checkpointUnreadable(path: path, reason: Self.reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as CheckpointError: error.description
    case let error as FeatureError: error.description
    case is DecodingError: "its header is not that of this version; train the model again"
    default: error.localizedDescription
    }
  }
}

extension String {
  fileprivate func droppingPrefix(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
