import Neural
import Tensors

/// An encoder of the BERT architecture: every token of a text becomes a vector that has looked at all
/// others. MPNet's differs in that attention also knows distances (``RelativePositions``).
///
/// - Source: Devlin et al. 2019, <https://arxiv.org/abs/1810.04805>; Song et al. 2020,
///   <https://arxiv.org/abs/2004.09297>; names of weights and results as transformers' `BertModel` and
///   `MPNetModel`, dropout off.
struct Bert: Sendable {
  let configuration: BertConfiguration
  private let words: Tensor
  private let positions: Tensor
  private let types: Tensor?
  private let norm: Norm
  private let layers: [Layer]
  /// What MPNet adds to scores by distance, for the longest text.
  private let distances: Tensor?

  /// A linear map with its bias.
  private struct Map: Sendable {
    let weight: Tensor
    let bias: Tensor

    func callAsFunction(_ x: Tensor, adding residual: Tensor? = nil) -> Tensor {
      Tensor.linear([LinearTerm(x, weight: weight, bias: bias)], adding: residual)
    }
  }

  private struct Norm: Sendable {
    let weight: Tensor
    let bias: Tensor
    let epsilon: Float

    func callAsFunction(_ x: Tensor) -> Tensor {
      x.layerNorm(weight: weight, bias: bias, epsilon: epsilon)
    }
  }

  private struct Layer: Sendable {
    let query: Map
    let key: Map
    let value: Map
    let output: Map
    let attentionNorm: Norm
    let inner: Map
    let outer: Map
    let norm: Norm

    func callAsFunction(
      _ x: Tensor, heads: Int, distances: Tensor?, _ plan: AttentionPlan
    ) -> Tensor {
      let gathered = Tensor.attention(
        queries: query(x), keys: key(x), values: value(x), heads: heads, distances: distances,
        plan: plan)
      let h = attentionNorm(output(gathered, adding: x))
      return norm(outer(inner(h).gelu(), adding: h))
    }
  }

  init(_ configuration: BertConfiguration, _ files: WeightFiles) throws(TextError) {
    self.configuration = configuration
    let name = "embeddings.word_embeddings.weight"
    let outer = configuration.kind.rawValue + "."
    let prefix = files.contains(name) || !files.contains(outer + name) ? "" : outer
    let width = configuration.width
    func tensor(_ path: String, _ shape: Shape) throws(TextError) -> Tensor {
      do throws(CheckpointError) {
        let stored = try files.stored(prefix + path)
        if stored.shape == shape { return stored.tensor() }
        throw CheckpointError.doesNotFit(
          missing: [], unexpected: [], shapes: ["\(path) \(stored.shape) for \(shape)"])
      } catch .doesNotFit(_, _, let shapes) {
        throw .shape(path: files.path, name: path, expected: "\(shape)", found: shapes[0])
      } catch {
        throw .weights(error)
      }
    }
    func map(_ path: String, _ outputs: Int, _ inputs: Int) throws(TextError) -> Map {
      Map(
        weight: try tensor(path + ".weight", [outputs, inputs]),
        bias: try tensor(path + ".bias", [outputs]))
    }
    func norm(_ path: String) throws(TextError) -> Norm {
      Norm(
        weight: try tensor(path + ".weight", [width]), bias: try tensor(path + ".bias", [width]),
        epsilon: configuration.epsilon)
    }
    words = try tensor(name, [configuration.vocabulary, width])
    positions = try tensor(
      "embeddings.position_embeddings.weight", [configuration.positions, width])
    types =
      configuration.types > 0
      ? try tensor("embeddings.token_type_embeddings.weight", [configuration.types, width]) : nil
    self.norm = try norm("embeddings.LayerNorm")
    var layers: [Layer] = []
    let names = Names(configuration.kind)
    for index in 0..<configuration.layers {
      let path = "encoder.layer.\(index)."
      layers.append(
        Layer(
          query: try map(path + names.query, width, width),
          key: try map(path + names.key, width, width),
          value: try map(path + names.value, width, width),
          output: try map(path + names.output, width, width),
          attentionNorm: try norm(path + names.norm),
          inner: try map(path + "intermediate.dense", configuration.innerWidth, width),
          outer: try map(path + "output.dense", width, configuration.innerWidth),
          norm: try norm(path + "output.LayerNorm")))
    }
    self.layers = layers
    if configuration.kind == .mpnet {
      let table = try tensor(
        "encoder.relative_attention_bias.weight", [RelativePositions.buckets, configuration.heads])
      distances = RelativePositions.distances(table, reach: configuration.longest)
    } else {
      distances = nil
    }
  }

  /// What the two kinds call the maps of attention.
  private struct Names {
    let query, key, value, output, norm: String

    init(_ kind: BertConfiguration.Kind) {
      switch kind {
      case .bert:
        (query, key, value) = ("attention.self.query", "attention.self.key", "attention.self.value")
        (output, norm) = ("attention.output.dense", "attention.output.LayerNorm")
      case .mpnet:
        (query, key, value) = ("attention.attn.q", "attention.attn.k", "attention.attn.v")
        (output, norm) = ("attention.attn.o", "attention.LayerNorm")
      }
    }
  }

  /// The positions of a text's tokens. MPNet does not count padding tokens written in a text.
  private func places(_ ids: [Int32]) -> [Int32] {
    guard configuration.kind == .mpnet else { return Array(0..<Int32(ids.count)) }
    let padding = Int32(BertConfiguration.paddingID)
    var last = padding
    return ids.map { id in
      guard id != padding else { return padding }
      last += 1
      return last
    }
  }

  /// The vectors of the tokens of several texts, all rows after one another: `[tokens, width]`.
  ///
  /// - Parameter texts: ids below the vocabulary, at most as many as there is room for.
  func callAsFunction(_ texts: [[Int32]]) -> Tensor {
    let ids = texts.flatMap { $0 }
    var x =
      words.gather(Rows(ids, of: configuration.vocabulary))
      + positions.gather(Rows(texts.flatMap(places), of: configuration.positions))
    if let types { x = x + types.rows(0..<1) }
    let plan = AttentionPlan(lengths: texts.map(\.count))
    return layers.reduce(norm(x)) {
      $1($0, heads: configuration.heads, distances: distances, plan)
    }
  }
}
