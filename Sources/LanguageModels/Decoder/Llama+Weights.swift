import Neural
import Tensors

extension Llama {
  /// The model of a folder in Hugging Face's layout, its weights fixed; matrices in bfloat16 stay in
  /// the mapped file, others are copied to float32.
  public init(folder: String) throws(LanguageModelError) {
    let configuration = try LlamaConfiguration(path: folder + "/config.json")
    let files: WeightFiles
    do {
      files = try WeightFiles(folder: folder)
    } catch {
      throw .weights(error)
    }
    try self.init(configuration, files)
  }

  /// A model with these weights, fixed.
  init(_ configuration: LlamaConfiguration, _ files: WeightFiles) throws(LanguageModelError) {
    // Some checkpoints leave the prefix out, or repeat the tied head.
    let prefix = files.contains("model.embed_tokens.weight") ? "" : "model."
    try self.init(configuration) { (path, shape) throws(LanguageModelError) in
      let name = prefix.isEmpty ? path : path.replacing(prefix, with: "", maxReplacements: 1)
      let stored: StoredTensor
      do throws(CheckpointError) {
        stored = try files.stored(name)
      } catch {
        throw .weights(error)
      }
      guard stored.shape == shape else {
        throw .shape(
          path: files.path, name: name, expected: "\(shape)", found: "\(stored.shape)")
      }
      return stored.halfMatrix.map(Weight.half) ?? .fixed(stored.tensor())
    }
  }

  /// A model whose weights all learn, from random ones.
  ///
  /// - Source: first values as in transformers: normal with deviation 0.02, norms 1.
  public init(_ configuration: LlamaConfiguration, at scope: ParameterScope) {
    self.init(configuration) { path, shape in
      .learned(
        scope.parameter(
          path, shape, shape.rank == 1 ? .ones : .normal(standardDeviation: 0.02)))
    }
  }
}
