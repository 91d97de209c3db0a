/// What a ``Profiler`` has recorded: a sum for each name, and the first of the single spans.
public struct Profile: Sendable {
  public struct Name: Hashable, Sendable {
    public enum Kind: String, Sendable {
      case operation
      case gradient
      /// Not an operation on tensors.
      case other
    }
    public var text: String
    public var kind: Kind
  }

  public struct Total: Sendable {
    public var calls = 0
    public var nanoseconds: UInt64 = 0
    /// Floating-point operations of matrix products.
    public var flops = 0
    /// Bytes that had to be read and written: inputs and results once.
    public var bytes = 0
  }

  public struct Span: Sendable {
    public var name: Name
    public var thread: Int
    /// From the start of the profile.
    public var start: UInt64
    public var nanoseconds: UInt64
    public var flops: Int
    public var bytes: Int
  }

  /// Spans kept for the trace: some hundred steps, 20 MB of file.
  static let spanLimit = 200_000

  public internal(set) var totals: [Name: Total] = [:]
  public internal(set) var spans: [Span] = []
  public internal(set) var seconds = 0.0
  public internal(set) var limits = MachineLimits()

  mutating func add(
    _ name: Name, thread: Int, start: UInt64, nanoseconds: UInt64, flops: Int, bytes: Int
  ) {
    var total = totals[name] ?? Total()
    total.calls += 1
    total.nanoseconds += nanoseconds
    total.flops += flops
    total.bytes += bytes
    totals[name] = total
    guard spans.count < Self.spanLimit else { return }
    spans.append(
      Span(
        name: name, thread: thread, start: start, nanoseconds: nanoseconds, flops: flops,
        bytes: bytes))
  }

  /// The spans as a trace that <https://ui.perfetto.dev> and Chrome open.
  ///
  /// - Source: Trace Event Format, complete events ("ph": "X"), times in microseconds.
  public var trace: String {
    func microseconds(_ nanoseconds: UInt64) -> String {
      "\(nanoseconds / 1000).\(String(1000 + nanoseconds % 1000).dropFirst())"
    }
    let events = spans.map { span in
      "{\"name\":\"\(Self.escaped(span.name.text))\",\"cat\":\"\(span.name.kind.rawValue)\","
        + "\"ph\":\"X\",\"pid\":1,\"tid\":\(span.thread),\"ts\":\(microseconds(span.start)),"
        + "\"dur\":\(microseconds(span.nanoseconds)),"
        + "\"args\":{\"flops\":\(span.flops),\"bytes\":\(span.bytes)}}"
    }
    return "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n" + events.joined(separator: ",\n")
      + "\n]}\n"
  }

  private static func escaped(_ text: String) -> String {
    text.filter { $0 != "\"" && $0 != "\\" }
  }
}
