import Tensors
import Testing

/// What the process that made a mistake wrote before it stopped.
private func said(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}

/// Our own mistakes stop the program and name the operation and both shapes. Release builds stop too,
/// without the words.
@Suite("Shapes that do not fit")
struct MistakeTests {
  @Test("stop an elementwise operation")
  func elementwise() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([3, 4]) + Tensor.zeros([4, 3])
    }
    expect(said(result), "add: shapes [3, 4] and [4, 3] do not fit")
  }

  @Test("stop a matrix product")
  func product() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([3, 4]).matmul(.zeros([3, 2]), transposingOther: true)
    }
    expect(said(result), "matmul: shapes [3, 4] and [3, 2]ᵀ")
  }

  @Test("stop a linear map")
  func linear() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([3, 4]).linear(weight: .zeros([2, 5]))
    }
    expect(said(result), "linear: input [3, 4] and weight [2, 5]")
  }

  @Test("stop a sum along edges")
  func edges() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let edges = Edges(sources: [0], targets: [0], sourceCount: 2, targetCount: 1)
      _ = Tensor.zeros([3, 4]).sum(along: edges)
    }
    expect(said(result), "sum along edges: edges from 2 rows, tensor of shape [3, 4]")
  }

  @Test("stop the mixing of two recordings")
  func tapes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = valueAndGradients(at: [Tensor(1)]) { outer in
        _ = valueAndGradients(at: [Tensor(2)]) { $0[0] * outer[0] }
        return outer[0]
      }
    }
    expect(said(result), "tensors of two valueAndGradients { } met in one operation")
  }

  private func expect(
    _ output: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #if DEBUG
      #expect(output.contains(words), sourceLocation: sourceLocation)
    #endif
  }
}
