"""A loop of one's own for `./epochal conformance -- python clients/python/conformance/loop.py {folder}`: one weight, and its target."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import epochal

ROUNDS, BATCHES, SECONDS = 6, 8, 0.05

folder = Path(sys.argv[1])
latest = folder / "latest.json"
stored = json.loads(latest.read_text()) if latest.exists() else None
weight = stored["weight"] if stored else 0.0
kept: dict[int, float] = {}


def write(file: Path) -> epochal.Saved:
    text = json.dumps({"weight": weight, "run": run.state()})
    for to in (file, latest):
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(text)
    return epochal.Saved(file.as_uri(), len(text))


def retain(ended: int | None, named: frozenset[int]) -> None:
    for epoch in kept.keys() - named:
        del kept[epoch]
    if ended is not None and ended in named:
        kept[ended] = weight


def restore(command: dict[str, Any]) -> None:
    global weight
    weight = kept[command["epoch"]]


run = epochal.attach(
    name="loop", callbacks=[{"type": "EarlyStopping", "patience": 50, "restore_best_weights": True}], epochs=ROUNDS,
    learning_rate=0.05, on_retain=retain, begin=False, resume=stored["run"] if stored else None,
    checkpoint=latest.as_uri() if stored else None,
    obey={"SaveCheckpoint": lambda c: write(folder / f"{c['name']}.json"), "RestoreWeights": restore},
    capabilities=["StopTraining", "CancelRun", "PauseTraining", "ReplaceCallbacks", "RecordBatches", "SetLearningRate",
                  "SaveCheckpoint", "RestoreWeights"],
)  # fmt: skip
with run:
    run.begin()
    while run.position.epoch < ROUNDS and not run.stopped:
        for _ in range(run.position.batch + 1, BATCHES):
            time.sleep(SECONDS)
            loss = (weight - 1) ** 2
            weight -= run.learning_rate * 2 * (weight - 1)
            if not run.batch(loss):
                break
        if run.ending is None or run.ending.status != "cancelled":
            run.round({"loss": (weight - 1) ** 2, "val_loss": (weight - 1) ** 2})
