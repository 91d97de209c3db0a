/// The sizes of an encoder of BERT's or MPNet's architecture, as its `config.json` says.
struct BertConfiguration: Sendable, Equatable {
  enum Kind: String, Sendable {
    case bert, mpnet
  }

  var kind: Kind
  var vocabulary: Int
  var width: Int
  var layers: Int
  var heads: Int
  var innerWidth: Int
  /// Rows of the table of positions.
  var positions: Int
  /// 0 for an encoder without kinds of sentences.
  var types: Int
  var epsilon: Float

  init(path: String) throws(TextError) {
    let json = try JSONValue.read(path)
    let name = json["model_type"]?.text ?? "(none)"
    guard let kind = Kind(rawValue: name) else {
      throw .unsupported(path: path, features: ["a model of type \(name)"])
    }
    self.kind = kind
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
    types = kind == .bert ? try size("type_vocab_size") : 0
    epsilon = Float(json["layer_norm_eps"]?.number ?? 1e-12)
    guard width.isMultiple(of: heads) else {
      throw .malformed(path: path, reason: "a width of \(width) is not cut into \(heads) heads")
    }
    guard longest > 0 else {
      throw .malformed(path: path, reason: "\(positions) positions have no room for a text")
    }
  }

  /// The position of a text's first token: MPNet keeps those up to the one of padding free.
  var firstPosition: Int { kind == .bert ? 0 : Self.paddingID + 1 }

  /// The longest text in tokens.
  var longest: Int { positions - firstPosition }

  /// MPNet's padding token, whatever `config.json` says, as in transformers.
  static let paddingID = 1
}
