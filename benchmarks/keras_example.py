"""The example of runs/mnist-cnn.yaml in tf.keras with its four callbacks: prints the seconds from each epoch's end to the next one's.

    python benchmarks/keras_example.py MNIST EPOCHS ROWS

MNIST is the folder of the four IDX files. The validation rows are the last fifth, as in the spec.
"""

import gzip
import os
import pathlib
import sys
import tempfile
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import numpy  # noqa: E402


def idx(file):
    with gzip.open(file) as data:
        content = data.read()
    dimensions = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(content[3])]
    return numpy.frombuffer(content, numpy.uint8, offset=4 + 4 * len(dimensions)).reshape(dimensions)


class Clock(keras.callbacks.Callback):
    """The last one of the list, so that the others have done their work."""

    def __init__(self):
        super().__init__()
        self.ends = []

    def on_epoch_end(self, epoch, logs=None):
        self.ends.append(time.perf_counter())


def main(folder, epochs, rows):
    folder = pathlib.Path(folder)
    x = idx(folder / "train-images-idx3-ubyte.gz")[:rows, ..., None].astype("float32") / 255
    y = idx(folder / "train-labels-idx1-ubyte.gz")[:rows].astype("int64")
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Dropout(0.25),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    clock = Clock()
    with tempfile.TemporaryDirectory() as place:
        callbacks = [
            keras.callbacks.EarlyStopping(monitor="val_loss", patience=1000, restore_best_weights=True),
            keras.callbacks.ModelCheckpoint(f"{place}/best.keras", monitor="val_loss", save_best_only=True),
            keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=3),
            keras.callbacks.TensorBoard(log_dir=f"{place}/logs", histogram_freq=1),
            clock,
        ]
        model.fit(x, y, batch_size=128, epochs=epochs, validation_split=0.2, callbacks=callbacks, verbose=0)
    for begin, end in zip(clock.ends, clock.ends[1:]):
        print(end - begin, flush=True)


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
