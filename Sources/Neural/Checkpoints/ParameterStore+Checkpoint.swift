import Tensors

extension ParameterStore {
  /// The parameters' numbers by path. They share storage with the parameters until these change.
  public func export() -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.path, $0.plainValue) })
  }

  /// Sets every parameter; names and shapes must be exactly those of the store, or nothing is set.
  public func load(_ tensors: [String: Tensor]) throws(CheckpointError) {
    let parameters = parameters
    let known = Set(parameters.map(\.path))
    let missing = parameters.map(\.path).filter { tensors[$0] == nil }
    let unexpected = tensors.keys.filter { !known.contains($0) }.sorted()
    let shapes = parameters.compactMap { parameter -> String? in
      guard let tensor = tensors[parameter.path], tensor.shape != parameter.shape else {
        return nil
      }
      return "\(parameter.path) \(tensor.shape) for \(parameter.shape)"
    }
    guard missing.isEmpty, unexpected.isEmpty, shapes.isEmpty else {
      throw .doesNotFit(missing: missing, unexpected: unexpected, shapes: shapes)
    }
    for parameter in parameters {
      if let tensor = tensors[parameter.path] { parameter.value = tensor }
    }
  }
}
