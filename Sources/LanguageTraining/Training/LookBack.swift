import Foundation
import LanguageModels
import Neural
import Tensors

/// First weights with which some heads of the first layer look one, two and three tokens back.
///
/// To say again what stood behind a word, a model first has to know at each token which token came
/// before; learning that takes most of a short training. Here it begins with it: one number is the same
/// in all embeddings, and these heads make of it queries and keys whose rotations agree at one distance.
///
/// - Source: that copying waits for heads of the previous token, and comes early where a model is given
///   them: Olsson et al. 2022, "In-context Learning and Induction Heads", "smeared keys".
struct LookBack {
  /// For each of the first heads how many tokens it looks back.
  static let distances = [1, 1, 2, 3]

  /// What all embeddings share, beside others of deviation 0.02.
  private static let shared: Float = 0.1
  /// How much a score at the distance is above zero.
  private static let peak: Float = 32

  let configuration: LlamaConfiguration

  func apply(to parameters: ParameterStore) {
    change(parameters["model.embed_tokens.weight"]) { scalars, width in
      for place in stride(from: 0, to: scalars.count, by: width) { scalars[place] = Self.shared }
    }
    let layer = "model.layers.0.self_attn."
    let headWidth = configuration.headWidth
    let fast = configuration.rotaryFrequencies.filter { $0 > 0.15 }
    // A normalized embedding's shared number; scores are divided by the root of the head's width.
    let deviation = (0.02 * 0.02 + Self.shared * Self.shared / Float(configuration.width))
      .squareRoot()
    let size =
      (Self.peak / Float(fast.count) * Float(headWidth).squareRoot()).squareRoot()
      / (Self.shared / deviation)
    for (name, isKey) in [("q_proj", false), ("k_proj", true)] {
      change(parameters[layer + name + ".weight"]) { scalars, width in
        let heads = isKey ? configuration.keyHeads : configuration.heads
        for (head, distance) in Self.distances.enumerated() where head < heads {
          let rows = head * headWidth..<(head + 1) * headWidth
          for row in rows { for column in 0..<width { scalars[row * width + column] = 0 } }
          for (pair, frequency) in fast.enumerated() {
            let angle = isKey ? frequency * Double(distance) : 0
            let first = rows.lowerBound + pair
            scalars[first * width] = size * Float(cos(angle))
            scalars[(first + headWidth / 2) * width] = size * Float(sin(angle))
          }
        }
      }
    }
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
