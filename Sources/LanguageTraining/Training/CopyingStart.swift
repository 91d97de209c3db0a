import Foundation
import LanguageModels
import Neural
import Tensors

/// First weights with which a model can already say again what stood behind a word: what most of a short
/// training is otherwise spent on.
///
/// The lower half of the width holds which token stands at a place, the upper half which stood before it.
/// Half of the first layer's heads look one token back and write what they see to the upper half: a
/// number that all embeddings share becomes queries and keys whose rotations agree at that distance. Half
/// of the second layer's heads compare the token that stands here with what stood before others, and
/// take over the token that came after: the circuit of copying. All of it may be unlearned.
///
/// - Source: Olsson et al. 2022, "In-context Learning and Induction Heads", which finds the circuit and
///   that learning waits for it; outputs to the residual scaled by 1/√(2 · layers) as in GPT-2.
struct CopyingStart {
  let configuration: LlamaConfiguration

  /// Deviation of an embedding, and what all share.
  private static let deviation: Float = 0.02
  private static let shared: Float = 0.1
  /// About the score of one token back, and of a token that stood behind the same token.
  private static let nearScore: Float = 32
  private static let matchScore: Float = 20
  /// How much a copied token counts beside the one that stands there.
  private static let copyGain: Float = 5

  private var width: Int { configuration.width }
  private var half: Int { configuration.width / 2 }
  private var headWidth: Int { configuration.headWidth }
  /// Heads of the circuit; the others begin at random.
  private var heads: Int { min(configuration.heads, configuration.keyHeads) / 2 }
  /// Identity numbers of a token that a head carries.
  private var slice: Int { min(headWidth, half / max(1, heads)) }

  func apply(to parameters: ParameterStore) {
    guard configuration.layers >= 2, heads > 0, slice > 1 else { return }
    let outputs = 1 / (2 * Float(configuration.layers)).squareRoot()
    for layer in 0..<configuration.layers {
      for name in ["self_attn.o_proj", "mlp.down_proj"] {
        change(parameters["model.layers.\(layer).\(name).weight"]) { scalars, _ in
          for place in scalars.indices { scalars[place] *= outputs }
        }
      }
    }
    change(parameters["model.embed_tokens.weight"]) { scalars, width in
      for row in stride(from: 0, to: scalars.count, by: width) {
        scalars[row] = Self.shared
        for column in half..<width { scalars[row + column] = 0 }
      }
    }
    lookBack(parameters)
    copy(parameters)
  }

  /// The root mean square of an embedding, and of it with the token before in its upper half.
  private func scale(withPrevious: Bool) -> Float {
    let identity = Float(withPrevious ? 2 * half : half) * Self.deviation * Self.deviation
    return ((identity + Self.shared * Self.shared) / Float(width)).squareRoot()
  }

  private func lookBack(_ parameters: ParameterStore) {
    let path = "model.layers.0.self_attn."
    let fast = configuration.rotaryFrequencies.filter { $0 > 0.15 }
    let size =
      (Self.nearScore / Float(fast.count) * Float(headWidth).squareRoot()).squareRoot()
      / (Self.shared / scale(withPrevious: false))
    for (name, distance) in [("q_proj", 0.0), ("k_proj", 1.0)] {
      change(parameters[path + name + ".weight"]) { scalars, width in
        for head in 0..<heads {
          clear(rows: head, scalars)
          for (pair, frequency) in fast.enumerated() {
            let first = head * headWidth + pair
            scalars[first * width] = size * Float(cos(frequency * distance))
            scalars[(first + headWidth / 2) * width] = size * Float(sin(frequency * distance))
          }
        }
      }
    }
    carry(parameters, path, to: half, gain: scale(withPrevious: false))
  }

  private func copy(_ parameters: ParameterStore) {
    let path = "model.layers.1.self_attn."
    let scale = scale(withPrevious: true)
    // Where rotations are so slow that a match does not depend on the distance.
    let slow = configuration.rotaryFrequencies.indices.filter {
      configuration.rotaryFrequencies[$0] < 0.01
    }
    let places = Array((slow + slow.map { $0 + headWidth / 2 }).prefix(slice))
    guard !places.isEmpty else { return }
    let entry = Self.deviation / scale
    let size =
      (Self.matchScore * Float(headWidth).squareRoot() / Float(places.count)).squareRoot() / entry
    for (name, start) in [("q_proj", 0), ("k_proj", half)] {
      change(parameters[path + name + ".weight"]) { scalars, width in
        for head in 0..<heads {
          clear(rows: head, scalars)
          for (number, place) in places.enumerated() {
            let column = start + head * slice + number
            // The shared number says nothing.
            guard column % half > 0 else { continue }
            scalars[(head * headWidth + place) * width + column] = size
          }
        }
      }
    }
    carry(parameters, path, to: 0, gain: Self.copyGain * scale)
  }

  /// Each head reads its slice of the lower half and writes it to another place.
  private func carry(
    _ parameters: ParameterStore, _ path: String, to target: Int, gain: Float
  ) {
    change(parameters[path + "v_proj.weight"]) { scalars, width in
      for head in 0..<heads {
        clear(rows: head, scalars)
        for number in 0..<slice where head * slice + number > 0 {
          scalars[(head * headWidth + number) * width + head * slice + number] = 1
        }
      }
    }
    change(parameters[path + "o_proj.weight"]) { scalars, inner in
      for row in 0..<width {
        for column in 0..<heads * headWidth { scalars[row * inner + column] = 0 }
      }
      for head in 0..<heads {
        for number in 0..<slice {
          scalars[(target + head * slice + number) * inner + head * headWidth + number] = gain
        }
      }
    }
  }

  private func clear(rows head: Int, _ scalars: UnsafeMutableBufferPointer<Float>) {
    for place in head * headWidth * width..<(head + 1) * headWidth * width { scalars[place] = 0 }
  }

  private func change(
    _ parameter: Parameter?, _ body: (UnsafeMutableBufferPointer<Float>, Int) -> Void
  ) {
    guard let parameter else { return }
    var value = parameter.value
    let width = parameter.shape.width
    value.withMutableScalars { body($0, width) }
    parameter.value = value
  }
}
