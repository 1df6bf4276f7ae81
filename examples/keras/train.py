"""Handwritten digits in Keras, with the callbacks decided by Epochal's service instead of inside this process.

    python examples/keras/train.py [--data FOLDER] [--epochs 50] [--seed 7]

FOLDER has MNIST's four IDX files, as datasets/mnist of this repository does.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import keras
import numpy as np

import epochal.keras

CALLBACKS = [
    {"type": "EarlyStopping", "monitor": "val_loss", "patience": 5, "restore_best_weights": True},
    {"type": "ReduceLROnPlateau", "monitor": "val_loss", "factor": 0.5, "patience": 3, "min_lr": 1e-6},
    {"type": "ModelCheckpoint", "filepath": "mnist-best.keras", "monitor": "val_loss", "save_best_only": True},
    {"type": "TensorBoard", "log_dir": "logs"},
]


def idx(file: Path) -> np.ndarray:
    with gzip.open(file) as data:
        content = data.read()
    dimensions = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(content[3])]
    return np.frombuffer(content, np.uint8, offset=4 + 4 * len(dimensions)).reshape(dimensions)


def build_model() -> keras.Model:
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Dropout(0.25),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(10, activation="softmax"),
    ])  # fmt: skip
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "datasets" / "mnist")
    arguments.add_argument("--rows", type=int, default=60_000)
    arguments.add_argument("--epochs", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--backup", help="a folder: started again after a kill, the program goes on from there")
    given = arguments.parse_args()

    keras.utils.set_random_seed(given.seed)
    x = idx(given.data / "train-images-idx3-ubyte.gz")[: given.rows, ..., None] / np.float32(255)
    y = idx(given.data / "train-labels-idx1-ubyte.gz")[: given.rows]
    backup = [{"type": "BackupAndRestore", "backup_dir": given.backup}] if given.backup else []

    model = build_model()
    service = epochal.keras.Callback(callbacks=[*CALLBACKS, *backup], name="mnist-cnn")
    with service:
        history = model.fit(x, y, batch_size=128, epochs=given.epochs, validation_split=0.2, callbacks=[service])
    print(f"run {service.run.id}: {len(history.epoch)} epochs, best val_loss {min(history.history['val_loss']):.4f}")


if __name__ == "__main__":
    main()
