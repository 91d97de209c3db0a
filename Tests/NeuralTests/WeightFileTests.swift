import FixtureSupport
import Foundation
import Randomness
import Tensors
import Testing

@testable import Neural

@Suite("Weights of a model")
struct WeightFileTests {
  static let fixture = SharedFolder.file("fixtures/tiny-llama")

  @Test(
    "are the same in float32, in bfloat16 and in two files",
    .enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func layouts() throws {
    let whole = try WeightFiles(folder: Self.fixture)
    let single = try WeightFiles(folder: Self.fixture + "/fp32")
    let sharded = try WeightFiles(folder: Self.fixture + "/sharded")
    #expect(whole.names.count > 20)
    #expect(whole.names == single.names)
    #expect(whole.names == sharded.names)
    #expect(try whole.stored("model.norm.weight").type == .bfloat16)
    for name in whole.names {
      let expected = try single.tensor(name)
      for files in [whole, sharded] {
        let found = try files.tensor(name)
        #expect(found.shape == expected.shape)
        #expect(found.scalars == expected.scalars)
      }
    }
  }

  @Test("written in bfloat16 are rounded to the nearest, ties to even")
  func bfloat16() throws {
    try withTemporaryFolder { folder in
      // 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷: down to the even one; 1 + 3·2⁻⁸ up to 1 + 2⁻⁶.
      let values: [Float] = [
        1, 1 + 0x1p-8, 1 + 3 * 0x1p-8, 1 + 0x1.8p-8, -2.5, .infinity, 3.4e38, 0x1p-140, .nan,
      ]
      let path = folder + "/half.safetensors"
      try SafetensorsFile.write(["a": Tensor(values)], as: .bfloat16, to: path)
      let file = try SafetensorsFile(path: path)
      #expect(try file.stored("a").type == .bfloat16)
      let found = try file.tensor("a").scalars
      let expected: [Float] = [
        1, 1, 1 + 0x1p-6, 1 + 0x1p-7, -2.5, .infinity, .infinity, 0,
      ]
      // The smallest normal bfloat16 is 2⁻¹²⁶; 2⁻¹⁴⁰ is below half of the smallest subnormal, 2⁻¹³³.
      #expect(found.dropLast() == expected[...])
      #expect(found[8].isNaN)
    }
  }

  @Test("of every stored type are read")
  func types() throws {
    try withTemporaryFolder { folder in
      let items: [(StoredType, [UInt8], Float)] = [
        (.float64, [0, 0, 0, 0, 0, 0, 0x04, 0xC0], -2.5), (.float32, [0, 0, 0x20, 0xC0], -2.5),
        (.float16, [0x00, 0xC1], -2.5), (.float16, [0x01, 0x00], 0x1p-24),
        (.bfloat16, [0x20, 0xC0], -2.5), (.int64, [0xFD] + [UInt8](repeating: 255, count: 7), -3),
        (.int32, [0xFD, 255, 255, 255], -3), (.int16, [0xFD, 255], -3), (.int8, [0xFD], -3),
        (.uint64, [1, 1, 0, 0, 0, 0, 0, 0], 257), (.uint32, [1, 1, 0, 0], 257),
        (.uint16, [1, 1], 257), (.uint8, [200], 200), (.bool, [1], 1),
      ]
      for (type, bytes, value) in items {
        let header =
          #"{"x":{"dtype":"\#(type.rawValue)","shape":[1],"data_offsets":[0,\#(bytes.count)]}}"#
        var data = Data([UInt8(header.utf8.count)] + [UInt8](repeating: 0, count: 7))
        data.append(contentsOf: header.utf8)
        data.append(contentsOf: bytes)
        let path = folder + "/type.safetensors"
        try data.write(to: URL(fileURLWithPath: path))
        #expect(try SafetensorsFile(path: path).tensor("x").scalars == [value], "\(type)")
        #expect(type.byteCount == bytes.count)
      }
    }
  }

  @Test("with a bad index, a missing file or other formats are refused with what to do")
  func mistakes() throws {
    try withTemporaryFolder { folder in
      func refusal() -> String {
        do throws(CheckpointError) {
          _ = try WeightFiles(folder: folder)
          return "accepted"
        } catch {
          return "\(error)"
        }
      }
      #expect(refusal().contains("found no weights"))
      try Data().write(to: URL(fileURLWithPath: folder + "/pytorch_model.bin"))
      #expect(refusal().contains("pytorch_model.bin"))
      func index(_ text: String) throws {
        try Data(text.utf8).write(
          to: URL(fileURLWithPath: folder + "/model.safetensors.index.json"))
      }
      for text in ["", "{}", "[", #"{"weight_map": {}}"#, #"{"weight_map": {"a": 3}}"#] {
        try index(text)
        #expect(refusal().contains("no weight_map"), "\(text)")
      }
      for name in ["../other.safetensors", "/etc/passwd", "sub/x.safetensors", "x.bin"] {
        try index(#"{"weight_map": {"a": "\#(name)"}}"#)
        #expect(refusal().contains("which is not beside it"), "\(name)")
      }
      try index(#"{"weight_map": {"a": "one.safetensors", "b": "two.safetensors"}}"#)
      #expect(refusal().contains("not beside it (one.safetensors, two.safetensors)"))
      try SafetensorsFile.write(["a": Tensor([1])], to: folder + "/one.safetensors")
      #expect(refusal().contains("names 2 files, of which 1 are not beside it (two.safetensors)"))
      try SafetensorsFile.write(["c": Tensor([1])], to: folder + "/two.safetensors")
      #expect(refusal().contains("asked for tensor b"))
      try SafetensorsFile.write(["b": Tensor([2])], to: folder + "/two.safetensors")
      #expect(try WeightFiles(folder: folder).tensor("b").scalars == [2])
    }
  }

  @Test("that anybody tampered with are read or refused, never worse")
  func fuzz() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fuzz.safetensors"
      let good = ["a.weight": Tensor([1, 2, 3, 4], shape: [2, 2]), "b": Tensor([5, 6])]
      try SafetensorsFile.write(good, metadata: ["k": "v"], to: path)
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      let headerEnd = 8 + Int(bytes[0]) + 256 * Int(bytes[1])
      let alphabet = [UInt8](#"{}[]",:0123456789-eE.\u FBIU"#.utf8) + [0, 0x80, 0xC3, 0xFF]
      var stream = RandomSource(seed: 4).stream(RandomSource.Purpose("fuzz"))
      var (read, refused) = (0, 0)
      for _ in 0..<600 {
        var changed = bytes
        for _ in 0...Int(stream.uniform() * 3) {
          let place = Int(stream.uniform() * Double(headerEnd))
          let byte = alphabet[Int(stream.uniform() * Double(alphabet.count))]
          switch Int(stream.uniform() * 4) {
          case 0: changed[min(place, changed.count - 1)] = byte
          case 1: changed.insert(byte, at: min(place, changed.count))
          case 2: changed.remove(at: min(place, changed.count - 1))
          default: changed = Array(changed.prefix(max(place, 1)))
          }
        }
        try Data(changed).write(to: URL(fileURLWithPath: path))
        do throws(CheckpointError) {
          let file = try SafetensorsFile(path: path)
          for (_, tensor) in try file.tensors() { _ = tensor.scalars }
          read += 1
        } catch {
          refused += 1
          #expect(error.description.hasPrefix(path))
        }
      }
      #expect(refused > 300)
      #expect(read > 0)
    }
  }

  @Test("a folder, a pipe and nothing at all are not files of weights")
  func notFiles() throws {
    try withTemporaryFolder { folder in
      #expect(throws: CheckpointError.unreadable(path: folder, reason: "it is a folder")) {
        try SafetensorsFile(path: folder)
      }
      mkfifo(folder + "/pipe", 0o600)
      #expect(throws: CheckpointError.unreadable(path: folder + "/pipe", reason: "not a file")) {
        try SafetensorsFile(path: folder + "/pipe")
      }
      #expect(throws: CheckpointError.self) { try SafetensorsFile(path: folder + "/none") }
    }
  }
}
