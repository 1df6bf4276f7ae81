"""Trains the same models on the same rows by tf.keras and by our engine, in turn, and compares their speed.

Each round is the same number of epochs; the first one warms up. Keras' process waits while ours trains, and the other way round. The
ratio is ours by Keras': above 1, ours trains more samples a second. Behind its spread is the ratio of processor time, which other
programs on the machine change less. Keras compiles with XLA where a model allows it; it is also measured without.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

import trainer_java
from speed_models import MODELS, write
from trainer_java import TRAINER, processor

HERE = pathlib.Path(__file__).resolve().parent


class Side:
    """One process that trains a round for each line that it is sent."""

    def __init__(self, command, log, **more):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, **more
        )

    def round(self):
        """Seconds, seconds of processor time, and what else the side counts."""
        try:
            self.process.stdin.write("round\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # What it wrote before it ended says why.
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} ended; see the file log in the folder of the model")
        return [float(word) for word in line.split()]

    def end(self):
        """What it says in the end."""
        rest, _ = self.process.communicate()
        return rest


def java(folder, threads, log, environment):
    """Our side: the engine alone, with the libraries of the built trainer and of its tests."""
    command = trainer_java.command("io.epochal.trainer.djl.TimedTraining", folder, threads)
    return Side(command, log, env={**environment, **trainer_java.MEMORY})


def measure(name, folder, arguments, environment):
    """All rounds of one model."""
    write(name, folder)
    with open(folder / "log", "w", encoding="utf-8") as log:
        program = [sys.executable, str(HERE / "with_keras.py"), str(folder), str(arguments.threads)]
        sides = [Side([*program, compiler], log, env=environment) for compiler in ("xla", "plain")]
        sides.append(java(folder, arguments.threads, log, environment))
        rounds = [[side.round() for side in sides] for _ in range(arguments.rounds + 1)][1:]
        account = [side.end() for side in sides][-1]
    _, rows, _, epochs = MODELS[name]
    return {"name": name, "samples": rows * epochs, "rounds": rounds, "account": account.splitlines()}


def ratio(theirs, ours):
    """Medians of seconds and of processor time, theirs by ours, and the spread of the first over the rounds."""
    seconds, busy = (statistics.median(x[i] for x in theirs) / statistics.median(x[i] for x in ours) for i in (0, 1))
    each = sorted(there[0] / here[0] for there, here in zip(theirs, ours))
    return f"{seconds:.2f} ({each[0]:.2f} to {each[-1]:.2f}), {busy:.2f}"


def summary(result):
    """One line of the table."""
    xla, plain, ours = zip(*result["rounds"])
    speeds = [f"{result['samples'] / statistics.median(one[0] for one in side):.0f}" for side in (xla, plain, ours)]
    return f"| {result['name']} | {' | '.join(speeds)} | {ratio(xla, ours)} | {ratio(plain, ours)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=pathlib.Path, default=TRAINER / "beside-keras", help="for models and logs")
    parser.add_argument("--rounds", type=int, default=5, help="after the one that warms up")
    parser.add_argument("--threads", type=int, default=2, help="of each side")
    parser.add_argument("models", nargs="*", help="of speed_models.py; without any, all of them")
    arguments = parser.parse_args()
    print(f"processor: {processor()}; {os.cpu_count()} of them; load {os.getloadavg()[0]:.1f}", flush=True)
    print("| model | Keras, samples/s | Keras without XLA | ours | ours by Keras' | ours by Keras' without XLA |")
    print("|---|---|---|---|---|---|", flush=True)
    results = []
    for name in arguments.models or MODELS:
        results.append(measure(name, arguments.folder / name, arguments, dict(os.environ)))
        print(summary(results[-1]), flush=True)
    for result in results:
        print(f"\n{result['name']}: where the time of ours goes, in percent")
        print("\n".join("  " + line for line in result["account"]))
    (arguments.folder / "results.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
