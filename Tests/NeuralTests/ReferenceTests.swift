import FixtureSupport
import Neural
import Randomness
import Tensors
import Testing

/// The layers against PyG and RelBench on the values of `fixtures/hetero-sage`.
@Suite(
  "Reference values", .enabled(if: SharedFolder.isPresent, "no folder of shared fixtures found"))
struct ReferenceTests {
  func open(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(path: SharedFolder.file("fixtures/hetero-sage/\(name).safetensors"))
  }

  @Test("temporal encoding: sines of ages, a linear map, its gradients")
  func temporal() throws {
    let file = try open("temporal")
    let parameters = ParameterStore(random: RandomSource(seed: 1))
    let types = ["orders", "products"]
    let layers = types.map { Linear(16, 16, at: parameters / "lin_dict" / $0) }
    try load(parameters, from: file)
    let seedTimes = try file.integers("seed_time")
    var loss = Tensor(0)
    let (value, gradients) = try parameters.valueAndGradients {
      for (type, layer) in zip(types, layers) {
        let batch = try file.integers("batch." + type)
        let times = try file.integers("time." + type)
        let ages = zip(batch, times).map { Float(seedTimes[Int($0)] - $1) / 86_400 }
        let encoding = Tensor(ages).sinusoid(try file.tensor("frequency"))
        #expect(largestDifference(encoding, try file.tensor("encoding." + type)) < 1e-6)
        let out = layer(encoding)
        #expect(largestDifference(out, try file.tensor("out." + type)) < 1e-5)
        loss = loss + (out * (try file.tensor("upstream." + type))).sum()
      }
      return loss
    }
    #expect(abs(value - 14.803_984) < 1e-4)
    for (path, gradient) in gradients.entries {
      #expect(largestDifference(gradient, try file.tensor("grad.w." + path)) < 1e-4, "\(path)")
    }
    #expect(gradients.entries.count == 4)
  }

  @Test("two rounds of heterogeneous messages, their gradients", arguments: ["sum", "mean"])
  func messages(_ aggregation: String) throws {
    let file = try open("gnn")
    let types = ["customers", "products", "orders"]
    let counts = Dictionary(
      uniqueKeysWithValues: try types.map { ($0, try file.shape("x." + $0)[0]) })
    let edges = try file.names.filter { $0.hasPrefix("edge_index.") }.map { name in
      let edgeName = String(name.dropFirst("edge_index.".count))
      let ends = edgeName.split(separator: "_", omittingEmptySubsequences: true)
      let (source, target) = (String(ends[0]), String(ends[ends.count - 1]))
      let pairs = try file.integers(name).map(Int32.init)
      let half = pairs.count / 2
      return EdgeSet(
        name: edgeName, source: source, target: target,
        edges: Edges(
          sources: Array(pairs[..<half]), targets: Array(pairs[half...]),
          sourceCount: counts[source] ?? 0, targetCount: counts[target] ?? 0))
    }
    let parameters = ParameterStore(random: RandomSource(seed: 1))
    let layers = (0..<2).map { HeteroLayer(edges, types, at: parameters.root, number: $0) }
    try load(parameters, from: file)
    let inputs = try types.map { try file.tensor("x." + $0) }
    var outputs: [String: Tensor] = [:]
    func loss(_ x: [Tensor]) throws -> Tensor {
      outputs = layers.reduce(Dictionary(uniqueKeysWithValues: zip(types, x))) {
        $1($0, mean: aggregation == "mean")
      }
      return try types.reduce(Tensor(0)) {
        $0 + ((outputs[$1] ?? Tensor(0)) * (try file.tensor("upstream." + $1))).sum()
      }
    }
    let (value, gradients) = try parameters.valueAndGradients { try loss(inputs) }
    #expect(abs(value - (aggregation == "sum" ? -9.244_917 : -8.438_633)) < 1e-4)
    for type in types {
      let expected = try file.tensor("\(aggregation).out.\(type)")
      #expect(largestDifference(outputs[type] ?? Tensor(0), expected) < 1e-4)
    }
    #expect(gradients.entries.count == parameters.parameters.count)
    for (path, gradient) in gradients.entries {
      let expected = try file.tensor("\(aggregation).grad.w.\(path)")
      #expect(largestDifference(gradient, expected) < 1e-4, "\(path)")
    }
    let inputGradients = try valueAndGradients(at: inputs, loss).gradients
    for (type, gradient) in zip(types, inputGradients) {
      let expected = try file.tensor("\(aggregation).grad.x.\(type)")
      #expect(largestDifference(gradient, expected) < 1e-4, "\(type)")
    }
  }

  /// Sets every parameter to the file's `w.` tensor of its path.
  func load(_ parameters: ParameterStore, from file: SafetensorsFile) throws {
    var weights: [String: Tensor] = [:]
    for name in file.names where name.hasPrefix("w.") {
      weights[String(name.dropFirst(2))] = try file.tensor(name)
    }
    try parameters.load(weights)
  }

  struct EdgeSet {
    let name: String
    let source: String
    let target: String
    let edges: Edges
  }

  /// For each edge type near · sum of sources + own · target, summed by target type; normalize, ReLU.
  struct HeteroLayer {
    let convolutions: [(set: EdgeSet, near: Linear, own: Linear)]
    let norms: [(type: String, norm: LayerNorm)]

    init(_ sets: [EdgeSet], _ types: [String], at scope: ParameterScope, number: Int) {
      convolutions = sets.map { set in
        let place = scope / "convs" / "\(number)" / "convs" / set.name
        return (
          set, Linear(16, 16, at: place / "lin_l"),
          Linear(16, 16, hasBias: false, at: place / "lin_r")
        )
      }
      norms = types.map { ($0, LayerNorm(16, at: scope / "norms" / "\(number)" / $0)) }
    }

    func callAsFunction(_ x: [String: Tensor], mean: Bool) -> [String: Tensor] {
      var terms: [String: [LinearTerm]] = [:]
      for (set, near, own) in convolutions {
        guard let source = x[set.source], let target = x[set.target] else { continue }
        let messages = mean ? source.mean(along: set.edges) : source.sum(along: set.edges)
        terms[set.target, default: []] += [near.term(messages), own.term(target)]
      }
      var result: [String: Tensor] = [:]
      for (type, norm) in norms { result[type] = norm(.linear(terms[type] ?? []), then: .relu()) }
      return result
    }
  }
}
