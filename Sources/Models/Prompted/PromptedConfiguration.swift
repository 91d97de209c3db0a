import LanguageModels
import Tensors

/// The language side of a prompted model.
public struct PromptedConfiguration: Sendable, Equatable {
  /// What of the decoder learns.
  public enum Adapter: String, Sendable, CaseIterable {
    case frozen
    case lora
    /// All of its weights; for small decoders.
    case full
  }

  public var adapter: Adapter
  /// Of products with weights of the decoder that learn; bfloat16 is about twice as fast where there are
  /// tile units.
  public var precision: ProductPrecision
  public var lora: LoRA.Configuration
  /// Whether the decoder's layers are computed again for their gradients instead of kept: a third more time
  /// for a fraction of the memory, so that large decoders fit. Only for weights that stay as they are.
  public var recomputes: Bool
  public var projectorWidth: Int
  public var projectorDropout: Float
  /// Whose vectors follow the seed's.
  public var neighbors: NeighborReach
  /// Whether the graph's token also tells what the question would have been answered before: ``PastAnswers``.
  public var readsPast: Bool

  /// The setting that holds the fingerprint of the language model: never given by hand, but kept with a
  /// run, so that another model is not taken for it.
  public static let languageFingerprint = "language_fingerprint"

  init(_ settings: inout Settings) throws(SettingsError) {
    adapter = try settings.choice("adapter", .full)
    precision =
      switch try settings.choice("language_precision", Precision.bfloat16) {
      case .bfloat16: .bfloat16
      case .float32: .float32
      }
    lora = LoRA.Configuration(
      rank: try settings.integer("lora_rank", 8, in: 1...1024),
      alpha: Float(try settings.number("lora_alpha", 16, in: 0...1024)),
      dropout: Float(try settings.number("lora_dropout", 0.05, in: 0...0.95)),
      targets: [.query, .value])
    recomputes = try settings.flag("recompute", false)
    guard !recomputes || adapter != .full else {
      throw SettingsError.notOneOf("adapter", "full (with recompute=yes)", ["lora", "frozen"])
    }
    projectorWidth = try settings.integer("projector_width", 256, in: 1...65_536)
    projectorDropout = Float(try settings.number("projector_dropout", 0.1, in: 0...0.95))
    neighbors = NeighborReach(
      limit: try settings.integer("neighbor_tokens", 0, in: 0...256),
      depth: try settings.integer("neighbor_depth", 1, in: 1...2))
    readsPast = try settings.flag("past_answers", true)
  }

  private enum Precision: String, CaseIterable {
    case bfloat16
    case float32
  }
}
