import Features
import Neural
import Tensors

/// Turns a row of one table into a vector: its columns' vectors, mixed by a tabular ResNet.
///
///     x ← shortcut(x) + dropout(relu(norm(lin2(dropout(relu(norm(lin1(x))))))))   four times
///     z = linear(relu(norm(x)))
///
/// Only the first block has a linear shortcut: there the width changes.
///
/// - Shape: a ``TableBatch`` of n rows to `[n, channels]`
/// - Source: Gorishniy et al. 2021, <https://arxiv.org/abs/2106.11959>, in the form of pytorch-frame's
///   `ResNet`; checked against `fixtures/hetero-sage/encoder`.
struct TableEncoder {
  private let columns: ColumnEncoders
  private let blocks: [Block]
  private let norm: LayerNorm
  private let output: Linear

  private struct Block {
    let first: Linear
    let firstNorm: LayerNorm
    let second: Linear
    let secondNorm: LayerNorm
    let shortcut: Linear?
    let firstDropout: Dropout
    let secondDropout: Dropout

    init(_ inputs: Int, _ width: Int, dropout: Float, at scope: ParameterScope) {
      first = Linear(inputs, width, at: scope / "lin1")
      firstNorm = LayerNorm(width, at: scope / "norm1")
      second = Linear(width, width, at: scope / "lin2")
      secondNorm = LayerNorm(width, at: scope / "norm2")
      shortcut = inputs == width ? nil : Linear(inputs, width, at: scope / "shortcut")
      firstDropout = Dropout(dropout, at: scope / "dropout1")
      secondDropout = Dropout(dropout, at: scope / "dropout2")
    }

    func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
      let hidden = firstNorm([first.term(x)], then: .relu(dropout: firstDropout.rule(in: pass)))
      return finish(hidden, adding: x, in: pass)
    }

    /// As the first block, whose two linear maps were made from the columns.
    func callAsFunction(first x: Tensor, shortcut: Tensor, in pass: Pass) -> Tensor {
      let hidden = firstNorm(x, then: .relu(dropout: firstDropout.rule(in: pass)))
      return finish(hidden, adding: shortcut, in: pass)
    }

    private func finish(_ hidden: Tensor, adding shortcut: Tensor, in pass: Pass) -> Tensor {
      secondNorm(
        [second.term(hidden)], then: .relu(dropout: secondDropout.rule(in: pass)),
        adding: shortcut)
    }
  }

  init(
    _ features: TableFeatures, textWidth: Int, configuration: RDLConfiguration,
    masksCells: Bool = false, at scope: ParameterScope
  ) {
    let width = configuration.channels
    columns = ColumnEncoders(
      features, width: width, textWidth: textWidth, masksCells: masksCells,
      at: scope / "encoder" / "encoder_dict")
    let inputs = columns.count * width
    blocks = (0..<configuration.blocks).map { index in
      Block(
        index == 0 ? inputs : width, width, dropout: configuration.dropout,
        at: scope / "backbone" / "\(index)")
    }
    norm = LayerNorm(width, at: scope / "decoder" / "0")
    output = Linear(width, width, at: scope / "decoder" / "2")
  }

  func callAsFunction(_ batch: TableBatch, in pass: Pass) -> Tensor {
    var x: Tensor?
    for block in blocks {
      if let input = x {
        x = block(input, in: pass)
      } else {
        let first = columns.project(
          batch, onto: block.first.weight.value, bias: block.first.bias?.value)
        let shortcut = columns.project(
          batch, onto: block.shortcut?.weight.value, bias: block.shortcut?.bias?.value)
        x = block(first: first, shortcut: shortcut, in: pass)
      }
    }
    return output(norm(x ?? columns.project(batch, onto: nil), then: .relu()))
  }
}
