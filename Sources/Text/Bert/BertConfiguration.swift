/// The sizes of a BERT encoder, as its `config.json` says.
struct BertConfiguration: Sendable, Equatable {
  var vocabulary: Int
  var width: Int
  var layers: Int
  var heads: Int
  var innerWidth: Int
  /// The longest text in tokens.
  var positions: Int
  var types: Int
  var epsilon: Float

  init(path: String) throws(TextError) {
    let json = try JSONValue.read(path)
    let kind = json["model_type"]?.text ?? "(none)"
    guard kind == "bert" else {
      throw .unsupported(path: path, features: ["a model of type \(kind)"])
    }
    var features: [String] = []
    if let activation = json["hidden_act"]?.text, activation != "gelu" {
      features.append("the activation \(activation)")
    }
    if let position = json["position_embedding_type"]?.text, position != "absolute" {
      features.append("positions of type \(position)")
    }
    guard features.isEmpty else { throw .unsupported(path: path, features: features) }
    func size(_ name: String) throws(TextError) -> Int {
      guard let size = json[name]?.integer, 1...(1 << 24) ~= size else {
        throw .malformed(path: path, reason: "\(name) is not a size")
      }
      return size
    }
    vocabulary = try size("vocab_size")
    width = try size("hidden_size")
    layers = try size("num_hidden_layers")
    heads = try size("num_attention_heads")
    innerWidth = try size("intermediate_size")
    positions = try size("max_position_embeddings")
    types = try size("type_vocab_size")
    epsilon = Float(json["layer_norm_eps"]?.number ?? 1e-12)
    guard width.isMultiple(of: heads) else {
      throw .malformed(path: path, reason: "a width of \(width) is not cut into \(heads) heads")
    }
  }
}
