import Foundation
import Inspection

/// A profile as a table: what took the time, and how close it came to what the machine can do.
public struct ProfileSummary: Summary {
  public struct Row: Codable, Equatable, Sendable {
    public var name: String
    /// operation, gradient or other.
    public var kind: String
    public var calls: Int
    public var milliseconds: Double
    /// Of the time between begin and end; threads that work side by side add up to more than 1.
    public var share: Double
    /// 10⁹ floating-point operations per second, where the operation multiplies matrices.
    public var gigaflops: Double?
    /// 10⁹ bytes per second that had to be moved, where it does not.
    public var gigabytes: Double?
    /// Of the machine's own speed at that.
    public var limitShare: Double?
  }
  public var seconds: Double
  public var limits: MachineLimits
  /// The longest first.
  public var rows: [Row]

  public var text: String {
    var lines = [
      String(
        format: "%.2f s; this machine: %.0f GFLOP/s in matrix products, %.1f GB/s in copies",
        seconds, limits.gigaflops, limits.gigabytes),
      "calls      ms   share        rate   of limit  operation",
    ]
    for row in rows {
      let rate =
        row.gigaflops.map { String(format: "%.1f GFLOP/s", $0) }
        ?? row.gigabytes.map { String(format: "%.1f GB/s", $0) } ?? ""
      let limit = row.limitShare.map { String(format: "%.0f %%", $0 * 100) } ?? ""
      let name = Escaping.visible(row.name) + (row.kind == "gradient" ? ", gradient" : "")
      lines.append(
        Self.right("\(row.calls)", 5) + Self.right(String(format: "%.1f", row.milliseconds), 8)
          + Self.right(String(format: "%.1f %%", row.share * 100), 8)
          + Self.right(rate, 14) + Self.right(limit, 9) + "  " + name)
    }
    return lines.joined(separator: "\n")
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

extension Profile: Inspectable {
  public var summary: ProfileSummary {
    let rows = totals.map { name, total -> ProfileSummary.Row in
      let time = Double(max(1, total.nanoseconds))
      let flops = total.flops > 0 ? Double(total.flops) / time : nil
      let bytes = flops == nil && total.bytes > 0 ? Double(total.bytes) / time : nil
      return ProfileSummary.Row(
        name: name.text, kind: name.kind.rawValue, calls: total.calls,
        milliseconds: time * 1e-6, share: time * 1e-9 / max(seconds, 1e-9), gigaflops: flops,
        gigabytes: bytes,
        limitShare: flops.map { $0 / limits.gigaflops } ?? bytes.map { $0 / limits.gigabytes })
    }
    return ProfileSummary(
      seconds: seconds, limits: limits,
      rows: rows.sorted {
        ($1.milliseconds, $0.name, $0.kind) < ($0.milliseconds, $1.name, $1.kind)
      })
  }
}
