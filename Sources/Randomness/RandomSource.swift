/// One seed for everything that is drawn, split by purpose, epoch and row.
///
/// A draw depends on these alone, never on how many workers draw or in which order, so one worker and
/// eight give the same bits.
public struct RandomSource: Sendable, Hashable {
  /// What a stream of draws is for; streams of different purposes never meet.
  public struct Purpose: Sendable, Hashable {
    let key: UInt64
    /// - Parameter name: any text; equal names are equal purposes in every run and on every machine.
    public init(_ name: String) {
      var hash = StableHash()
      hash.combine(bytes: name.utf8)
      key = hash.value
    }
    public static let initialization = Purpose("initialization")
    public static let shuffle = Purpose("shuffle")
    public static let neighbors = Purpose("neighbors")
    public static let dropout = Purpose("dropout")
  }

  public let seed: UInt64

  public init(seed: UInt64) {
    self.seed = seed
  }

  /// The 64-bit key of one stream, for kernels that draw by counter.
  public func key(_ purpose: Purpose, epoch: Int = 0, row: Int = 0) -> UInt64 {
    var key = Self.mix(seed ^ 0x9E37_79B9_7F4A_7C15)
    key = Self.mix(key ^ purpose.key)
    key = Self.mix(key &+ UInt64(bitPattern: Int64(epoch)) &* 0xD1B5_4A32_D192_ED03)
    return Self.mix(key &+ UInt64(bitPattern: Int64(row)) &* 0xAEF1_7502_108E_F2D9)
  }

  /// The stream of draws for one purpose, epoch and row.
  public func stream(_ purpose: Purpose, epoch: Int = 0, row: Int = 0) -> RandomStream {
    RandomStream(key: key(purpose, epoch: epoch, row: row))
  }

  /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every input bit moves every output bit.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
