extension BytePairTraining {
  /// What a `tokenizer.json` says of the rules learned, for this module and for Hugging Face's.
  ///
  /// - Parameters:
  ///   - begin: the special token before each text.
  ///   - vocabulary: see ``rules(vocabulary:leastCount:)``.
  public func file(begin: String, vocabulary: Int) -> JSONValue {
    let rules = rules(vocabulary: vocabulary)
    func piece(_ name: String, _ member: String) -> JSONValue {
      [member: ["id": .text(name), "type_id": 0]]
    }
    let beginID = JSONValue.number(Double(special.firstIndex(of: begin) ?? 0))
    return [
      "version": "1.0", "truncation": .null, "padding": .null,
      "added_tokens": .array(special.enumerated().map(Self.addedToken)),
      "normalizer": .null,
      "pre_tokenizer": [
        "type": "Sequence",
        "pretokenizers": [
          [
            "type": "Split", "pattern": ["Regex": .text(PreTokenSplitter.digitwise)],
            "behavior": "Isolated", "invert": false,
          ], Self.byteLevel(usesRegex: false),
        ],
      ],
      "post_processor": [
        "type": "TemplateProcessing",
        "single": [piece(begin, "SpecialToken"), piece("A", "Sequence")],
        "pair": [
          piece(begin, "SpecialToken"), piece("A", "Sequence"), piece("B", "Sequence"),
        ],
        "special_tokens": .object([
          .init(
            key: begin,
            value: ["id": .text(begin), "ids": [beginID], "tokens": [.text(begin)]])
        ]),
      ],
      "decoder": Self.byteLevel(usesRegex: true),
      "model": [
        "type": "BPE", "dropout": .null, "unk_token": .null, "continuing_subword_prefix": .null,
        "end_of_word_suffix": .null, "fuse_unk": false, "byte_fallback": false,
        "ignore_merges": false, "vocab": .object(entries(rules)),
        "merges": .array(
          rules.map {
            .text(ByteAlphabet.text(of: $0.left) + " " + ByteAlphabet.text(of: $0.right))
          }),
      ],
    ]
  }

  /// Special tokens, then bytes, then what the rules make.
  private func entries(_ rules: [(left: [UInt8], right: [UInt8])]) -> [JSONValue.Member] {
    let bytes = ByteAlphabet.order.map { [$0] } + rules.map { $0.left + $0.right }
    let tokens = special + bytes.map { ByteAlphabet.text(of: $0) }
    return tokens.enumerated().map { .init(key: $1, value: .number(Double($0))) }
  }

  private static func addedToken(_ id: Int, _ content: String) -> JSONValue {
    [
      "id": .number(Double(id)), "content": .text(content), "single_word": false, "lstrip": false,
      "rstrip": false, "normalized": false, "special": true,
    ]
  }

  private static func byteLevel(usesRegex: Bool) -> JSONValue {
    [
      "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
      "use_regex": .bool(usesRegex),
    ]
  }
}
