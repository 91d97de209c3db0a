// language-bench: what the peers' scripts measure (prefill, decode, a step to soft prompts, a step to
// LoRA, sentence vectors), and a model of Llama-3.2-1B's shape. Every figure is a line of JSON.
//
//     swift run -c release --package-path Benchmarks language-bench WHAT… [--weights float32|bfloat16|int8]
//         [--rounding] [--rounds N] [--threads N]
//
// WHAT: prefill decode soft lora minilm llama-1b table tokens; --rounding lets products of float32 round
// both sides to bfloat16. `table FILE` prints medians of such lines beside those of peers, see
// script/bench-language. `tokens FOLDER FILE…` cuts the lines of text files by a model's tokenizer
// (FOLDER `built-in`: our own) on one core; rates count the texts' bytes.

import Foundation
import Tensors

var options = Options(CommandLine.arguments.dropFirst())
if let threads = options.threads { ComputePool.configure(threads: threads) }
do {
  for what in options.wanted {
    switch what {
    case "prefill", "decode", "soft", "lora": try measureDecoder(what, options)
    case "minilm": try measureSentences(options)
    case "llama-1b": try measureLarge(options)
    case "llama-1b-in": try measureLarge(in: options.files, options)
    case "table": try printTable(of: options.files)
    case "tokens": try measureTokens(options)
    default: options.fail("nothing is called \(what)")
    }
  }
} catch {
  FileHandle.standardError.write(Data("language-bench: \(error)\n".utf8))
  exit(65)
}
