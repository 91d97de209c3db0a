import CKernels
import Synchronization

/// The record of the operations between some tensors and a loss, from which gradients are computed.
///
/// One flat array: each entry names its inputs by number and holds a rule that turns the gradient of
/// its result into gradients of its inputs, over detached tensors. Entries never own one another, so
/// that letting go of a tape needs no recursion however long it is.
public final class Tape: Sendable {
  /// Turns the gradient of an operation's result into those of its inputs, in the order in which the
  /// inputs were recorded; nil for an input that needs none.
  typealias Rule = @Sendable (Tensor) -> [Tensor?]

  struct Node: Sendable {
    let tape: Tape
    let index: Int
  }

  private struct Entry: Sendable {
    /// Numbers of the inputs' entries; -1 for one that is not traced.
    let inputs: [Int]
    /// nil for a tensor whose gradient is asked for.
    var step: Step?
  }

  /// How an entry passes its gradient on.
  fileprivate enum Step: Sendable {
    case rule(Rule)
    /// The result was some successive scalars of its only input, of this shape, from this one on: the
    /// gradient is added to that part alone.
    case part(of: Shape, from: Int)
  }

  private let entries = Mutex<[Entry]>([])
  private let open = Atomic(true)

  init() {}

  /// Whether operations are still recorded.
  var isOpen: Bool { open.load(ordering: .relaxed) }

  /// Starts tracing a tensor.
  func trace(_ value: Tensor) -> Tensor {
    append(Entry(inputs: [], step: nil), value: value)
  }

  fileprivate func append(_ inputs: [Tensor], step: Step, value: Tensor) -> Tensor {
    let numbers = inputs.map { input in
      guard let node = input.node, node.tape.isOpen else { return -1 }
      precondition(
        node.tape === self, "tensors of two valueAndGradients { } met in one operation")
      return node.index
    }
    return append(Entry(inputs: numbers, step: step), value: value)
  }

  private func append(_ entry: Entry, value: Tensor) -> Tensor {
    let index = entries.withLock { entries in
      entries.append(entry)
      return entries.count - 1
    }
    return Tensor(
      shape: value.shape, storage: value.storage, offset: value.offset,
      node: Node(tape: self, index: index))
  }

  /// Calls `body` without recording on this tape what it does.
  func pausing<Result>(_ body: () -> Result) -> Result {
    open.store(false, ordering: .relaxed)
    defer { open.store(true, ordering: .relaxed) }
    return body()
  }

  /// Ends the recording and gives the gradients of `loss` at the traced `leaves`; nil where the loss
  /// does not depend on one. `seed` is the gradient at the loss itself, 1 unless given.
  ///
  /// Walks the entries once from last to first. A rule, with the tensors it kept, and the gradient it
  /// used are let go as soon as it has run.
  func gradients(of loss: Tensor, at leaves: [Tensor], seed: Tensor? = nil) -> [Tensor?] {
    var entries = self.entries.withLock { entries in
      let all = entries
      entries = []
      return all
    }
    let last = loss.node.flatMap { $0.tape === self && isOpen ? $0.index : nil }
    open.store(false, ordering: .relaxed)
    guard let last else { return leaves.map { _ in nil } }
    var gradients = [Tensor?](repeating: nil, count: entries.count)
    gradients[last] = seed ?? .full(1, shape: loss.shape)
    for index in stride(from: entries.count - 1, through: 0, by: -1) {
      guard let step = entries[index].step.take() else { continue }
      guard let gradient = gradients[index].take() else { continue }
      let inputs = entries[index].inputs
      switch step {
      case .rule(let rule):
        Self.spread(rule(gradient), over: inputs, into: &gradients)
      case .part(let whole, let start):
        if var sum = gradients[inputs[0]].take() {
          sum.accumulate(gradient, from: start)
          gradients[inputs[0]] = sum
        } else {
          gradients[inputs[0]] = gradient.padded(to: whole, from: start)
        }
      }
    }
    return leaves.map { leaf in leaf.node.flatMap { gradients[$0.index] } }
  }

  private static func spread(
    _ contributions: [Tensor?], over inputs: [Int], into gradients: inout [Tensor?]
  ) {
    for (input, contribution) in zip(inputs, contributions) where input >= 0 {
      guard let contribution else { continue }
      if var sum = gradients[input].take() {
        sum.accumulate(contribution)
        gradients[input] = sum
      } else {
        gradients[input] = contribution
      }
    }
  }
}

extension Tensor {
  /// The result of an operation, put on the tape of its inputs if any of them is traced.
  ///
  /// - Parameters:
  ///   - inputs: what the result was made from.
  ///   - rule: see ``Tape/Rule``; it may hold detached tensors only.
  static func recorded(
    _ value: Tensor, from inputs: [Tensor], rule: @escaping Tape.Rule
  ) -> Tensor {
    guard let tape = inputs.lazy.compactMap({ $0.isTraced ? $0.node?.tape : nil }).first else {
      return value
    }
    return tape.append(inputs, step: .rule(rule), value: value)
  }

  /// A view of successive scalars of `whole`, put on its tape if it is traced.
  static func recordedPart(_ part: Tensor, of whole: Tensor, from start: Int) -> Tensor {
    guard whole.isTraced, let tape = whole.node?.tape else { return part }
    return tape.append([whole], step: .part(of: whole.shape, from: start), value: part)
  }

  /// Adds another tensor's scalars, from the scalar `start` on; in place when nobody else holds the
  /// storage.
  mutating func accumulate(_ other: Tensor, from start: Int = 0) {
    precondition(
      start + other.count <= count, "gradients of one tensor: \(shape) and \(other.shape)")
    if !isKnownUniquelyReferenced(&storage) {
      if other.count == count {
        self = detached + other.view(shape)
        return
      }
      self = padded(to: shape, from: 0)
    }
    let target = base + start
    Chunks(rows: other.count, cost: 1).forEach {
      rz_accumulate(other.base + $0.lowerBound, Int64($0.count), target + $0.lowerBound)
    }
  }
}

/// The value of a function of tensors and its gradient at each of them.
///
/// - Parameters:
///   - inputs: where to differentiate.
///   - function: returns a tensor that holds one number; operations inside are recorded.
/// - Returns: gradients in the order of the inputs, zeros where the value does not depend on one.
public func valueAndGradients<Failure: Error>(
  at inputs: [Tensor], _ function: ([Tensor]) throws(Failure) -> Tensor
) throws(Failure) -> (value: Float, gradients: [Tensor]) {
  let (value, gradients) = try partialGradients(at: inputs, function)
  return (value, zip(inputs, gradients).map { $1 ?? .zeros($0.shape) })
}

/// As ``valueAndGradients(at:_:)``, with nil for an input on which the value does not depend.
public func partialGradients<Failure: Error>(
  at inputs: [Tensor], _ function: ([Tensor]) throws(Failure) -> Tensor
) throws(Failure) -> (value: Float, gradients: [Tensor?]) {
  let tape = Tape()
  let leaves = inputs.map { tape.trace($0.detached) }
  let loss: Tensor
  do {
    loss = try function(leaves)
  } catch {
    _ = tape.gradients(of: Tensor(0), at: [])
    throw error
  }
  precondition(
    loss.count == 1, "valueAndGradients: a loss of shape \(loss.shape) is not one number")
  let value = loss.scalar
  return (value, tape.gradients(of: loss, at: leaves))
}

/// The gradients of `Σ upstream · function(inputs)` at each input; zeros where it does not depend on one.
///
/// - Parameter upstream: of the shape of the function's result.
public func gradients(
  at inputs: [Tensor], upstream: Tensor, of function: ([Tensor]) -> Tensor
) -> [Tensor] {
  let tape = Tape()
  let leaves = inputs.map { tape.trace($0.detached) }
  let result = function(leaves)
  precondition(
    result.shape == upstream.shape,
    "gradients: a result of shape \(result.shape) and an upstream of \(upstream.shape)")
  return zip(inputs, tape.gradients(of: result, at: leaves, seed: upstream.detached)).map {
    $1 ?? .zeros($0.shape)
  }
}
