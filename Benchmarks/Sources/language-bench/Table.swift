import Foundation

/// Prints, from lines that language-bench and the peers wrote, the median over runs of each figure beside
/// its peer's.
func printTable(of files: [String]) throws {
  var rates: [String: [Double]] = [:]
  for file in files {
    for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
      guard let json = try? JSONSerialization.jsonObject(with: Data(line.utf8)),
        let members = json as? [String: Any]
      else { continue }
      for (name, rate) in figures(of: members) { rates[name, default: []].append(rate) }
    }
  }
  func rate(_ name: String) -> Double? { rates[name]?.sorted().median }
  func text(_ rate: Double?) -> String { rate.map { String(format: "%.1f", $0) } ?? "–" }
  print(
    "| what | weights | relzero | peer | | relzero ÷ peer | asked for |\n|---|---|---|---|---|---|---|"
  )
  for row in rows {
    let (own, peer) = (rate("relzero \(row.what) \(row.weights)"), rate(row.peer))
    guard own != nil || peer != nil else { continue }
    var ratio = "–"
    if let own, let peer { ratio = String(format: "%.2f", own / peer) }
    print(
      "| \(row.what) | \(row.weights) | \(text(own)) | \(row.peer) | \(text(peer)) | \(ratio) | \(row.asked) |"
    )
  }
  let known = Set(rows.map { "relzero \($0.what) \($0.weights)" })
  for name in rates.keys.filter({ $0.hasPrefix("relzero ") && !known.contains($0) }).sorted() {
    print("| \(name.dropFirst("relzero ".count)) | | \(text(rate(name))) | | | | |")
  }
}

private let rows: [(what: String, weights: String, peer: String, asked: String)] = {
  let short = [("float32", "float32", "≥ 0.95"), ("bfloat16, rounding", "bfloat16", "≥ 0.9")]
  let steps = short.flatMap { own, peer, asked in
    [
      ("prefill", "prefill_8x128_last_logits"), ("soft", "soft_prompt_step_8x128"),
      ("lora", "lora_step_8x128"),
    ]
    .map { (what: $0.0, weights: own, peer: "torch \(peer) \($0.1)", asked: asked) }
  }
  let decode = [
    ("float32", "llama.cpp f32 decode", "≥ 0.9"), ("bfloat16", "llama.cpp bf16 decode", "≥ 0.9"),
    ("int8", "llama.cpp q8_0 decode", "≥ 0.9"), ("float32", "torch float32 decode_batch_1", ""),
    ("bfloat16", "torch bfloat16 decode_batch_1", ""),
  ].map { (what: "decode", weights: $0.0, peer: $0.1, asked: $0.2) }
  let sentences = [("8 tokens", "≥ 0.95"), ("64 tokens", "≥ 0.95")].map {
    (what: "minilm " + $0.0, weights: "float32", peer: "sentence-transformers \($0.0)", asked: $0.1)
  }
  let memory = short.map {
    (what: "memory of prefill, MB", weights: $0.0, peer: "torch \($0.1) memory", asked: "< 1")
  }
  return steps + decode + sentences + memory
}()

/// The figures of one line: of language-bench, a peer's script or llama-bench.
private func figures(of line: [String: Any]) -> [(name: String, rate: Double)] {
  func inner(_ value: Any?, _ path: String...) -> Any? {
    path.reduce(value) { ($0 as? [String: Any])?[$1] }
  }
  switch line["bench"] as? String {
  case "relzero":
    guard let what = line["what"] as? String, let weights = line["weights"] as? String,
      let median = line["median"] as? Double
    else { return [] }
    let memory = what == "prefill" ? line["peakMemory"] as? Double : nil
    return [("relzero \(what) \(weights)", median)]
      + (memory.map { [("relzero memory of prefill, MB \(weights)", $0)] } ?? [])
  case "llama_torch":
    let kinds = line["result"] as? [String: [String: Any]] ?? [:]
    let memory = kinds.count == 1 ? line["peak_rss_mb"] as? Double : nil
    return kinds.flatMap { kind, works in
      works.compactMap { work, value in
        (inner(value, "median_tokens_per_s") as? Double).map { ("torch \(kind) \(work)", $0) }
      } + (memory.map { [("torch \(kind) memory", $0)] } ?? [])
    }
  case "minilm":
    return ["8_tokens", "64_tokens"].compactMap { length in
      (inner(line["result"], length, "encode", "median_sentences_per_s") as? Double)
        .map { ("sentence-transformers " + length.replacing("_", with: " "), $0) }
    }
  default:
    // llama-bench -o jsonl
    guard let file = line["model_filename"] as? String,
      let samples = line["samples_ts"] as? [Double],
      let written = line["n_gen"] as? Int
    else { return [] }
    let kind = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    let work = written > 0 ? "decode" : "prefill"
    return [("llama.cpp \(kind) \(work)", samples.sorted().median)]
  }
}
