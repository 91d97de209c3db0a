import Tensors

extension ParameterStore {
  /// ``Tensor/checkpointed(_:_:)`` of layers: their parameters get gradients too.
  ///
  /// - Parameter layers: uses its arguments and this store's parameters alone, and gives the same
  ///   result each time.
  public func recomputed(
    _ inputs: [Tensor], _ layers: @escaping @Sendable ([Tensor]) -> Tensor
  ) -> Tensor {
    let learned = parameters.filter { !$0.isFrozen }
    return .checkpointed(inputs + learned.map(\.value)) { all in
      let outside = zip(learned, all.dropFirst(inputs.count)).map { $0.exchangeTraced($1) }
      defer {
        for (parameter, tensor) in zip(learned, outside) { parameter.exchangeTraced(tensor) }
      }
      return layers(Array(all.prefix(inputs.count)))
    }
  }
}
