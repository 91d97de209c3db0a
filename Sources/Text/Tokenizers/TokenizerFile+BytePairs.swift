extension TokenizerFile {
  /// How texts are cut before pairs are merged.
  func splitter() throws(TextError) -> (PreTokenSplitter, addsPrefixSpace: Bool) {
    if let normalizer = json["normalizer"] {
      throw unsupported("the normalizer \(normalizer["type"]?.text ?? "(none)") before byte pairs")
    }
    guard let pre = json["pre_tokenizer"] else {
      throw unsupported("byte pairs without a byte-level pre-tokenizer")
    }
    let steps = pre["type"]?.text == "Sequence" ? pre["pretokenizers"]?.array ?? [] : [pre]
    guard let last = steps.last, last["type"]?.text == "ByteLevel", steps.count <= 2 else {
      let names = steps.map { $0["type"]?.text ?? "(none)" }.joined(separator: ", ")
      throw unsupported("the pre-tokenizer \(names)")
    }
    let addsPrefixSpace = last["add_prefix_space"]?.bool ?? true
    let usesRegex = last["use_regex"]?.bool ?? true
    if steps.count == 1 {
      guard usesRegex else { throw unsupported("byte pairs over unsplit text") }
      return (PreTokenSplitter(.gpt2), addsPrefixSpace)
    }
    let split = steps[0]
    guard split["type"]?.text == "Split", split["behavior"]?.text == "Isolated",
      split["invert"]?.bool != true, !usesRegex, !addsPrefixSpace,
      let regex = split["pattern"]?["Regex"]?.text
    else {
      throw unsupported("the pre-tokenizer \(split["type"]?.text ?? "(none)") before ByteLevel")
    }
    guard let splitter = PreTokenSplitter(regex: regex) else {
      throw unsupported("the pattern \(regex)")
    }
    return (splitter, false)
  }

  func bytePairEncoding(
    _ vocabulary: [(token: String, id: Int32)]
  ) throws(TextError) -> BytePairEncoding {
    guard let model = json["model"] else { throw malformed("it has no model") }
    var features: [String] = []
    if let dropout = model["dropout"]?.number, dropout > 0 { features.append("dropout \(dropout)") }
    if model["byte_fallback"]?.bool == true { features.append("byte_fallback") }
    if model["unk_token"] != nil { features.append("unk_token") }
    for name in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let text = model[name]?.text, !text.isEmpty { features.append(name) }
    }
    guard features.isEmpty else { throw .unsupported(path: path, features: features) }
    var tokens = ByteTable(expecting: vocabulary.count)
    var ids: [Int32] = []
    for (token, id) in vocabulary {
      guard let bytes = ByteAlphabet.bytes(of: token) else { continue }
      if tokens.insert(bytes).isNew { ids.append(id) }
    }
    let byteTokens = (0...UInt8.max).map { byte in tokens.find([byte]).map { ids[$0] } ?? -1 }
    return BytePairEncoding(
      tokens: tokens, ids: ids, byteTokens: byteTokens,
      merges: try merges(model, tokens, ids),
      ignoresMerges: model["ignore_merges"]?.bool ?? false)
  }

  /// The rules in the order of their rank, written `"a b"` or `["a", "b"]`.
  private func merges(
    _ model: JSONValue, _ tokens: ByteTable, _ ids: [Int32]
  ) throws(TextError) -> MergeTable {
    guard let values = model["merges"]?.array else { throw malformed("it has no model.merges") }
    var table = MergeTable(expecting: values.count)
    for (rank, value) in values.enumerated() {
      let parts: [String] =
        value.text?.split(separator: " ").map(String.init)
        ?? value.array?.compactMap(\.text) ?? []
      guard parts.count == 2, let left = ByteAlphabet.bytes(of: parts[0]),
        let right = ByteAlphabet.bytes(of: parts[1]),
        let leftEntry = tokens.find(left), let rightEntry = tokens.find(right),
        let entry = tokens.find(left + right)
      else {
        throw malformed(
          "merge \(rank) joins what the vocabulary lacks: \(parts.joined(separator: " "))")
      }
      table.add(
        ids[leftEntry], ids[rightEntry],
        MergeTable.Merge(rank: Int32(rank), result: ids[entry]))
    }
    return table
  }
}
