"""Makes this folder: a tiny sentence encoder of the MPNet architecture with random weights, as sentence-transformers
writes it, and what it says about some texts.

    pip install torch transformers sentence-transformers
    python make.py

Made with torch 2.13.0, transformers 5.23.0, sentence-transformers 6.2.0.
"""
import json
import shutil
import tempfile
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import modules as models
from transformers import MPNetConfig, MPNetModel, MPNetTokenizerFast

HERE = Path(__file__).resolve().parent
WORDS = ("the a of race driver customer order country Norway paid late never 1 2 3 9 0 . , ? : - ' é ü 日").lower().split()
PIECES = "##s ##er ##ing ##ed ##1 ##2 ##9 ##0 un go walk b c d e f g h i j k l m n o p q r s t u v w x y z ##a ##e ##i ##o ##n ##t".split()


def main():
    torch.manual_seed(7)
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", "[UNK]"] + list(dict.fromkeys(WORDS + PIECES)) + ["<mask>"]
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = MPNetTokenizerFast(vocab={token: index for index, token in enumerate(vocabulary)}, model_max_length=230)
        tokenizer.save_pretrained(folder)
        model = MPNetModel(MPNetConfig(
            vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24,
            max_position_embeddings=252, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0), add_pooling_layer=False)
        for name, parameter in model.named_parameters():
            torch.nn.init.normal_(parameter, std=1.0 if "relative" in name else 0.3)
            if name.endswith("LayerNorm.weight"):
                parameter.data += 1
        model.save_pretrained(folder)
        transformer = models.Transformer(folder)
        pooling = models.Pooling(transformer.get_embedding_dimension(), "mean")
        encoder = SentenceTransformer(modules=[transformer, pooling, models.Normalize()], device="cpu")
        out = Path(folder) / "out"
        encoder.save_pretrained(str(out), create_model_card=False)
        for path in sorted(out.rglob("*")):
            target = HERE / path.relative_to(out)
            if path.is_dir():
                target.mkdir(exist_ok=True)
            else:
                shutil.copy(path, target)
    texts = [
        "the race", "A driver's walk: 1291 un-going?", "", "unknown Ünder É 日日", "never <mask> late </s> x <s>go",
        " ".join(WORDS[i * 7 % len(WORDS)] for i in range(210)),  # distances beyond the last bucket
        "the order " * 200,  # longer than it sees
    ]
    cases = []
    for text in texts:
        ids = encoder.tokenizer(text, truncation=True, max_length=230)["input_ids"]
        cases.append({"text": text, "ids": ids, "tokens": encoder.tokenizer.convert_ids_to_tokens(ids),
                      "vector": encoder.encode([text])[0].tolist()})
    distances = torch.arange(-600, 601)
    buckets = MPNetModel(MPNetConfig(hidden_size=4, num_hidden_layers=1, num_attention_heads=1, intermediate_size=4,
                                     vocab_size=4)).encoder.relative_position_bucket(distances)
    (HERE / "expected.json").write_text(json.dumps(
        {"cases": cases, "buckets": {"first": -600, "of_distances": buckets.tolist()}}, ensure_ascii=False) + "\n")


main()
