"""Scores a file of predictions as RelBench's leaderboard does (relbench.submit, RelBench 3.0).

    RELZERO_RELBENCH_PYTHON=…/python swift test --filter RelBenchTests

check.py DATASET TASK PREDICTIONS prints the metrics as JSON; DATASET is a folder with a manifest.yaml.
"""
import json
import pathlib
import sys

from relbench.submit import evaluate_task

dataset, task, predictions = sys.argv[1:]
name = f"{pathlib.Path(dataset).name}/{task}"
print(json.dumps({k: float(v) for k, v in evaluate_task(name, predictions, dataset=dataset).items()}))
