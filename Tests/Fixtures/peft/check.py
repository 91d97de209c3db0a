"""What Python's PEFT makes of an adapter that we wrote, and an adapter that PEFT writes, for PEFTTests.

    pip install torch transformers peft
    RELZERO_PEFT_PYTHON=…/python swift test --filter PEFTTests

check.py MODEL OURS THEIRS: loads the adapter OURS on MODEL, writes an adapter with all maps into THEIRS, and prints
{"ours": scores after the last token with OURS, "theirs": with THEIRS, "ids": the tokens read}.
"""
import json
import sys

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

IDS = [3, 17, 200, 5, 640, 31, 2, 900]


def scores(model):
    with torch.inference_mode():
        return model.eval()(input_ids=torch.tensor([IDS])).logits[0, -1].tolist()


def base(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)


def main(folder, ours, theirs):
    adapted = PeftModel.from_pretrained(base(folder), ours)
    found = scores(adapted)
    torch.manual_seed(3)
    names = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    made = get_peft_model(base(folder), LoraConfig(r=3, lora_alpha=6, lora_dropout=0.1, target_modules=names, task_type="CAUSAL_LM"))
    for name, parameter in made.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    made.save_pretrained(theirs)
    print(json.dumps({"ours": found, "theirs": scores(made), "ids": IDS}))


main(*sys.argv[1:])
