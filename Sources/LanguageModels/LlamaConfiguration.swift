import Foundation

/// The sizes of a Llama model, as its `config.json` says.
public struct LlamaConfiguration: Sendable, Equatable {
  public var vocabulary: Int
  public var width: Int
  /// Numbers inside the gated layer.
  public var innerWidth: Int
  public var layers: Int
  public var heads: Int
  /// Heads of keys and values, each shared by `heads / keyHeads` heads.
  public var keyHeads: Int
  public var headWidth: Int
  public var epsilon: Float
  public var rotaryBase: Double
  public var rotaryScaling: RotaryScaling?
  /// Whether the embedding of a token is also its row of the last layer.
  public var tiesHead: Bool
  public var longestContext: Int
  public var beginID: Int32?
  /// Ids that end a text.
  public var endIDs: [Int32]
  public var padID: Int32?

  /// Llama 3.1's stretching of slow rotations.
  public struct RotaryScaling: Sendable, Equatable {
    public var factor: Double
    public var lowFactor: Double
    public var highFactor: Double
    public var originalContext: Int

    public init(factor: Double, lowFactor: Double, highFactor: Double, originalContext: Int) {
      self.factor = factor
      self.lowFactor = lowFactor
      self.highFactor = highFactor
      self.originalContext = originalContext
    }
  }

  public init(
    vocabulary: Int, width: Int, innerWidth: Int, layers: Int, heads: Int, keyHeads: Int,
    headWidth: Int? = nil, epsilon: Float = 1e-5, rotaryBase: Double = 10_000,
    rotaryScaling: RotaryScaling? = nil, tiesHead: Bool = true, longestContext: Int = 2048,
    beginID: Int32? = nil, endIDs: [Int32] = [], padID: Int32? = nil
  ) {
    self.vocabulary = vocabulary
    self.width = width
    self.innerWidth = innerWidth
    self.layers = layers
    self.heads = heads
    self.keyHeads = keyHeads
    self.headWidth = headWidth ?? width / max(1, heads)
    self.epsilon = epsilon
    self.rotaryBase = rotaryBase
    self.rotaryScaling = rotaryScaling
    self.tiesHead = tiesHead
    self.longestContext = longestContext
    self.beginID = beginID
    self.endIDs = endIDs
    self.padID = padID
  }

  /// How many numbers the model holds.
  public var parameterCount: Int {
    let attention = width * headWidth * (2 * heads + 2 * keyHeads)
    let layer = attention + 3 * width * innerWidth + 2 * width
    return vocabulary * width * (tiesHead ? 1 : 2) + layers * layer + width
  }

  /// The angle per position of each pair of a head's numbers.
  ///
  /// - Source: Su et al. 2021, `base^(-2i / width)`; scaled as in Hugging Face's
  ///   `_compute_llama3_parameters`: rotations slower than the original context by more than
  ///   `lowFactor` are slowed by `factor`, those faster than by `highFactor` are kept, those between
  ///   are mixed. Rounded to float32 as there.
  public var rotaryFrequencies: [Double] {
    (0..<headWidth / 2).map { pair in
      let frequency = Double(Float(pow(rotaryBase, -2 * Double(pair) / Double(headWidth))))
      guard let scaling = rotaryScaling else { return frequency }
      let length = 2 * Double.pi / frequency
      let original = Double(scaling.originalContext)
      if length < original / scaling.highFactor { return frequency }
      if length > original / scaling.lowFactor { return Double(Float(frequency / scaling.factor)) }
      let share =
        (original / length - scaling.lowFactor) / (scaling.highFactor - scaling.lowFactor)
      return Double(Float((1 - share) * frequency / scaling.factor + share * frequency))
    }
  }
}
