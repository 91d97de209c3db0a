extension TokenizerFile {
  func bertNormalizer() throws(TextError) -> BertNormalizer {
    guard json["pre_tokenizer"]?["type"]?.text == "BertPreTokenizer" else {
      throw unsupported(
        "the pre-tokenizer \(json["pre_tokenizer"]?["type"]?.text ?? "(none)") before WordPiece")
    }
    guard let normalizer = json["normalizer"], normalizer["type"]?.text == "BertNormalizer" else {
      throw unsupported(
        "the normalizer \(json["normalizer"]?["type"]?.text ?? "(none)") before WordPiece")
    }
    let lowercases = normalizer["lowercase"]?.bool ?? true
    return BertNormalizer(
      cleansText: normalizer["clean_text"]?.bool ?? true,
      spacesChinese: normalizer["handle_chinese_chars"]?.bool ?? true,
      stripsAccents: normalizer["strip_accents"]?.bool ?? lowercases, lowercases: lowercases)
  }

  private var mark: String { json["model"]?["continuing_subword_prefix"]?.text ?? "##" }

  var wordPieceDecoder: Tokenizer.Decoder {
    .wordPieces(
      mark: json["decoder"]?["prefix"]?.text ?? mark,
      cleansUp: json["decoder"]?["cleanup"]?.bool ?? true)
  }

  func wordPiece(_ vocabulary: [(token: String, id: Int32)]) throws(TextError) -> WordPiece {
    let mark = Array(mark.utf8)
    guard !mark.isEmpty else { throw unsupported("WordPiece without continuing_subword_prefix") }
    var starts = ByteTable(expecting: vocabulary.count)
    var continuations = ByteTable(expecting: vocabulary.count)
    var (startIDs, continuationIDs): ([Int32], [Int32]) = ([], [])
    for (token, id) in vocabulary {
      let bytes = Array(token.utf8)
      if starts.insert(bytes).isNew { startIDs.append(id) }
      guard bytes.starts(with: mark) else { continue }
      if continuations.insert(Array(bytes.dropFirst(mark.count))).isNew {
        continuationIDs.append(id)
      }
    }
    let name = json["model"]?["unk_token"]?.text ?? "[UNK]"
    guard let unknown = starts.find(Array(name.utf8)) else {
      throw malformed("its unknown token \(name) is not in the vocabulary")
    }
    return WordPiece(
      starts: starts, startIDs: startIDs, continuations: continuations,
      continuationIDs: continuationIDs, unknown: startIDs[unknown],
      longestWord: json["model"]?["max_input_chars_per_word"]?.integer ?? 100)
  }
}
