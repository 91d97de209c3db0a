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
      firstDropout = Dropout(rate: dropout, at: scope / "dropout1")
      secondDropout = Dropout(rate: dropout, at: scope / "dropout2")
    }

    /// Everything after the first linear map, without the shortcut.
    func finish(_ x: Tensor, in pass: Pass) -> Tensor {
      let hidden = firstDropout(firstNorm(x).relu(), in: pass)
      return secondDropout(secondNorm(second(hidden)).relu(), in: pass)
    }
  }

  init(
    _ features: TableFeatures, textWidth: Int, configuration: RDLConfiguration,
    at scope: ParameterScope
  ) {
    let width = configuration.channels
    columns = ColumnEncoders(
      features, width: width, textWidth: textWidth, at: scope / "encoder" / "encoder_dict")
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
        x = block.finish(block.first(input), in: pass) + input
      } else {
        let first =
          columns.project(batch, onto: block.first.weight.tensor) + block.first.biasTensor
        let shortcut = columns.project(batch, onto: block.shortcut?.weight.tensor)
        let through = block.finish(first, in: pass) + shortcut
        x = block.shortcut.map { through + $0.biasTensor } ?? through
      }
    }
    return output(norm(x ?? columns.project(batch, onto: nil)).relu())
  }
}

extension Linear {
  fileprivate var biasTensor: Tensor { bias?.tensor ?? Tensor.zeros([weight.tensor.shape[0]]) }
}
