"""What a batch costs on the training thread: Keras' own callbacks beside ours, with batches off and on.

    KERAS_BACKEND=jax python benchmarks/cost.py [--batches 20000] [--url URL]

Calls `on_train_batch_end` as Keras' CallbackList does, on a compiled model that does not train, so that nothing but callbacks is
measured. Without --url a service by the contract runs in a process of its own and answers at once.
Prints microseconds a batch: the median and the 99th percentile of single calls, and the mean, background's share included.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import keras  # noqa: E402
import numpy as np  # noqa: E402

import epochal.keras  # noqa: E402

LISTED = [
    {"type": "EarlyStopping", "patience": 5, "restore_best_weights": True},
    {"type": "ReduceLROnPlateau", "patience": 3},
    {"type": "ModelCheckpoint", "filepath": "best.keras", "save_best_only": True},
    {"type": "TensorBoard"},
]


def a_model() -> Any:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(np.ones((8, 4)), np.ones((8, 1)), verbose=0)
    return model


def own(folder: str) -> list[Any]:
    return [
        keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True),
        keras.callbacks.ReduceLROnPlateau(patience=3),
        keras.callbacks.ModelCheckpoint(f"{folder}/best.keras", save_best_only=True),
        # Keras' own TensorBoard callback needs TensorFlow.
        *([keras.callbacks.TensorBoard(folder)] if importlib.util.find_spec("tensorflow") else []),
    ]


def microseconds(callbacks: list[Any], batches: int) -> tuple[float, float, float]:
    """Median, 99th percentile and mean of a call; a pause of 50 µs between two stands for the training."""
    listed = keras.callbacks.CallbackList(callbacks, model=a_model(), epochs=1, steps=batches)
    listed.on_train_begin()
    listed.on_epoch_begin(0)
    logs = {"loss": 0.5, "mae": 0.25}
    each = []
    for batch in range(batches):
        begun = time.perf_counter_ns()
        listed.on_train_batch_end(batch, logs)
        each.append((time.perf_counter_ns() - begun) / 1000)
        until = time.perf_counter_ns() + 50_000
        while time.perf_counter_ns() < until:
            pass
    listed.on_epoch_end(0, {**logs, "val_loss": 0.5, "val_mae": 0.25})
    listed.on_train_end()
    each.sort()
    return statistics.median(each), each[int(0.99 * len(each))], statistics.fmean(each)


def _serve(found: Any) -> None:
    from fake_service import FakeService

    found.put(FakeService().url)
    time.sleep(3600)


@contextmanager
def service(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    context = multiprocessing.get_context("spawn")
    found = context.Queue()
    process = context.Process(target=_serve, args=(found,), daemon=True)
    process.start()
    yield found.get(timeout=60)
    process.kill()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--batches", type=int, default=20_000)
    arguments.add_argument("--url")
    given = arguments.parse_args()
    with service(given.url) as url, tempfile.TemporaryDirectory() as folder:
        rows = {
            "no callbacks": [],
            "Keras' own": own(folder),
            "ours, batches off": [epochal.keras.Callback(LISTED, url, batches=False, directory=folder)],
            "ours, batches on": [epochal.keras.Callback(LISTED, url, directory=folder)],
        }
        print(f"{'µs a batch':20} {'median':>8} {'p99':>8} {'mean':>8}")
        for name, callbacks in rows.items():
            print(f"{name:20} {'{:8.1f} {:8.1f} {:8.1f}'.format(*microseconds(callbacks, given.batches))}", flush=True)


if __name__ == "__main__":
    main()
