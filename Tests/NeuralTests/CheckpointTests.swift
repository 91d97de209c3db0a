import Foundation
import Neural
import Randomness
import Tensors
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
  /// A file with the given header text and so many bytes of numbers.
  func file(_ header: String, dataCount: Int, length: UInt64? = nil) -> Data {
    var data = Data()
    withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) {
      data.append(contentsOf: $0)
    }
    data.append(contentsOf: header.utf8)
    data.append(contentsOf: (0..<dataCount).map { UInt8(truncatingIfNeeded: $0) })
    return data
  }

  @Test("come back bit for bit, with names, shapes and metadata")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model.safetensors"
      let tensors = [
        "a.weight": Tensor([1, -0.0, .infinity, 0x1p-140, .pi, -7], shape: [2, 3]),
        "number": Tensor(3.5), "empty": Tensor.zeros([0, 4]), "Ünïcode \"name\" \\ /": Tensor([1]),
      ]
      try SafetensorsFile.write(tensors, metadata: ["step": "12", "é": "\"\n"], to: path)
      let file = try SafetensorsFile(path: path)
      #expect(file.names == tensors.keys.sorted())
      #expect(file.metadata == ["step": "12", "é": "\"\n"])
      for (name, tensor) in tensors {
        let found = try file.tensor(name)
        #expect(found.shape == tensor.shape)
        #expect(found.scalars.map(\.bitPattern) == tensor.scalars.map(\.bitPattern))
        #expect(try file.shape(name) == tensor.shape)
      }
      // Written again over itself: the same bytes, and nothing left beside it.
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      try SafetensorsFile.write(tensors, metadata: ["step": "12", "é": "\"\n"], to: path)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.safetensors"])
      let headerLength = before.prefix(8).enumerated().reduce(0) { $0 + Int($1.1) << (8 * $1.0) }
      #expect((8 + headerLength) % 8 == 0)
    }
  }

  @Test("integers and bfloat16 are read")
  func types() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/types.safetensors"
      let header = """
        {"i64":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},
        "i32":{"dtype":"I32","shape":[1],"data_offsets":[16,20]},
        "u8":{"dtype":"U8","shape":[2],"data_offsets":[20,22]},
        "b16":{"dtype":"BF16","shape":[1,1],"data_offsets":[22,24]}}
        """
      var data = file(header, dataCount: 0)
      for value: Int64 in [-3, 1 << 53 + 1] {
        withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
      }
      withUnsafeBytes(of: Int32(-7).littleEndian) { data.append(contentsOf: $0) }
      data.append(contentsOf: [0, 255])
      data.append(contentsOf: [0x20, 0xC0])  // bits C020 0000: -2.5
      try data.write(to: URL(fileURLWithPath: path))
      let file = try SafetensorsFile(path: path)
      #expect(try file.integers("i64") == [-3, 1 << 53 + 1])
      #expect(try file.integers("i32") == [-7])
      #expect(try file.integers("u8") == [0, 255])
      #expect(try file.tensor("i32").scalars == [-7])
      #expect(try file.tensor("i64").scalars[0] == -3)
      #expect(try file.tensor("u8").scalars == [0, 255])
      #expect(try file.tensor("b16").scalars == [-2.5])
      #expect(throws: CheckpointError.notIntegers(path: path, name: "b16", found: "BF16")) {
        try file.integers("b16")
      }
      #expect(throws: CheckpointError.noTensor(path: path, name: "x")) { try file.tensor("x") }
    }
  }

  @Test("that are damaged are refused with the reason")
  func damage() throws {
    let good = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    func header(_ shape: String, _ offsets: String, _ type: String = "F32") -> String {
      #"{"a":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
    }
    let cases: [(Data, String)] = [
      (Data(), "length alone"), (Data([1, 2, 3]), "length alone"),
      (file(good, dataCount: 8, length: 1 << 40), "header should have"),
      (file(good, dataCount: 8, length: .max), "header should have"),
      (file(good, dataCount: 8, length: 200), "header should have"),
      (file(good, dataCount: 8, length: 10), "not the JSON"),
      (file("[]", dataCount: 0), "not the JSON"),
      (file("{\"a\": 3}", dataCount: 0), "not the JSON"), (file("", dataCount: 0), "not the JSON"),
      (file(good, dataCount: 7), "take 8 bytes"), (file(good, dataCount: 9), "take 8 bytes"),
      (file(header("[3]", "[0,8]"), dataCount: 8), "takes 12 bytes"),
      (file(header("[-2]", "[0,8]"), dataCount: 8), "has shape"),
      (file(header("[4611686018427387904,4]", "[0,8]"), dataCount: 8), "has shape"),
      (file(header("[2]", "[8,0]"), dataCount: 8), "has offsets"),
      (file(header("[2]", "[-8,0]"), dataCount: 8), "has offsets"),
      (file(header("[2]", "[0]"), dataCount: 8), "has offsets"),
      (file(header("[2]", "[4,12]"), dataCount: 12), "starts at byte 4"),
      (file(header("[2]", "[0,8]", "Q7"), dataCount: 8), "type Q7"),
      (
        file(
          #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#,
          dataCount: 6), "starts at byte 2"
      ),
    ]
    try withTemporaryFolder { folder in
      let path = folder + "/damaged.safetensors"
      for (data, words) in cases {
        try data.write(to: URL(fileURLWithPath: path))
        do throws(CheckpointError) {
          _ = try SafetensorsFile(path: path)
          Issue.record("accepted, should say: \(words)")
        } catch {
          #expect(error.description.contains(words), "\(error)")
          #expect(error.description.hasPrefix(path))
        }
      }
    }
  }

  @Test("that cannot be read or written say why")
  func unreachable() throws {
    try withTemporaryFolder { folder in
      for path in [folder + "/none", folder] {
        do throws(CheckpointError) {
          _ = try SafetensorsFile(path: path)
          Issue.record("read \(path)")
        } catch {
          guard case .unreadable = error else { throw error }
        }
      }
      for path in [folder + "/no/such/folder/x", folder] {
        do throws(CheckpointError) {
          try SafetensorsFile.write(["a": Tensor(1)], to: path)
          Issue.record("wrote \(path)")
        } catch {
          guard case .unwritable = error else { throw error }
        }
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test("fill a store only when every name and shape fits")
  func loading() throws {
    let parameters = ParameterStore(random: RandomSource(seed: 1))
    let layer = Linear(2, 1, at: parameters / "l")
    let before = layer.weight.value.scalars
    let good = ["l.weight": Tensor([7, 8], shape: [1, 2]), "l.bias": Tensor([9])]
    func loadingFails(_ change: (inout [String: Tensor]) -> Void) -> CheckpointError? {
      var tensors = good
      change(&tensors)
      do {
        try parameters.load(tensors)
        return nil
      } catch {
        return error
      }
    }
    #expect(
      loadingFails { $0["l.bias"] = nil }
        == .doesNotFit(missing: ["l.bias"], unexpected: [], shapes: []))
    #expect(
      loadingFails { $0["x"] = Tensor(1) }
        == .doesNotFit(missing: [], unexpected: ["x"], shapes: []))
    let shapes = loadingFails { $0["l.bias"] = Tensor([1, 2]) }
    #expect(shapes == .doesNotFit(missing: [], unexpected: [], shapes: ["l.bias [2] for [1]"]))
    #expect(shapes?.description.contains("1 other shapes (l.bias [2] for [1])") == true)
    #expect(layer.weight.value.scalars == before)
    try parameters.load(good)
    #expect(layer.weight.value.scalars == [7, 8])
    #expect(parameters.export()["l.bias"]?.scalars == [9])
  }
}
