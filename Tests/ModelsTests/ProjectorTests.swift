import Foundation
import Neural
import Randomness
import Tensors
import Testing

@testable import Models

/// The map from the graph's vectors to tokens, against its formula.
@Suite("Projector")
struct ProjectorTests {
  private let store = ParameterStore(random: RandomSource(seed: 3))
  private let rows = Tensor([0.5, -1, 2, 3, 0, -0.25], shape: [2, 3])

  private func projector(scale: Float = 0.02) -> Projector {
    Projector(3, 4, 5, dropout: 0.5, scale: scale, at: store.root / "projector")
  }

  private func numbers(_ path: String) throws -> [Double] {
    try #require(store["projector." + path]).value.scalars.map { Double($0) }
  }

  @Test("is a linear map, tanh, another linear map and a norm of the size of words")
  func formula() throws {
    let tokens = projector()(rows, in: .inference)
    #expect(tokens.shape == [2, 5])
    let (first, second) = try (numbers("0.weight"), numbers("3.weight"))
    let (firstBias, secondBias) = try (numbers("0.bias"), numbers("3.bias"))
    let x = rows.scalars.map { Double($0) }
    for row in 0..<2 {
      let hidden = (0..<4).map { unit in
        tanh((0..<3).reduce(firstBias[unit]) { $0 + first[unit * 3 + $1] * x[row * 3 + $1] })
      }
      let output = (0..<5).map { unit in
        (0..<4).reduce(secondBias[unit]) { $0 + second[unit * 4 + $1] * hidden[$1] }
      }
      let size = (output.reduce(0) { $0 + $1 * $1 } / 5 + 1e-6).squareRoot()
      for unit in 0..<5 {
        let expected = output[unit] / size * 0.02
        #expect(abs(Double(tokens.scalars[row * 5 + unit]) - expected) < 1e-6)
      }
      // The usual size of an entry is that of a word's embedding.
      let square = tokens.scalars[row * 5..<row * 5 + 5].reduce(0) { $0 + $1 * $1 } / 5
      #expect(abs(square.squareRoot() - 0.02) < 1e-4)
    }
  }

  @Test("gives the same bits in inference, and drops numbers inside only when it learns")
  func passes() {
    let projector = projector()
    let once = projector(rows, in: .inference).scalars
    #expect(projector(rows, in: .inference).scalars == once)
    let random = RandomSource(seed: 4)
    let learning = (0..<4).map { projector(rows, in: .training(random, step: $0)).scalars }
    #expect(learning.contains { $0 != once })
    // The token itself is left whole.
    #expect(!learning.joined().contains(0))
  }
}
