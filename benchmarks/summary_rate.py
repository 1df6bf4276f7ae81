"""How many scalars a second tf.summary writes into an event file, two a step as the recorder does: prints that number.

    python benchmarks/summary_rate.py [STEPS]
"""

import os
import sys
import tempfile
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow  # noqa: E402


def main(steps):
    with tempfile.TemporaryDirectory() as place:
        writer = tensorflow.summary.create_file_writer(place)
        with writer.as_default():
            for warm_up in (steps // 10, steps):
                began = time.perf_counter()
                for step in range(warm_up):
                    tensorflow.summary.scalar("batch_loss", 0.5, step=step)
                    tensorflow.summary.scalar("batch_accuracy", 0.5, step=step)
                writer.flush()
                took = time.perf_counter() - began
    print(2 * steps / took)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 20000)
