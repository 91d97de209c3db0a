import Foundation
import Neural
import Randomness
import Tensors

/// First values with which a decoder looks up from its first step what followed a name before, and
/// notices where a text departs from that.
///
/// A row of numbers has five places: what the token is, what the three tokens before it are, and what is
/// to be said. Layer 0 passes on what the tokens before are, by a part of all embeddings that is the same
/// and that rotary positions turn by one, two or three places. Layer 1 finds where the same tokens stood
/// before, and says what followed. Layer 2 takes what was to be said from what then came; the square of
/// the difference is a number of its own, from which answers of yes and no are learned. All else is
/// random, and learning goes on from there. From random values alone, with as few tokens as are learned
/// from here, none of this arises.
///
/// - Source: the circuit: Olsson et al. 2022, "In-context Learning and Induction Heads"; first values in
///   the manner of what training would find: Trockman & Kolter 2023, "Mimetic Initialization of
///   Self-Attention Layers".
struct InductionHeads {
  let recipe: LanguageRecipe

  private static let headCount = 8
  private static let headWidth = 32
  private static let width = headCount * headWidth

  // Places in a row of 256 numbers. The first number of `own` is the same for all tokens.
  private static let own = 0..<64
  private static let before = 64..<128
  private static let twoBefore = 128..<160
  private static let threeBefore = 160..<192
  private static let said = 192..<256
  /// Where the square of a difference goes: by now nobody reads what the third token before is.
  private static let surprise = 191

  /// The deviation of what embeddings say in `own`; all else is in proportion. Well above a step of
  /// Adam, so that the first steps do not undo what is here.
  private static let scale: Float = 0.2
  /// The length of what embeddings say in `own`, in the unit in which rows are added up.
  private static let length = scale * 8

  private func applies(to parameters: ParameterStore) -> Bool {
    recipe.width == Self.width && recipe.heads == Self.headCount
      && recipe.keyHeads == Self.headCount && recipe.layers > 2
      && recipe.innerWidth >= 2 * Self.own.count
  }

  /// Changes the random first values of a store that holds a decoder of the usual shape; any other stays
  /// as it is.
  func write(to parameters: ParameterStore) {
    guard applies(to: parameters) else { return }
    var random = RandomSource(seed: recipe.seed)
      .stream(RandomSource.Purpose("induction heads"), epoch: 0, row: 0)
    writeEmbedding(parameters, &random)
    for layer in 0..<recipe.layers {
      change(parameters, name(layer, "self_attn.o_proj")) { $0.scale(by: 0.35) }
      change(parameters, name(layer, "mlp.down_proj")) { $0.scale(by: 0.35) }
    }
    writeBefore(parameters)
    writeLookup(parameters, &random)
    writeComparison(parameters)
  }

  /// What a token is, and at half the length the same where it is read off as what to say.
  private func writeEmbedding(_ parameters: ParameterStore, _ random: inout RandomStream) {
    change(parameters, "model.embed_tokens") { table in
      for token in 0..<recipe.vocabulary {
        table[token, 0] = 8 * Self.scale
        for place in 1..<Self.own.count {
          let value = Float(random.normal()) * Self.scale
          table[token, place] = value
          table[token, Self.said.lowerBound + place] = value / 2
        }
        table[token, Self.said.lowerBound] = 0
      }
    }
    // Only what is to be said becomes scores.
    change(parameters, "model.norm") { norm in
      for place in 0..<Self.width { norm[place, 0] = Self.said.contains(place) ? 1.5 : 0.3 }
    }
  }

  /// Layer 0: what the tokens one, two and three before are.
  private func writeBefore(_ parameters: ParameterStore) {
    let moves = [
      (1, 0, Self.before.lowerBound), (1, 32, Self.before.lowerBound + 32),
      (2, 0, Self.twoBefore.lowerBound), (3, 0, Self.threeBefore.lowerBound),
    ]
    for (head, (distance, from, to)) in moves.enumerated() {
      // The shared part and the rest of an embedding are of one length: each 16 / √2 when normalized.
      look(back: distance, head, layer: 0, shared: 11.3, parameters)
      move(from, to: to, by: Self.length / 11.3, head, layer: 0, parameters)
    }
  }

  /// Layer 1: where the token before was what the token is now, and so on for two more; what is there.
  private func writeLookup(_ parameters: ParameterStore, _ random: inout RandomStream) {
    // Where rotary positions hardly turn over a few hundred tokens.
    let half = Self.headWidth / 2
    let still = (6..<half).flatMap { [$0, $0 + half] }
    // What matches adds about 14 to a score.
    let strength: Float = Float(2 * 1.4 / Double(still.count)).squareRoot()
    for head in 0..<Self.headCount {
      // What a token is and what is before it, or what two tokens before it are.
      let pairs: [(asked: Range<Int>, found: Range<Int>)] =
        head % 4 == 3
        ? [(Self.own, Self.before), (Self.before, Self.twoBefore)]
        : [(Self.before, Self.twoBefore), (Self.twoBefore, Self.threeBefore)]
      var query = Grid(rows: Self.headWidth, columns: Self.width)
      var key = query
      for (asked, found) in pairs {
        for row in still {
          for place in 0..<Self.headWidth {
            let value = Float(random.normal()) * strength
            guard asked.lowerBound + place > 0 else { continue }
            query[row, asked.lowerBound + place] = value
            key[row, found.lowerBound + place] = value
          }
        }
      }
      write(query, head, name(1, "self_attn.q_proj"), parameters)
      write(key, head, name(1, "self_attn.k_proj"), parameters)
      let from = head / 2 % 2 * Self.headWidth
      move(
        from, to: Self.said.lowerBound + from, by: Self.length * 2.5 / 7.6, head, layer: 1,
        parameters)
    }
  }

  /// Layer 2: what the token before said is to come, less what came, squared and summed.
  private func writeComparison(_ parameters: ParameterStore) {
    for head in 0..<2 {
      look(back: 1, head, layer: 2, shared: 4.9, parameters)
      let place = head * Self.headWidth
      move(
        Self.said.lowerBound + place, to: place, by: -0.057 * Self.length / 0.4, head, layer: 2,
        parameters)
    }
    // silu(z) · z + silu(−z) · (−z) = z², of two units for each place.
    let units = 2 * (Self.own.count - 1)
    for part in ["mlp.gate_proj", "mlp.up_proj"] {
      change(parameters, name(2, part)) { grid in
        for unit in 0..<units {
          for column in 0..<Self.width { grid[unit, column] = 0 }
          grid[unit, 1 + unit / 2] = unit.isMultiple(of: 2) ? 0.5 : -0.5
        }
      }
    }
    change(parameters, name(2, "mlp.down_proj")) { grid in
      for unit in 0..<units {
        for row in 0..<Self.width { grid[row, unit] = row == Self.surprise ? 0.4 : 0 }
      }
    }
  }

  // MARK: - Heads

  /// A head that looks as many tokens back as it is told.
  ///
  /// - Parameter shared: the part of normalized rows that is the same for all.
  private func look(
    back distance: Int, _ head: Int, layer: Int, shared: Float, _ parameters: ParameterStore
  ) {
    let half = Self.headWidth / 2
    var query = Grid(rows: Self.headWidth, columns: Self.width)
    var key = query
    for pair in 0..<half {
      let turn = pow(recipe.rotaryBase, -Double(pair) / Double(half)) * Double(distance)
      // Pairs that turn fast tell neighbors apart.
      let score: Double = pair < 4 ? 24 : 2
      let value = Float((score * Double(Self.headWidth).squareRoot()).squareRoot()) / shared
      query[pair, 0] = value
      key[pair, 0] = value * Float(cos(turn))
      key[pair + half, 0] = value * Float(sin(turn))
    }
    write(query, head, name(layer, "self_attn.q_proj"), parameters)
    write(key, head, name(layer, "self_attn.k_proj"), parameters)
  }

  /// A head that passes on 32 numbers of what it looks at.
  private func move(
    _ from: Int, to: Int, by factor: Float, _ head: Int, layer: Int,
    _ parameters: ParameterStore
  ) {
    var value = Grid(rows: Self.headWidth, columns: Self.width)
    let root = abs(factor).squareRoot()
    // The shared part stays where it is.
    for row in 0..<Self.headWidth where from + row > 0 { value[row, from + row] = root }
    write(value, head, name(layer, "self_attn.v_proj"), parameters)
    change(parameters, name(layer, "self_attn.o_proj")) { grid in
      for column in 0..<Self.headWidth {
        for row in 0..<Self.width { grid[row, head * Self.headWidth + column] = 0 }
        grid[to + column, head * Self.headWidth + column] = factor < 0 ? -root : root
      }
    }
  }

  private func write(_ block: Grid, _ head: Int, _ name: String, _ parameters: ParameterStore) {
    change(parameters, name) { grid in
      for row in 0..<block.rows {
        for column in 0..<block.columns {
          grid[head * Self.headWidth + row, column] = block[row, column]
        }
      }
    }
  }

  private func name(_ layer: Int, _ part: String) -> String { "model.layers.\(layer).\(part)" }

  private func change(
    _ parameters: ParameterStore, _ name: String, _ body: (inout Grid) -> Void
  ) {
    guard let parameter = parameters[name + ".weight"] else { return }
    let shape = parameter.shape
    var grid = Grid(rows: shape[0], columns: shape.rank == 1 ? 1 : shape[1])
    grid.values = Array(parameter.value.scalars)
    body(&grid)
    parameter.value = Tensor(grid.values, shape: shape)
  }

  /// The numbers of a weight.
  private struct Grid {
    let rows: Int
    let columns: Int
    var values: [Float]

    init(rows: Int, columns: Int) {
      (self.rows, self.columns) = (rows, columns)
      values = [Float](repeating: 0, count: rows * columns)
    }

    subscript(row: Int, column: Int) -> Float {
      get { values[row * columns + column] }
      set { values[row * columns + column] = newValue }
    }

    mutating func scale(by factor: Float) {
      for place in values.indices { values[place] *= factor }
    }
  }
}
