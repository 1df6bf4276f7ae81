"""Keras for `./epochal conformance -- python clients/python/conformance/keras_program.py {folder}`: a line, and its slope."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402

import epochal.keras  # noqa: E402

folder = Path(sys.argv[1])
keras.utils.set_random_seed(7)
rows = np.random.default_rng(7).normal(size=(64, 3)).astype("float32")
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.01), "mse")

newest = max(folder.rglob("*.keras"), key=lambda file: file.stat().st_mtime, default=None)
if newest is not None:
    model = keras.models.load_model(newest)
service = epochal.keras.Callback(
    [{"type": "EarlyStopping", "patience": 50, "restore_best_weights": True}], directory=folder, resume=newest
)
slow = keras.callbacks.LambdaCallback(on_train_batch_begin=lambda batch, logs: time.sleep(0.05))
with service:
    model.fit(
        rows, rows.sum(axis=1), epochs=6, batch_size=8, verbose=0, validation_data=(rows, rows.sum(axis=1)),
        callbacks=[slow, service],
    )  # fmt: skip
