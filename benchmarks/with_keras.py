"""Trains a folder's model with tf.keras: with each line of input one round; prints its seconds, and those of processor time."""

import json
import os
import pathlib
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import numpy  # noqa: E402
import tensorflow  # noqa: E402


def main(folder, threads, compiler):
    tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(threads)
    folder = pathlib.Path(folder)
    spec = json.loads((folder / "spec.yaml").read_text())
    data = numpy.load(folder / "data.npz")
    x, y = data["x"], data["y"]
    model = keras.models.load_model(folder / "model.keras")
    # Keras takes XLA by itself; without it, some models are faster and some slower.
    model.jit_compile = compiler == "xla"
    for _ in sys.stdin:
        begin, busy = time.perf_counter(), time.process_time()
        model.fit(x, y, batch_size=spec["batch_size"], epochs=spec["epochs"], shuffle=True, verbose=0)
        print(time.perf_counter() - begin, time.process_time() - busy, flush=True)


main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
